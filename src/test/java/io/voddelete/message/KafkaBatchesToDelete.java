package io.voddelete.message;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.common.KafkaException;

/** The route of a host as the documentation prints it: many small records of Kafka become one submission. */
public final class KafkaBatchesToDelete extends RouteBuilder {
    @Override
    public void configure() {
        // messages.md: begin
        errorHandler(defaultErrorHandler()
                .maximumRedeliveries(-1)
                .redeliveryDelay(1000)
                .allowRedeliveryWhileStopping(false));
        from("kafka:assets-to-delete?groupId=vod&batching=true&maxPollRecords=500&autoCommitEnable=false&allowManualCommit=true")
                .onException(SubmissionRefusedException.class)
                .handled(true)
                .to("direct:put-aside")
                .process(this::commit)
                .end()
                .setProperty("records", body())
                .to("direct:vod-delete")
                .process(this::commit);
        from("direct:put-aside")
                .split(exchangeProperty("records"))
                .transform()
                .exchange(record ->
                        record.getMessage().getBody(Exchange.class).getMessage().getBody())
                .to("kafka:assets-to-delete.refused");
        // messages.md: end
    }

    // messages.md: begin
    private void commit(Exchange batch) {
        Map<Object, KafkaManualCommit> last = new HashMap<>();
        for (Object each : batch.getProperty("records", List.class)) {
            var headers = ((Exchange) each).getMessage();
            last.put(
                    headers.getHeader(KafkaConstants.PARTITION),
                    headers.getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class));
        }
        try {
            last.values().forEach(KafkaManualCommit::commit);
        } catch (KafkaException e) {
            log.warn("A later commit includes these records, or they are delivered again", e);
        }
    }
    // messages.md: end
}
