/** Reads ids from files, requests, messages and scheduled runs, and accepts them. */
@NullMarked
package io.voddelete.intake;

import org.jspecify.annotations.NullMarked;
