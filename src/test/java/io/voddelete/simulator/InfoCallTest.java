package io.voddelete.simulator;

import static io.voddelete.simulator.Answers.assertError;
import static io.voddelete.simulator.Answers.onlyStatus;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InfoCallTest {
    private static final String PLAIN =
            ",\"category_id\":-1,\"category_name\":\"其他\",\"create_time\":\"20190704144303\","
                    + "\"last_modified\":\"20190704144303\",\"tags\":null";

    @Test
    void tellsWhatAnAssetIs() {
        try (var simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            simulator.describe(
                    "a",
                    AssetFacts.PLAIN
                            .withTags("legal-hold,b")
                            .withCategory(4711, "Trailers")
                            .withCreated(Instant.parse("2026-11-01T00:00:00Z"))
                            .withModified(Instant.parse("2026-11-02T03:04:05Z")));

            assertThat(new SigningClient(simulator).info("a").body())
                    .contains("\"category_id\":4711,\"category_name\":\"Trailers\",\"create_time\":\"20261101000000\","
                            + "\"last_modified\":\"20261102030405\",\"tags\":\"legal-hold,b\"");
        }
    }

    @Test
    void tellsTheStatusOfEveryId() {
        try (var simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            var client = new SigningClient(simulator);
            client.delete("gone");

            assertThat(client.info("here", "gone").body())
                    .isEqualTo("{\"asset_info_array\":["
                            + "{\"asset_id\":\"here\",\"status\":\"PUBLISHED\",\"base_info\":{\"title\":\"asset here\""
                            + PLAIN + "}},"
                            + "{\"asset_id\":\"gone\",\"status\":\"DELETED\",\"base_info\":{\"title\":\"asset gone\""
                            + PLAIN + "}}"
                            + "],\"is_truncated\":0,\"total\":2}");
        }
    }

    @Test
    void takesOneToTenIds() {
        try (var simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            var client = new SigningClient(simulator);

            assertThat(client.info("a,b,c,d,e,f,g,h,i,j".split(",")).statusCode())
                    .isEqualTo(200);
            assertError(client.info("a,b,c,d,e,f,g,h,i,j,k".split(",")), 400, "VOD\\.10053");
            assertError(client.send("GET", "/asset/info", ""), 400, "VOD\\.10053");
        }
    }

    @Test
    void canBeRefusedForWantOfPermission() {
        try (var simulator = VodSimulator.start(SimulatorOptions.defaults().withInfoRefused(true))) {
            var client = new SigningClient(simulator);

            assertError(client.info("a"), 403, "VOD\\.10074");
            assertThat(client.delete("a").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ABSENT")
    void tellsAStatusSetByHand(AssetStatus status) {
        try (var simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            simulator.asset("a", status);

            assertThat(onlyStatus(new SigningClient(simulator).info("a"))).isEqualTo(status.name());
        }
    }

    @Test
    void leavesOutWhatIsAbsent() {
        try (var simulator = VodSimulator.start(SimulatorOptions.defaults())) {
            var client = new SigningClient(simulator);
            simulator.absentFromInfo("a");

            assertThat(client.info("a", "b").body()).doesNotContain("\"a\"").contains("\"b\"", "\"total\":1");
            assertThat(client.delete("a").body()).contains("DELETED");
            assertThat(client.info("a").body()).contains("\"asset_info_array\":[]");
            simulator.asset("a", AssetStatus.CREATED);
            assertThat(onlyStatus(client.info("a"))).isEqualTo("CREATED");
        }
    }
}
