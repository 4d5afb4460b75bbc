/** The embedded database, and the integrity of its files. */
package io.voddelete.store.sqlite;
