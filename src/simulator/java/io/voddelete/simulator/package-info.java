/**
 * The VOD side of the wire, for trying and testing without an account. Needs the JDK only and knows nothing of the other packages.
 *
 * <p>Start at {@link io.voddelete.simulator.VodSimulator}; what it did is told by {@link io.voddelete.simulator.Truth}.
 */
package io.voddelete.simulator;
