package io.voddelete.route;

import static io.voddelete.kit.StatusCaller.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.RouteKit;
import io.voddelete.kit.StatusCaller;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FiguresRouteTest extends RouteKit {
    private static final String TEAM = "made-up-token-of-a-team-that-sees-its-own";

    private StatusCaller caller;

    FiguresRouteTest() {
        super("operations/figures");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty("vod.status.enabled", "true");
        settings.setProperty("vod.status.token", "ops:" + StatusCaller.TOKEN + ",team:" + TEAM);
        settings.setProperty("vod.callers.team.sees", "file:team-");
        settings.setProperty("vod.pace.calls-per-minute", "100");
        settings.setProperty("vod.batch.size", "5");
    }

    @BeforeEach
    void findUrl() {
        caller = new StatusCaller(url());
    }

    @Test
    void theMinutesThatAreOverAreToldWithWhatTheRateAllows() {
        assertThat(caller.ask("/vod/timeline")).hasToString("{\"settled\":[],\"most_per_minute\":500}");
        passTime(Duration.ofMinutes(90));
        assertThat(caller.ask("/vod/timeline").get("settled")).hasSize(60);
        assertThat(caller.ask("/vod/timeline?minutes=1").get("settled")).hasToString("[0]");
        assertThat(caller.ask("/vod/timeline?minutes=1440").get("settled")).hasSizeBetween(90, 91);
    }

    @Test
    void aNumberOfMinutesThatCannotBeMeantIsRefused() {
        for (String minutes : List.of("0", "1441", "-1", "ten", "", "99999999999")) {
            assertThat(isProblem(caller.get("/vod/timeline?minutes=" + minutes), 400))
                    .as(minutes)
                    .contains("minutes");
        }
        isProblem(caller.get("/vod/reasons?status=failed"), 400);
    }

    @Test
    void reasonsAreToldWithTheirCountsAndWhatToDo() {
        assertThat(caller.ask("/vod/reasons")).hasToString("{\"deleted\":0,\"failed\":0,\"kept\":0,\"reasons\":[]}");
        change("INSERT INTO outcome_count VALUES ('FAILED', 'busy', 'VOD.10061', 5, 2, 'a1', 1700000000000),"
                + " ('FAILED', 'refused', 'NEW.1', 1, 0, 'a2', 1700000000000),"
                + " ('KEPT', 'protected', '', 7, 0, 'a3', 1700000000000)");

        JsonNode reasons = caller.ask("/vod/reasons").get("reasons");

        assertThat(reasons).hasSize(3);
        JsonNode busy = reasons.get(0);
        assertThat(busy.get("status").textValue()).isEqualTo("failed");
        assertThat(busy.get("reason").textValue()).isEqualTo("busy");
        assertThat(busy.get("error_code").textValue()).isEqualTo("VOD.10061");
        assertThat(busy.get("error_class").textValue()).isEqualTo("busy");
        assertThat(busy.get("ids").longValue()).isEqualTo(3);
        assertThat(busy.get("outcomes").longValue()).isEqualTo(5);
        assertThat(busy.get("last_asset_id").textValue()).isEqualTo("a1");
        assertThat(busy.get("last_at").textValue()).isEqualTo("2023-11-14T22:13:20.000Z");
        assertThat(reasons.get(1).has("error_class")).as("a code nobody knows").isFalse();
        assertThat(reasons.get(2).has("error_code")).isFalse();
        assertThat(reasons.findValuesAsText("remedy"))
                .doesNotHaveDuplicates()
                .allSatisfy(remedy -> assertThat(remedy).isNotBlank());
    }

    /** Times, not ages: whoever asks again is told nothing anew while nothing moves. */
    @Test
    void theSenderIsToldWithItsRatesAndTheAnswerStaysTheSame() {
        HttpResponse<String> first = caller.get("/vod/sender");
        assertThat(StatusCaller.json(first))
                .hasToString("{\"sender\":{\"state\":\"running\"},"
                        + "\"delete_calls\":{\"configured_per_minute\":100,\"per_minute\":100.0,"
                        + "\"in_last_minute\":0,\"sent\":0,\"throttled\":0},"
                        + "\"info_calls\":{\"in_last_minute\":0,\"sent\":0,\"throttled\":0},"
                        + "\"clock_offset_seconds\":0}");
        passTime(Duration.ofMinutes(2));
        assertThat(caller.get(
                                "/vod/sender",
                                "If-None-Match",
                                first.headers().firstValue("ETag").orElseThrow())
                        .statusCode())
                .isEqualTo(304);
        isProblem(caller.get("/vod/sender?minutes=1"), 400);
    }

    @Test
    void whoDoesNotSeeAllIsToldNothingOfThem() {
        for (String path : List.of("/vod/timeline", "/vod/reasons", "/vod/sender")) {
            isProblem(caller.get(path, "Authorization", "Bearer " + TEAM), 403);
            isProblem(caller.get(path, "Origin", "https://evil.example"), 401);
        }
    }
}
