/** Claims pending ids, asks about them and deletes them; limits the rate and pauses. */
@NullMarked
package io.voddelete.sender;

import org.jspecify.annotations.NullMarked;
