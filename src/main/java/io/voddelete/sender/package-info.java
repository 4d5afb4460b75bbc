/** Claims pending ids, asks about them and deletes them; keeps the pace and the pauses. */
package io.voddelete.sender;
