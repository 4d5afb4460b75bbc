package io.voddelete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.FreePort;
import io.voddelete.kit.PostgresServer;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts three nodes to look at. */
class ThreeNodesIT {
    private static final int PORTS = 5;

    @TempDir
    Path directory;

    @Test
    void threeNodesStartAndWorkAndEndWithTheScript() throws Exception {
        int port = FreePort.find(PORTS);
        Path place = directory.resolve("nodes");
        ProcessBuilder script = new ProcessBuilder("config/nodes/three-nodes", place.toString());
        script.environment().put("PG_BIN", PostgresServer.shared().programs().toString());
        script.environment().put("BASE_PORT", String.valueOf(port));
        script.redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile());
        Process running = script.start();
        try {
            for (int node = 0; node < 3; node++) {
                StatusCaller api = new StatusCaller("http://127.0.0.1:" + (port + node));
                await(() -> sending(api.ask("/vod/sender").get("nodes")) == 1);
            }
            Path inbox = place.resolve("c").resolve("data").resolve("inbox");
            Files.write(inbox.resolve("ids.txt"), SampleIds.random(1, 20));
            await(() -> new DoneFolder(inbox.resolve("done")).reports() == 1);
        } finally {
            running.destroy(); // as Ctrl-C
        }
        assertThat(running.waitFor(60, TimeUnit.SECONDS))
                .as(Files.readString(directory.resolve("said")))
                .isTrue();
        for (int i = 0; i < PORTS; i++) {
            int closed = port + i;
            await(() -> isClosed(closed));
        }
    }

    private static long sending(JsonNode nodes) {
        return nodes.findValuesAsText("sends").stream().filter("true"::equals).count();
    }

    private static boolean isClosed(int port) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return !socket.isConnected();
        } catch (ConnectException e) {
            return true;
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions() // of a node that starts
                .until(condition);
    }
}
