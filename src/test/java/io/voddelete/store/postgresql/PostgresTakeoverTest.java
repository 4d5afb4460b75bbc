package io.voddelete.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.DatabaseProxy;
import io.voddelete.kit.Ids;
import io.voddelete.kit.PostgresServer;
import io.voddelete.store.AssetStore;
import io.voddelete.store.CallGuard;
import io.voddelete.store.JdbcAssetStore;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.store.WrongTargetException;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which process sends when another one, the database or the network between them fails. */
@Timeout(120)
class PostgresTakeoverTest {
    private static final Target TARGET = new Target("https://vod.example.com", "05041fffa40025702f6dc009cc6f8f33");
    private static final Duration LEASE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private PostgresServer server;
    private DatabaseProxy proxy;
    private String schema;
    private AssetStore store;

    @BeforeEach
    void start() {
        server = PostgresServer.shared();
        proxy = DatabaseProxy.to(server.port());
        schema = PostgresServer.schemaOf(directory);
        store = open("a", proxy.port());
    }

    @AfterEach
    void end() throws IOException {
        store.close();
        proxy.close();
        if (server != PostgresServer.shared()) {
            server.close();
        }
    }

    private AssetStore open(String name, int port) {
        return open(name, port, Duration.ofSeconds(20));
    }

    private AssetStore open(String name, int port, Duration wait) {
        return open(name, port, wait, TARGET);
    }

    private AssetStore open(String name, int port, Duration wait, Target target) {
        PostgresStore database = new PostgresStore(
                server.through(port, schema), false, name, "", schema, true, false, Duration.ofSeconds(10), wait);
        return JdbcAssetStore.open(
                database.dataSource(),
                target,
                StoreRules.NONE,
                TimeSource.system(),
                new Random(),
                database.maintenance(name, new Random(), remark -> {}, () -> {}));
    }

