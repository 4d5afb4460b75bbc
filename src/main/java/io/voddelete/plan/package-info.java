/**
 * Plans: what a held list would delete, as a text that people read and approve, move or refuse. Nothing here can delete: these
 * classes never reach the sender.
 */
@NullMarked
package io.voddelete.plan;

import org.jspecify.annotations.NullMarked;
