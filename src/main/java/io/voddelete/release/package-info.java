/**
 * Decides which submissions are released and which wait for an approval, and does what follows from it. A limit is judged over
 * the whole list before its first call; a list over a limit is held, never refused and never sent in part.
 */
@NullMarked
package io.voddelete.release;

import org.jspecify.annotations.NullMarked;
