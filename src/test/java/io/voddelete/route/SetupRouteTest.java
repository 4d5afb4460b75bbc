package io.voddelete.route;

import static io.voddelete.kit.StatusCaller.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.RouteKit;
import io.voddelete.kit.StatusCaller;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SetupRouteTest extends RouteKit {
    private static final String TEAM = "made-up-token-of-a-team-that-sees-its-own";

    private StatusCaller caller;

    SetupRouteTest() {
        super("operations/setup");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty("vod.status.enabled", "true");
        settings.setProperty("vod.status.token", "ops:" + StatusCaller.TOKEN + ",team:" + TEAM);
        settings.setProperty("vod.callers.team.sees", "file:team-");
        settings.setProperty("vod.intake.schedule.enabled", "true");
        settings.setProperty("vod.intake.schedule.name", "nightly");
        settings.setProperty("vod.intake.schedule.cron", "0 0 3 * * ?");
        settings.setProperty("vod.intake.schedule.time-zone", "Asia/Kathmandu");
        settings.setProperty("vod.intake.schedule.source-uri", "file:" + directory.resolve("lists"));
    }

    @BeforeEach
    void findUrl() throws Exception {
        Files.createDirectories(directory.resolve("lists"));
        caller = new StatusCaller(url());
    }

    @Test
    void aScheduleIsToldInWordsWithItsNextThreeRuns() {
        JsonNode schedule = only();

        assertThat(schedule.get("name").textValue()).isEqualTo("nightly");
        assertThat(schedule.get("words").textValue()).isEqualTo("daily at 03:00");
        assertThat(schedule.get("cron").textValue()).isEqualTo("0 0 3 * * ?");
        assertThat(schedule.get("time_zone").textValue()).isEqualTo("Asia/Kathmandu");
        assertThat(schedule.get("source").textValue()).isEqualTo("file:" + directory.resolve("lists"));
        assertThat(schedule.get("missed").textValue()).isIn("later", "skipped");
        assertThat(schedule.get("runs")).isEmpty();
        assertThat(schedule.has("waits_for")).isFalse();
        assertThat(Instant.parse(schedule.get("made_until").textValue()))
                .isBefore(Instant.now().plusSeconds(60));
        List<Instant> next = new ArrayList<>();
        schedule.get("next").forEach(at -> next.add(Instant.parse(at.textValue())));
        assertThat(next)
                .hasSize(3)
                .isSorted()
                .first()
                .satisfies(at -> assertThat(at).isAfter(Instant.now()));
        assertThat(Duration.between(next.get(0), next.get(2))).isEqualTo(Duration.ofDays(2));
        assertThat(next).allSatisfy(at -> assertThat(at.toString()).endsWith("T21:15:00Z"));
    }

    @Test
    void itsLastRunsAreToldAndWhatItWaitsFor() throws Exception {
        acceptAs("a.txt", ids(2));
        acceptAs("b.txt", ids(3).subList(2, 3));
        acceptAs("c.txt", ids(4).subList(3, 4));
        change(
                "UPDATE submission SET source = 'schedule:nightly@2026-11-2' || id || 'T21:15:00Z' WHERE source <> 'file:c.txt'");
        change(
                "UPDATE submission SET gate = 'HELD', claimable = 0 WHERE source = 'schedule:nightly@2026-11-22T21:15:00Z'");
        change("INSERT INTO run_size VALUES ('nightly', 1, 2, 1), ('nightly', 2, 1, 0)");

        JsonNode schedule = only();

        assertThat(schedule.get("runs").findValuesAsText("source"))
                .containsExactly("schedule:nightly@2026-11-22T21:15:00Z", "schedule:nightly@2026-11-21T21:15:00Z");
        assertThat(schedule.get("runs").findValuesAsText("state")).containsExactly("held", "pending");
        assertThat(schedule.get("waits_for").textValue())
                .isEqualTo(schedule.get("runs").get(0).get("submission_id").textValue());
    }

    private JsonNode only() {
        JsonNode schedules = caller.ask("/vod/schedules").get("schedules");
        assertThat(schedules).hasSize(1);
        return schedules.get(0);
    }

    @Test
    void settingsAreToldWithoutTheirSecrets() {
        JsonNode settings = caller.ask("/vod/settings").get("settings");

        assertThat(settings.toString()).doesNotContain(StatusCaller.TOKEN, TEAM);
        JsonNode token = of(settings, "vod.status.token");
        assertThat(token.get("value").textValue()).isEqualTo("***");
        assertThat(token.get("secret").booleanValue()).isTrue();
        JsonNode zone = of(settings, "vod.intake.schedule.time-zone");
        assertThat(zone.get("value").textValue()).isEqualTo("Asia/Kathmandu");
        assertThat(zone.get("changed").booleanValue()).isTrue();
        assertThat(zone.get("set_by").textValue()).contains("system property");
        assertThat(zone.get("text").textValue()).isNotBlank();
        JsonNode host = of(settings, "vod.http.host");
        assertThat(host.get("value")).isEqualTo(host.get("default"));
        assertThat(host.get("changed").booleanValue()).isFalse();
        assertThat(host.has("set_by")).isFalse();
        assertThat(of(settings, "vod.callers.team.sees").get("value").textValue())
                .isEqualTo("file:team-");
    }

    private static JsonNode of(JsonNode settings, String key) {
        for (JsonNode each : settings) {
            if (each.get("key").textValue().equals(key)) {
                return each;
            }
        }
        throw new AssertionError(key);
    }

    @Test
    void whoDoesNotSeeAllIsToldNothingOfThem() {
        for (String path : List.of("/vod/schedules", "/vod/settings")) {
            isProblem(caller.get(path, "Authorization", "Bearer " + TEAM), 403);
            isProblem(caller.get(path, "Origin", "https://evil.example"), 401);
            isProblem(caller.get(path + "?q=x"), 400);
        }
    }
}
