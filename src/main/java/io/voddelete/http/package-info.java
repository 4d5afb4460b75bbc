/** Authenticates HTTP requests, builds responses, and signs messages to others; depends neither on Camel nor on a server. */
@NullMarked
package io.voddelete.http;

import org.jspecify.annotations.NullMarked;
