/** The embedded database, and the integrity of its files. */
@NullMarked
package io.voddelete.store.sqlite;

import org.jspecify.annotations.NullMarked;
