package io.voddelete.message;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/** The route of a host as the README prints it: from Kafka, committed by hand. */
public final class KafkaToDelete extends RouteBuilder {
    @Override
    public void configure() {
        // README.md: begin
        from("kafka:assets-to-delete?groupId=vod&autoCommitEnable=false&allowManualCommit=true&breakOnFirstError=true")
                .doTry()
                .to("direct:vod-delete")
                .doCatch(SubmissionRefusedException.class)
                .to("kafka:assets-to-delete.refused")
                .end()
                .process(e -> e.getMessage()
                        .getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class)
                        .commit());
        // README.md: end
    }
}
