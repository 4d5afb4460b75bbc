package io.voddelete.camel;

import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/** Selects the message headers for a response: those that Camel sends, and {@code Cache-Control}. */
final class AnswerFilter extends HttpHeaderFilterStrategy {
    AnswerFilter() {
        getOutFilter().remove("cache-control");
    }
}
