/**
 * A simulator of VOD and IAM, for trying out and testing without an account. Depends on the JDK only.
 *
 * <p>Start with {@link io.voddelete.simulator.VodSimulator}; {@link io.voddelete.simulator.CallRecorder} tells what it did.
 */
@NullMarked
package io.voddelete.simulator;

import org.jspecify.annotations.NullMarked;