    @Test
    void whoeverIsCutFromTheDatabaseIsReplacedWithoutItsRunningCalls() throws SQLException {
        submit("list", 0, 30);
        List<Claim> claims = store.claims().claim(inFlight -> 20, LEASE);
        Batch begun = store.claims().beginCall("call", new Batch(claims.subList(0, 10)), LEASE, CallGuard.NONE);
        try (AssetStore other = open("b", server.port())) {
            assertThat(other.nodes().isSender()).isFalse();
            assertThat(other.claims().claim(inFlight -> 30, LEASE)).isEmpty();

            proxy.cut(); // the first one lives, and cannot reach the database
            awaitSender(other);
            assertThat(other.claims().claim(inFlight -> 30, LEASE))
                    .as("all but those of the running call")
                    .hasSize(20);
            proxy.heal();
            assertThat(store.claims().isStillReleased(begun)).isFalse();
            assertThatThrownBy(() -> store.claims().claim(inFlight -> 10, LEASE))
                    .isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> submit("late", 100, 110)).isInstanceOf(StoreException.class);
            assertThat(number("SELECT count(*) FROM submission WHERE intake_key = 'late'"))
                    .isZero();
        }
        assertThat(store.health().condition().end()).isNotNull();
    }

    @Test
    void aProcessThatEndsAsItShouldLetsTheNextOneBeginAtOnceButForCallsThatMayBeUnderWay() {
        submit("list", 0, 30);
        List<Claim> claims = store.claims().claim(inFlight -> 20, LEASE);
        Batch begun = store.claims().beginCall("call", new Batch(claims.subList(0, 10)), LEASE, CallGuard.NONE);
        settle(begun.claims());
        store.close();

        store = open("b", server.port(), Duration.ZERO);
        List<Claim> others = store.claims().claim(inFlight -> 20, LEASE);
        assertThat(others).hasSize(20);
        store.claims().beginCall("call 2", new Batch(others.subList(0, 10)), LEASE, CallGuard.NONE);
        store.close(); // without the answer

        store = open("c", server.port(), Duration.ofSeconds(1));
        assertThat(store.claims().claim(inFlight -> 20, LEASE)).hasSize(10);
    }

    @Test
    void whoTookOverAndFailsBeforeItHasFreedClaimsLeavesRunningCallsToTheNextOne() throws SQLException {
        submit("list", 0, 20);
        List<Claim> claims = store.claims().claim(inFlight -> 10, LEASE);
        store.claims().beginCall("call", new Batch(claims), LEASE, CallGuard.NONE);
        proxy.cut(); // as if it had been killed
        execute("UPDATE node SET until = clock_timestamp() - INTERVAL '1 second'");

        assertThatThrownBy(() -> open("b", server.port(), Duration.ZERO, new Target("https://other.example", "p")))
                .isInstanceOf(WrongTargetException.class);

        try (AssetStore next = open("c", server.port(), Duration.ZERO)) {
            awaitSender(next);
            assertThat(next.claims().claim(inFlight -> 20, LEASE)).hasSize(10);
        }
    }

    @Test
    void whatIsLostIsSeenAlsoIfAnotherProcessHasTakenOverFirst() throws SQLException {
        submit("list", 0, 20);
        proxy.cut();
        execute("UPDATE node SET commits = commits - 2, until = clock_timestamp() - INTERVAL '1 second'");
        try (AssetStore other = open("b", server.port(), Duration.ZERO)) {
            awaitSender(other);
            assertThat(other.claims().claim(inFlight -> 10, LEASE)).hasSize(10);
            proxy.heal();

            assertThatThrownBy(() -> store.claims().claim(inFlight -> 10, LEASE))
                    .isInstanceOf(StoreException.class);

            assertThatThrownBy(() -> other.claims().claim(inFlight -> 10, LEASE))
                    .as("it goes on with a database that has lost orders")
                    .isInstanceOf(StoreException.class);
            assertThat(other.health().condition().end()).isNotNull();
        }
        assertThat(number("SELECT count(*) FROM sender WHERE halted LIKE '%2 commits more to a%'"))
                .isEqualTo(1);
    }

    @Test
    void idsOfAListThatTheSenderWasReadingAreSentByTheListThatNamesThemTooOnceItIsReplaced() {
        Submission reading = store.submissions().open("reading", "file:reading");
        store.submissions().accept(reading, Ids.lines(0, 20));
        try (AssetStore other = open("b", server.port())) {
            Submission list = other.submissions().open("list", "file:list");
            other.submissions().accept(list, Ids.lines(0, 10));
            other.submissions().seal(list, Ids.sealing(10));

            proxy.cut();
            awaitSender(other);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> other.claims().claim(inFlight -> 30, LEASE).size() == 10);
        }
    }

    @Test
    void aDatabaseThatIsAwayForLongerThanProcessesAreWaitedForReplacesNone() throws Exception {
        store.close();
        server = PostgresServer.start(); // of its own
        proxy.close();
        proxy = DatabaseProxy.to(server.port());
        store = open("a", proxy.port());
        try (AssetStore other = open("b", server.port())) {
            server.end();
            pause(Duration.ofSeconds(12));
            server.startAgain();

            submit("list", 0, 10);
            pause(Duration.ofSeconds(3));
            assertThat(other.nodes().isSender()).isFalse();
            assertThat(store.claims().claim(inFlight -> 10, LEASE)).hasSize(10);
        }
    }

    @Test
    void aDatabaseThatHasForgottenWhatItCommittedIsUsedByNobodyUntilAPersonHasLooked() throws SQLException {
        submit("list", 0, 10);
        execute("UPDATE node SET commits = commits - 2"); // what a standby that was behind would have

        assertThatThrownBy(() -> store.claims().claim(inFlight -> 10, LEASE)).isInstanceOf(StoreException.class);

        assertThat(store.health().condition().end()).isNotNull();
        assertThat(number("SELECT count(*) FROM asset WHERE claim IS NOT NULL")).isZero();
        store.close();
        assertThatThrownBy(() -> open("b", server.port(), Duration.ZERO))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("2 commits more to a");
        execute("UPDATE sender SET halted = NULL");
        store = open("b", server.port(), Duration.ZERO);
        awaitSender(store);
        assertThat(store.claims().claim(inFlight -> 10, LEASE)).hasSize(10);
    }

    private static void awaitSender(AssetStore store) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> store.nodes().isSender());
    }

    private void settle(List<Claim> claims) {
        List<Result> results = claims.stream()
                .<Result>map(claim -> new Result.Settled(claim, Status.DELETED, null, 1, null, null))
                .toList();
        while (true) {
            try {
                store.claims().settle(results);
                return;
            } catch (StoreException e) {
                assertThat(e.kind()).as(e.toString()).isPresent();
            }
        }
    }

    private Submission submit(String key, int from, int to) {
        Submission submission = store.submissions().open(key, "file:" + key);
        store.submissions().accept(submission, Ids.lines(from, to));
        store.submissions().seal(submission, Ids.sealing(to - from));
        return submission;
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.schema(schema).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = server.schema(schema).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
