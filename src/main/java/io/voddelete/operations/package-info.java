/** The queries and commands of operators and callers over HTTP. */
package io.voddelete.operations;
