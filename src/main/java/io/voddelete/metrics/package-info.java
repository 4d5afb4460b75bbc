/** Metrics for a registry of Micrometer. Loaded only if that is on the class path. */
@NullMarked
package io.voddelete.metrics;

import org.jspecify.annotations.NullMarked;
