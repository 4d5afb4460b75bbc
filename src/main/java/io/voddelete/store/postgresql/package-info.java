/** The store in PostgreSQL: opens it, creates its tables, and finds out whether a commit without an answer happened. */
@NullMarked
package io.voddelete.store.postgresql;

import org.jspecify.annotations.NullMarked;
