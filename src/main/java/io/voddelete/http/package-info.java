/** Who may call, and how a request is answered; knows neither Camel nor a server. */
@NullMarked
package io.voddelete.http;

import org.jspecify.annotations.NullMarked;
