package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.PostgresServer;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.Standby;
import io.voddelete.kit.StatusCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that somebody tells, while the module runs, to wait for its standby no more, and then to wait again. */
@Timeout(300)
class ReplicationFlowTest {
    @TempDir
    Path directory;

    private PostgresServer database;
    private Standby standby;
    private VodSimulator simulator;

    @BeforeEach
    void start() throws Exception {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
        database = PostgresServer.start();
        standby = Standby.of(database);
        database.waitFor(Standby.NAME);
    }

    @AfterEach
    void stop() throws Exception {
        standby.close();
        database.close();
        simulator.close();
    }

    private RunningModule module(String replication) throws Exception {
        return RunningModule.start(
                directory,
                simulator,
                new TreeMap<>(Map.of(
                        "vod.store.url",
                        database.url(),
                        "vod.store.user",
                        "postgres",
                        "vod.store.replication",
                        replication,
                        "vod.status.enabled",
                        "true",
                        "vod.status.token",
                        StatusCaller.TOKEN)));
    }

    @Test
    void nothingIsSentWithoutAStandbyThatIsRequiredAndSendingGoesOnByItself() throws Exception {
        try (CapturedLog log = CapturedLog.of("io.voddelete.camel.ReplicationGuard");
                RunningModule module = module("required")) {
            StatusCaller caller = new StatusCaller(module.url());
            module.drop("first.txt", SampleIds.random(1, 10));
            module.awaitEnd(1);
            assertThat(caller.ask("/vod/summary").has("replication")).isFalse();

            database.waitFor("");
            await(() -> "replication".equals(sender(caller).path("cause").textValue()));
            assertThat(sender(caller).get("state").textValue()).isEqualTo("paused");
            assertThat(caller.ask("/vod/summary").get("replication").textValue())
                    .isEqualTo("asynchronous");
            assertThat(caller.get("/observe/health/ready").statusCode()).isEqualTo(503);
            module.drop("second.txt", SampleIds.random(2, 10));
            await(() -> module.totals().submissions() == 2);
            assertThatNothingIsDeletedFor(Duration.ofSeconds(3));

            database.waitFor(Standby.NAME);
            assertThat(module.awaitEnd(2).deleted()).isEqualTo(20);
            assertThat(sender(caller).get("state").textValue()).isEqualTo("running");
            assertThat(caller.get("/observe/health/ready").statusCode()).isEqualTo(200);
            await(() -> log.levels().size() == 2);
            assertThat(log.levels()).containsExactly("ERROR", "INFO");
            await(() -> caller.ask("/vod/audit?event=replication,calls-begin-again")
                            .get("lines")
                            .size()
                    == 2);
        }
        database.waitFor("");
        assertThatThrownBy(() -> module("required").close()).hasStackTraceContaining("synchronous_standby_names");
    }

    @Test
    void byDefaultItIsTold() throws Exception {
        try (CapturedLog log = CapturedLog.of("io.voddelete.camel.ReplicationGuard");
                RunningModule module = module("warn")) {
            StatusCaller caller = new StatusCaller(module.url());
            assertThat(caller.ask("/vod/summary").has("replication")).isFalse();

            database.waitFor("");
            await(() -> caller.ask("/vod/summary").has("replication"));
            module.drop("first.txt", SampleIds.random(1, 10));
            assertThat(module.awaitEnd(1).deleted()).isEqualTo(10);
            assertThat(sender(caller).get("state").textValue()).isEqualTo("running");

            database.waitFor(Standby.NAME);
            await(() -> !caller.ask("/vod/summary").has("replication"));
            await(() -> log.levels().size() == 2);
            assertThat(log.levels()).containsExactly("WARN", "INFO");
        }
    }

    private void assertThatNothingIsDeletedFor(Duration time) {
        Awaitility.await()
                .during(time)
                .atMost(time.multipliedBy(2))
                .until(() -> simulator.recorder().deletedCount() == 10);
    }

    private static JsonNode sender(StatusCaller caller) {
        return caller.ask("/vod/summary").get("sender");
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }
}
