/** Who may call, and how a request is answered; knows neither Camel nor a server. */
package io.voddelete.http;
