/**
 * Measures the module from outside: the packaged jar, the simulator and whatever it is compared with are processes of their own.
 * Run by {@code mvn verify -Pbenchmark}; what it prints is the result.
 */
@NullMarked
package io.voddelete.benchmark;

import org.jspecify.annotations.NullMarked;
