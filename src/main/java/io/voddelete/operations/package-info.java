/** What operators and callers ask and order over HTTP. */
package io.voddelete.operations;
