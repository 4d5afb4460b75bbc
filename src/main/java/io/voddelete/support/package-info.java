/** Utilities for every package: text for people, durable files, wake-ups, throttled logging. */
package io.voddelete.support;
