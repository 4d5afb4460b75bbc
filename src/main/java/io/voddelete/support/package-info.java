/** Small things that every package may use: text for people, files that last, wake-ups, faults that are logged once. */
package io.voddelete.support;
