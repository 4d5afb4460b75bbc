package io.voddelete.camel;

import static io.voddelete.kit.RawServer.answer;
import static io.voddelete.kit.RawServer.saying;

import io.voddelete.kit.RawServer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Tests of calls against one raw server, which begins each test with nothing seen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnTheWire {
    final RawServer server;
    private final Duration timeout;
    CallWire wire;

    /** @param head the header lines of the server's answers, until a test has it conduct itself otherwise */
    OnTheWire(Duration timeout, String head) {
        this.timeout = timeout;
        this.server = RawServer.start(saying(answer("200 OK", head, "{}")));
    }

    @BeforeAll
    void open() throws Exception {
        wire = new CallWire(server.address(), timeout);
    }

    @AfterAll
    void close() throws IOException {
        wire.close();
        server.close();
    }

    @BeforeEach
    void begin() {
        server.forget();
    }
}
