/** Utilities for every package: text for people, durable files, wake-ups, throttled logging. */
@NullMarked
package io.voddelete.support;

import org.jspecify.annotations.NullMarked;
