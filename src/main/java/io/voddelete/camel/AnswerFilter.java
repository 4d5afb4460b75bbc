package io.voddelete.camel;

import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/** Which headers of a message go out in an answer: those that Camel lets out, and {@code Cache-Control}. */
final class AnswerFilter extends HttpHeaderFilterStrategy {
    AnswerFilter() {
        getOutFilter().remove("cache-control");
    }
}
