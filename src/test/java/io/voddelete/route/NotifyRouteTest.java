package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.kit.RouteKit;
import io.voddelete.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

class NotifyRouteTest extends RouteKit {
    private static final Path PAGE = Path.of("src", "site", "markdown", "notices.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```json\n(.*?)```");

    NotifyRouteTest() {
        super("release/notify");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.NOTIFY_URI.key(), "mock:notices");
        settings.setProperty(Setting.APPROVAL_REQUIRED.key(), "over-limit");
        settings.setProperty(Setting.LIMIT_SUBMISSION.key(), "2");
        settings.setProperty(Setting.STATUS_ENABLED.key(), "true");
        settings.setProperty(Setting.STATUS_TOKEN.key(), "a-made-up-token-of-thirty-two-characters");
    }

    @Test
    void aNoticeSaysWhatHappenedToWhichSubmissionAndNothingElseIsSent() throws Exception {
        Instant before = Instant.now().minusMillis(1);
        acceptAs("big.txt", ids(3));
        awaitTold();

        String submission = rows("SELECT submission_id FROM submission").get(0);
        assertThat(notices()).singleElement().satisfies(notice -> {
            assertThat(notice.get("id").longValue()).isEqualTo(1);
            assertThat(notice.get("event").textValue()).isEqualTo("held");
            assertThat(notice.get("at").textValue()).endsWith("Z");
            assertThat(Instant.parse(notice.get("at").textValue())).isBetween(before, Instant.now());
            assertThat(notice.get("submission_id").textValue()).isEqualTo(submission);
            assertThat(notice.get("source").textValue()).isEqualTo("file:big.txt");
            assertThat(notice.get("held_for"))
                    .singleElement()
                    .satisfies(code -> assertThat(code.textValue()).isEqualTo("over-limit"));
            assertThat(notice.get("accepted").longValue()).isEqualTo(3);
            assertThat(notice.get("pending").longValue()).isEqualTo(3);
            assertThat(notice.get("deleted").longValue()).isZero();
            assertThat(notice.get("failed").longValue()).isZero();
            assertThat(notice.get("kept").longValue()).isZero();
            assertThat(notice.get("who").isNull()).isTrue();
            assertThat(notice.get("reason").isNull()).isTrue();
            assertThat(notice.get("plan").textValue()).isEqualTo("/vod/submissions/" + submission + "/plan");
            assertThat(names(notice)).isEqualTo(names(example()));
        });
        assertThat(endpoint().getReceivedExchanges().get(0).getMessage().getHeaders())
                .containsOnlyKeys(Exchange.CONTENT_TYPE);
    }

    @Test
    void aNoticeAboutTheSenderNamesNoSubmission() {
        change("INSERT INTO event (name, at, who, reason) VALUES ('paused', 1000, 'alice', 'CHG-4711')");
        awaitTold();

        assertThat(notices()).singleElement().satisfies(notice -> {
            assertThat(notice.get("event").textValue()).isEqualTo("paused");
            assertThat(notice.get("who").textValue()).isEqualTo("alice");
            assertThat(notice.get("reason").textValue()).isEqualTo("CHG-4711");
            for (String member : List.of("submission_id", "source", "held_for", "accepted", "pending", "plan")) {
                assertThat(notice.get(member).isNull()).as(member).isTrue();
            }
        });
    }

    @Test
    void whileTheEndpointIsDownNothingIsLostAndTheOrderStays() {
        AtomicInteger refusals = new AtomicInteger(4);
        endpoint().whenAnyExchangeReceived(exchange -> {
            if (json(exchange).get("id").longValue() >= 3 && refusals.getAndDecrement() > 0) {
                throw new IOException("the endpoint is down");
            }
        });
        happen(5);
        awaitTold();

        assertThat(ids()).containsExactly(1L, 2L, 3L, 3L, 3L, 3L, 3L, 4L, 5L);
    }

    /** As after a kill between the two. */
    @Test
    void whatWasDeliveredAndCouldNotBeRemovedComesAgainWithTheSameId() {
        endpoint().whenExchangeReceived(2, exchange -> change("ALTER TABLE event RENAME TO elsewhere"));
        happen(3);
        await().atMost(SOON).until(() -> timesTaken("vod-wait-after-notice-fault") > 0);
        change("ALTER TABLE elsewhere RENAME TO event");
        awaitTold();

        assertThat(ids()).containsExactly(1L, 2L, 2L, 3L);
    }

    @Test
    void aStopLeavesTheRestToTheNextStart() {
        endpoint().whenExchangeReceived(2, exchange -> module.stopSending());
        happen(5);
        await().atMost(SOON).until(() -> timesTaken("vod-wait-after-notice-fault") > 0);

        assertThat(ids()).containsExactly(1L, 2L);
        assertThat(rows("SELECT id FROM event ORDER BY id")).containsExactly("3", "4", "5");
    }

    /** In one transaction, so that they are read as one batch. */
    private void happen(int events) {
        change("INSERT INTO event (name, at) SELECT 'resumed', value FROM json_each('[1,2,3,4,5]') WHERE value <= "
                + events + " ORDER BY value");
    }

    private void awaitTold() {
        await().atMost(SOON).until(() -> !endpoint().getReceivedExchanges().isEmpty());
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(rows("SELECT count(*) FROM event")).containsExactly("0"));
    }

    private MockEndpoint endpoint() {
        return getMockEndpoint("mock:notices");
    }

    private List<JsonNode> notices() {
        return endpoint().getReceivedExchanges().stream()
                .map(NotifyRouteTest::json)
                .toList();
    }

    private List<Long> ids() {
        return notices().stream().map(notice -> notice.get("id").longValue()).toList();
    }

    private static JsonNode json(Exchange exchange) {
        try {
            return new ObjectMapper().readTree(exchange.getMessage().getBody(byte[].class));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The members that the page shows. */
    private static JsonNode example() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(PAGE));
        assertThat(example.find()).isTrue();
        return new ObjectMapper().readTree(example.group(1));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
