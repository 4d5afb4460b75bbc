/** Claims pending ids, asks about them and deletes them; limits the rate and pauses. */
package io.voddelete.sender;
