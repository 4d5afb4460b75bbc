package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.message.AcceptedSubmission;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.apache.camel.processor.aggregate.GroupedExchangeAggregationStrategy;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultMessage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What identifies a message of a broker that is delivered again, however the host has brought it here. */
class MessageKeyRouteTest extends MessageRouteKit {
    private static final Map<String, Object> JMS = Map.of("JMSMessageID", "ID:1");
    private static final Map<String, Object> KAFKA =
            Map.of("kafka.TOPIC", "t", "kafka.PARTITION", 0, "kafka.OFFSET", 7L, "kafka.TIMESTAMP", 1_700_000_000_000L);

    private final List<AcceptedSubmission> answers = new CopyOnWriteArrayList<>();

    @Test
    void eachPartOfAMessageThatIsSplitIsASubmission() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:split")
                        .split(body().tokenize("\n"))
                        .to("direct:vod-delete")
                        .process(MessageKeyRouteTest.this::note);
            }
        });
        for (int i = 0; i < 2; i++) {
            template.requestBodyAndHeaders("direct:split", TEXT, JMS);
        }

        assertThat(answers)
                .extracting(AcceptedSubmission::repeated)
                .containsExactly(false, false, false, true, true, true);
        assertThat(sources())
                .containsExactly("message:jms-part:0:ID:1", "message:jms-part:1:ID:1", "message:jms-part:2:ID:1");
    }

    /** The headers of such a message are those of one of them. */
    @Test
    void messagesThatWereJoinedDoNotHaveTheKeyOfOne() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:bodies")
                        .aggregate(constant(true), new GroupedBodyAggregationStrategy())
                        .completionSize(2)
                        .to("direct:vod-delete")
                        .process(MessageKeyRouteTest.this::note);
                from("direct:exchanges")
                        .aggregate(constant(true), new GroupedExchangeAggregationStrategy())
                        .completionSize(2)
                        .to("direct:vod-delete")
                        .process(MessageKeyRouteTest.this::note);
            }
        });
        for (String route : List.of("direct:bodies", "direct:exchanges")) {
            for (int i = 0; i < 4; i++) {
                template.requestBodyAndHeader(route, IDS.get(i % 3), "JMSMessageID", "ID:" + i / 2);
            }
        }

        Awaitility.await().atMost(SOON).until(() -> answers.size() == 4);
        assertThat(answers).noneMatch(AcceptedSubmission::repeated);
        assertThat(sources())
                .as("joined bodies")
                .filteredOn(source -> source.matches("message:[0-9a-f-]{36}"))
                .hasSize(2);
        assertThat(sources())
                .as("batches")
                .filteredOn(source -> source.startsWith("message:batch:jms:ID:"))
                .hasSize(2);
    }

    /** A bridge from JMS passes the id on, and makes several records of one message. */
    @Test
    void aRecordIsKnownByItsPlace() {
        Map<String, Object> record = new TreeMap<>(KAFKA);
        record.put("JMSMessageID", bytes("ID:1"));
        Exchange exchange = ExchangeBuilder.anExchange(context).withBody(TEXT).build();
        record.forEach(exchange.getMessage()::setHeader);
        exchange.getExchangeExtension().setFromEndpoint(new DefaultEndpoint("kafka://t?groupId=vod", null) {
            @Override
            public org.apache.camel.Producer createProducer() {
                throw new UnsupportedOperationException();
            }

            @Override
            public org.apache.camel.Consumer createConsumer(org.apache.camel.Processor processor) {
                throw new UnsupportedOperationException();
            }
        });
        accepted(template.send("direct:vod-delete", exchange));
        accepted(send(TEXT, record));

        assertThat(sources()).containsExactly("message:kafka:t:0:7:1700000000000", "message:jms:ID:1");
    }

    @Test
    void theRecordOfATopicThatWasMadeAnewIsAnotherOne() {
        Map<String, Object> anew = new TreeMap<>(KAFKA);
        anew.put("kafka.TIMESTAMP", 1_800_000_000_000L);
        accepted(send(IDS.subList(0, 2), KAFKA));

        assertThat(accepted(send(IDS.subList(2, 3), anew)).accepted()).isEqualTo(1);
        assertThat(accepted(send(IDS.subList(0, 2), KAFKA)).repeated()).isTrue();
    }

    /** The broker has chosen it, and nobody can give it another. */
    @Test
    void anyIdOfABrokerIsAKey() {
        for (String id : List.of("x".repeat(256), "Grüße", "a b")) {
            AcceptedSubmission first = accepted(send(TEXT, Map.of("JMSMessageID", id)));

            assertThat(first.repeated()).isFalse();
            assertThat(accepted(send(TEXT, Map.of("JMSMessageID", id)))).matches(AcceptedSubmission::repeated);
        }
        assertThat(sources()).hasSize(3).allMatch(source -> source.matches("message:jms:sha256:[0-9a-f]{64}"));
    }

    @Test
    void anEmptyIdIdentifiesNothing() {
        for (int i = 0; i < 2; i++) {
            assertThat(accepted(send(TEXT, Map.of("JMSMessageID", ""))).repeated())
                    .isFalse();
        }
        assertThat(sources()).hasSize(2);
    }

    @Test
    void aMessageOfABatchMayHaveNoExchange() {
        DefaultMessage alone = new DefaultMessage(context);
        alone.setBody(TEXT);
        alone.setHeader("JMSMessageID", "ID:1");
        assertThat(alone.getExchange()).isNull();

        accepted(send(List.of(alone), Map.of()));

        assertThat(sources()).singleElement().asString().startsWith("message:batch:jms:ID:1..jms:ID:1:");
    }

    @Test
    void theHostsOwnKeyStandsForWhatWasSplitOrJoinedToo() {
        Exchange exchange = ExchangeBuilder.anExchange(context)
                .withBody(TEXT)
                .withHeader("VodSubmissionKey", "x")
                .build();
        exchange.setProperty(ExchangePropertyKey.AGGREGATED_SIZE, 2);
        exchange.setProperty(ExchangePropertyKey.SPLIT_INDEX, 0);

        accepted(template.send("direct:vod-delete", exchange));

        assertThat(sources()).containsExactly("message:key:x");
    }

    private void note(Exchange exchange) {
        answers.add(exchange.getMessage().getBody(AcceptedSubmission.class));
    }

    private List<String> sources() {
        return rows("SELECT source FROM submission ORDER BY id");
    }
}
