/** Reads ids from files, requests and schedules, and accepts them. */
@NullMarked
package io.voddelete.intake;

import org.jspecify.annotations.NullMarked;
