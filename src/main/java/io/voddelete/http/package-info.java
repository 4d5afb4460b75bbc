/** Authenticates HTTP requests and builds responses; depends neither on Camel nor on a server. */
@NullMarked
package io.voddelete.http;

import org.jspecify.annotations.NullMarked;
