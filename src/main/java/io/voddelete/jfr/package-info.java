/** Events for the flight recorder of the JDK, without ids. Nothing happens in a JVM without {@code jdk.jfr}. */
@NullMarked
package io.voddelete.jfr;

import org.jspecify.annotations.NullMarked;
