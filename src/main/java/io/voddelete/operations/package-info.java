/** The queries and commands of operators and callers over HTTP. */
@NullMarked
package io.voddelete.operations;

import org.jspecify.annotations.NullMarked;
