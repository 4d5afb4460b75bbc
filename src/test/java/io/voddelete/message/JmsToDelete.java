package io.voddelete.message;

import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;

/** The route of a host as the README prints it: from a queue, in a transaction of the session. */
public final class JmsToDelete extends RouteBuilder {
    @Override
    public void configure() {
        // README.md: begin
        from("jms:assets-to-delete?transacted=true")
                .doTry()
                .to("direct:vod-delete")
                .doCatch(SubmissionRefusedException.class)
                .to(ExchangePattern.InOnly, "jms:assets-to-delete.refused");
        // README.md: end
    }
}
