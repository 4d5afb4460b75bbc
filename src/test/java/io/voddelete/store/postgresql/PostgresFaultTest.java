package io.voddelete.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.kit.DatabaseProxy;
import io.voddelete.kit.Ids;
import io.voddelete.kit.PostgresServer;
import io.voddelete.store.AssetStore;
import io.voddelete.store.CallGuard;
import io.voddelete.store.Maintenance;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Submission;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** What the store does when the database or the network between them fails. */
@Timeout(120)
class PostgresFaultTest extends PostgresScene {
    @Test
    void aCommitWithoutAnAnswerIsLookedUpAndNotRepeated() throws SQLException {
        for (int i = 0; i < 20; i++) {
            proxy.dropNextCommitAnswer();
            Submission submission = submit("list-" + i, i * 10, i * 10 + 10);
            assertThat(submission.submissionId()).isNotEmpty();
        }
        assertThat(proxy.dropped()).isEqualTo(20);
        assertThat(store.queries().totals().accepted()).isEqualTo(200);
        assertThat(number("SELECT count(*) FROM submission")).isEqualTo(20);
        assertThat(number("SELECT sum(value) FROM counter WHERE name = 'accepted'"))
                .as("counted once")
                .isEqualTo(200);
    }

    @Test
    void underLoadNothingAcknowledgedIsLostAndNothingIsDoneTwiceWhileConnectionsAreCutAtAnyMoment() throws Exception {
        Random random = new Random(7);
        Map<String, Integer> acknowledged = work(done -> {
            for (int i = 0; i < 60; i++) {
                pause(Duration.ofMillis(20 + random.nextInt(130)));
                if (i % 5 == 0) { // a busy machine may not even connect between two cuts
                    int before = done.size();
                    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> done.size() > before);
                }
                proxy.cutAll();
            }
        });
        assertThatNothingIsLost(acknowledged);
    }

    @Test
    void underLoadNothingAcknowledgedIsLostAndNothingIsDoneTwiceWhileTheDatabaseIsKilledAndStarted() throws Exception {
        store.close();
        server = PostgresServer.start(); // of its own
        proxy.close();
        proxy = DatabaseProxy.to(server.port());
        store = open("a", proxy.port());
        Map<String, Integer> acknowledged = work(done -> {
            for (int i = 0; i < 5; i++) {
                pause(Duration.ofMillis(700));
                server.end();
                server.startAgain();
            }
        });
        assertThatNothingIsLost(acknowledged);
    }

    private interface Disturbance {
        /** @param done the lists that have been acknowledged so far */
        void run(Map<String, Integer> done) throws IOException;
    }

    /** Threads that accept, and one that claims, begins and settles, until the disturbances are over. */
    private Map<String, Integer> work(Disturbance disturbances) throws Exception {
        Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(5);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int from = i * 100_000;
            running.add(threads.submit(() -> {
                for (int next = from; !isOver.get(); next += 10) {
                    accept("list-" + next, next, acknowledged);
                }
            }));
        }
        running.add(threads.submit(() -> {
            while (!isOver.get()) {
                send();
            }
        }));
        try {
            disturbances.run(acknowledged);
        } finally {
            isOver.set(true);
        }
        for (Future<?> each : running) {
            each.get();
        }
        threads.shutdown();
        assertThat(acknowledged.size()).as("something was done").isGreaterThan(5); // on a busy machine
        return acknowledged;
    }

    private void accept(String key, int from, Map<String, Integer> acknowledged) {
        try {
            submit(key, from, from + 10);
            acknowledged.put(key, from);
        } catch (StoreException e) {
            assertThat(e.kind()).as(e.toString()).isPresent(); // refused: nobody was told that it was accepted
        }
    }

    private void send() {
        try {
            List<Claim> claims = store.claims().claim(inFlight -> 10 - inFlight.claimed(), LEASE);
            if (!claims.isEmpty()) {
                Batch batch = store.claims().beginCall("call", new Batch(claims), LEASE, CallGuard.NONE);
                settle(batch.claims());
            }
        } catch (StoreException e) {
            assertThat(e.kind()).as(e.toString()).isPresent();
        }
    }

    private void assertThatNothingIsLost(Map<String, Integer> acknowledged) throws SQLException {
        store.close();
        store = open("a", server.port());
        for (String key : acknowledged.keySet()) {
            assertThat(number("SELECT count(*) FROM asset a JOIN submission s ON s.id = a.submission"
                            + " WHERE s.intake_key = '" + key + "' AND s.state = 'SEALED'"))
                    .isEqualTo(10);
        }
        assertThat(number("SELECT count(*) FROM asset"))
                .isEqualTo(
                        store.queries().totals().accepted()
                                + number(
                                        "SELECT count(*) FROM asset a JOIN submission s ON s.id = a.submission WHERE s.state = 'OPEN'"));
        assertThat(number("SELECT coalesce(sum(value), 0) FROM counter WHERE name = 'accepted'"))
                .isEqualTo(number("SELECT count(*) FROM asset"));
        assertThat(number("SELECT coalesce(sum(value), 0) FROM counter WHERE name = 'settled'"))
                .isEqualTo(number("SELECT count(*) FROM asset WHERE status = 'DELETED'"))
                .isPositive();
        assertThat(number("SELECT count(*) FROM submission s WHERE pending <> (SELECT count(*) FROM asset a"
                        + " WHERE a.submission = s.id AND a.status = 'PENDING')"))
                .isZero();
    }

    @Test
    void aProcessWithoutAnythingToWriteKeepsTheStoreAlthoughItIsAskedAllTheTime() throws Exception {
        submit("list", 0, 10);
        store.claims().claim(inFlight -> 10, LEASE);
        execute("UPDATE node SET until = clock_timestamp() + INTERVAL '4 seconds'");
        for (int i = 0; i < 45; i++) { // ends the wait for work before it is idle
            pause(Duration.ofMillis(100));
            assertThat(store.claims().claim(inFlight -> 0, LEASE)).isEmpty();
        }
        assertThat(number("SELECT count(*) FROM node WHERE until > clock_timestamp()"))
                .isEqualTo(1);
    }

    @Test
    void aCommitThatCannotBeLookedUpForAWhileIsNotTakenForOneThatFailed() throws Exception {
        submit("first", 0, 10);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Connection locking = server.schema(schema).getConnection();
                Statement statement = locking.createStatement()) {
            proxy.onDrop(() -> {
                locking.setAutoCommit(false);
                statement.execute("SELECT 1 FROM node FOR UPDATE"); // as a hanging backend does
            });
            proxy.dropNextCommitAnswer();
            Future<Submission> second = other.submit(() -> submit("second", 10, 20));
            pause(Duration.ofSeconds(12)); // longer than the timeout of locks and the patience of callers
            assertThat(second.isDone()).isFalse();
            locking.rollback();
            assertThat(second.get().submissionId()).isNotEmpty();
        } finally {
            other.shutdown();
        }
        assertThat(number("SELECT count(*) FROM submission")).isEqualTo(2);
        assertThat(store.queries().totals().accepted()).isEqualTo(20);
    }

    @Test
    void whatIsLostIsSeenAlsoByWhoHasNothingToWrite() throws SQLException {
        submit("list", 0, 10);
        execute("UPDATE node SET commits = commits - 2");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> store.health().condition().end() != null);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> number("SELECT count(*) FROM sender WHERE halted IS NOT NULL") == 1);
        assertThat(number("SELECT count(*) FROM setting WHERE name = 'event-epoch' AND value <> ''"))
                .as("what is settled again has another event id, even if nobody says that the store was put back")
                .isEqualTo(1);
    }

    /** The connection of a process that is frozen in the middle of a batch, where PostgreSQL has no time-out. */
    @Test
    void aTransactionWhoseProcessIsFrozenHoldsUpTheOthersForSomeSecondsOnly() throws Exception {
        try (Connection frozen = server.schema(schema).getConnection();
                Statement statement = frozen.createStatement()) {
            statement.execute("SET idle_in_transaction_session_timeout TO 0");
            frozen.setAutoCommit(false);
            statement.execute("SELECT 1 FROM sender FOR UPDATE");

            assertThat(submit("list", 0, 10).submissionId()).isNotEmpty();

            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aTransactionThatTakesLongIsNotThatOfAProcessThatHasEnded() throws Exception {
        submit("list", 0, 10);
        execute("UPDATE node SET until = clock_timestamp() + INTERVAL '5 seconds'");
        ExecutorService other = Executors.newSingleThreadExecutor();
        CountDownLatch inside = new CountDownLatch(1);
        Future<?> slow = other.submit(() -> store.claims()
                .claim(
                        inFlight -> {
                            inside.countDown();
                            pause(Duration.ofSeconds(4)); // longer than it is kept without a word
                            return 10;
                        },
                        LEASE));
        inside.await();
        pause(Duration.ofMillis(4_500));
        slow.get();
        try (AssetStore next = open("b", server.port(), Duration.ofSeconds(2))) {
            assertThat(next.nodes().isSender()).isFalse();
            assertThat(store.claims().claim(inFlight -> 0, LEASE)).isEmpty();
        }
        other.shutdown();
    }

    @Test
    void aStartThatFailsAfterItHasTheStoreLetsTheNextOneBegin() {
        store.close();
        AtomicInteger opened = new AtomicInteger();
        DataSource direct = server.schema(schema);
        DataSource few = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (opened.incrementAndGet() > 2) {
                        throw new SQLException("too many connections", "53300");
                    }
                    return method.invoke(direct, arguments);
                });
        PostgresStore database = new PostgresStore(
                few, false, "a", "", schema, TablesAtStart.CREATE, false, Duration.ofSeconds(10), Duration.ZERO);
        assertThatThrownBy(() -> database.open(
                        "a", TARGET, StoreRules.NONE, TimeSource.system(), new Random(), remark -> {}, () -> {}))
                .isInstanceOf(StoreException.class);

        store = open("b", server.port(), Duration.ZERO);
        assertThat(store.queries().totals().accepted()).isZero();
    }

    @Test
    void tablesThatSomebodyElseHasMadeFromTheFileAreUsed() throws Exception {
        String own = schema + "_own";
        assertThatThrownBy(() -> prepared(own).close()).hasMessageContaining("tables are missing");
        try (Connection connection = server.schema(own).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + own);
            try (InputStream file = getClass().getResourceAsStream("/vod-delete-routes/schema-postgresql.sql")) {
                statement.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        execute("CREATE ROLE vod_" + own + " LOGIN");
        for (String grant : grantsOfThePage()) {
            execute(grant.replace("vod_delete", own).replaceAll("\\bTO vod$", "TO vod_" + own));
        }
        PGSimpleDataSource limited = (PGSimpleDataSource) server.schema(own);
        limited.setUser("vod_" + own);
        try (AssetStore made = prepared(own, limited)) {
            Submission submission = made.submissions().open("key", "file:key");
            made.submissions().accept(submission, Ids.lines(0, 10));
            made.submissions().seal(submission, Ids.sealing(10));
            assertThat(made.claims().claim(inFlight -> 10, LEASE)).hasSize(10);
        }
    }

    /** What the page says that a user needs. */
    private static List<String> grantsOfThePage() throws IOException {
        List<String> grants = Files.readAllLines(Path.of("src/site/markdown/nodes.md")).stream()
                .filter(line -> line.startsWith("GRANT "))
                .map(line -> line.replace(";", ""))
                .toList();
        assertThat(grants).hasSize(3);
        return grants;
    }

    private AssetStore prepared(String own) {
        return prepared(own, server.schema(own));
    }

    private AssetStore prepared(String own, DataSource connections) {
        return new PostgresStore(
                        connections,
                        false,
                        "a",
                        "",
                        own,
                        TablesAtStart.CHECK,
                        false,
                        Duration.ofSeconds(10),
                        Duration.ZERO)
                .open("a", TARGET, StoreRules.NONE, TimeSource.system(), new Random(), remark -> {}, () -> {});
    }

    @Test
    void nothingOfOursIsLeftInThePoolOfAHost() throws Exception {
        String own = schema + "_pool";
        HikariConfig config = new HikariConfig();
        config.setDataSource(server.schema("public"));
        config.setMaximumPoolSize(5);
        config.setConnectionInitSql("SET search_path TO public; SET lock_timeout TO 1234");
        try (HikariDataSource pool = new HikariDataSource(config)) {
            PostgresStore database = new PostgresStore(
                    pool, true, "a", "", own, TablesAtStart.CREATE, false, Duration.ofSeconds(10), Duration.ZERO);
            AssetStore pooled = database.open(
                    "a", TARGET, StoreRules.NONE, TimeSource.system(), new Random(), remark -> {}, () -> {});
            pooled.submissions().open("key", "file:key");
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(5);
            pooled.close();

            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Connection connection = pool.getConnection();
                all.add(connection);
                assertThat(connection.getAutoCommit()).isTrue();
                assertThat(connection.isReadOnly()).isFalse();
                assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(
                                "SELECT current_setting('search_path'), current_setting('lock_timeout'),"
                                        + " current_setting('synchronous_commit')")) {
                    row.next();
                    assertThat(List.of(row.getString(1), row.getString(2), row.getString(3)))
                            .containsExactly("public", "1234ms", "off");
                }
            }
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    @Test
    void textsThatPostgresqlDoesNotTakeAreReplaced() {
        Submission submission = submit("list-\0-1", 0, 10);
        assertThat(submit("list-\0-1", 0, 10).submissionId()).isEqualTo(submission.submissionId());
    }

    @Test
    void aDatabaseThatConfirmsWhatNoStandbyHasIsRefusedIfThatIsRequired() {
        PostgresStore database = database(server, TablesAtStart.CREATE, true);
        assertThatThrownBy(() -> database.open(
                        "b", TARGET, StoreRules.NONE, TimeSource.system(), new Random(), remark -> {}, () -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("vod.store.replication");
    }

    @Test
    void aServerThatConfirmsCommitsEarlierFromNowOnDoesNotSoToSessionsThatItHas() throws Exception {
        try (PostgresServer own = PostgresServer.start()) {
            own.end();
            own.startAgainWithout("synchronous_commit");
            PostgresStore database = database(own, TablesAtStart.CREATE, false);
            Maintenance maintenance = database.maintenance("a", new Random(), remark -> {}, () -> {});
            try (Connection connection = own.schema("public").getConnection();
                    Connection plain = own.schema("public").getConnection();
                    Statement admin = plain.createStatement()) {
                assertThat(setting(plain, "synchronous_commit")).isEqualTo("on");
                maintenance.setUp(connection, false);

                admin.execute("ALTER SYSTEM SET synchronous_commit TO off");
                admin.execute("SELECT pg_reload_conf()");

                Awaitility.await()
                        .until(() -> setting(plain, "synchronous_commit").equals("off"));
                assertThat(setting(connection, "synchronous_commit")).isEqualTo("on");
            }
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    private PostgresStore database(PostgresServer of, TablesAtStart tables, boolean needsStandby) {
        return new PostgresStore(
                of.schema(schema), false, "b", "", schema, tables, needsStandby, Duration.ofSeconds(10), Duration.ZERO);
    }

    @Test
    void whetherCommitsWaitForAStandbyIsKnownAsSoonAsTheWriterIsConnected() throws Exception {
        try (PostgresServer own = PostgresServer.start()) {
            Maintenance maintenance =
                    database(own, TablesAtStart.CREATE, true).maintenance("a", new Random(), remark -> {}, () -> {});
            try (Connection reader = own.schema("public").getConnection();
                    Connection writer = own.schema("public").getConnection()) {
                maintenance.setUp(reader, true);
                assertThat(maintenance.members().unreplicatedSince()).isEmpty();

                maintenance.setUp(writer, false);

                assertThat(maintenance.members().unreplicatedSince()).isPresent();
                assertThat(maintenance.members().perhapsUnreplicatedSince())
                        .isEqualTo(maintenance.members().unreplicatedSince());
            }
        }
    }

    @Test
    void aServerThatMayHaveNoStandbyWaitsForNone() throws Exception {
        try (PostgresServer own = PostgresServer.start()) {
            own.waitFor("somebody");
            try (Connection connection = own.schema("public").getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("ALTER SYSTEM SET max_wal_senders TO 0");
            }
            own.end();
            own.startAgain();
            PostgresStore database = database(own, TablesAtStart.CREATE, true);
            assertThatThrownBy(() -> database.open(
                            "b", TARGET, StoreRules.NONE, TimeSource.system(), new Random(), remark -> {}, () -> {}))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("max_wal_senders");
        }
    }

    @Test
    void aCommitThatNoStandbyHasIsToldOf() throws Exception {
        List<String> remarks = new CopyOnWriteArrayList<>();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (PostgresServer own = PostgresServer.start();
                Connection admin = own.schema("public").getConnection();
                Statement statement = admin.createStatement();
                AssetStore opened = new PostgresStore(
                                own.schema(schema),
                                false,
                                "a",
                                "",
                                schema,
                                TablesAtStart.CREATE,
                                false,
                                Duration.ofSeconds(10),
                                Duration.ZERO)
                        .open(
                                "a",
                                TARGET,
                                StoreRules.NONE,
                                TimeSource.system(),
                                new Random(),
                                remarks::add,
                                () -> {})) {
            statement.execute("ALTER SYSTEM SET synchronous_standby_names TO 'nobody'");
            statement.execute("SELECT pg_reload_conf()");
            List<Future<Submission>> asked = new ArrayList<>();

            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                if (asked.stream().allMatch(Future::isDone)) { // its session may not have heard of the change before
                    String key = "key " + asked.size();
                    asked.add(other.submit(() -> opened.submissions().open(key, "file:" + key)));
                }
                statement.execute("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
                return !remarks.isEmpty();
            });

            assertThat(asked.get(0).get().submissionId()).isNotEmpty();
            statement.execute("ALTER SYSTEM RESET synchronous_standby_names");
            statement.execute("SELECT pg_reload_conf()");
            assertThat(remarks).isNotEmpty().allMatch(remark -> remark.contains("no standby"));
        } finally {
            other.shutdown();
        }
    }

    @Test
    void aDatabaseThatDoesNotWaitForItsDiskIsNamed() throws IOException {
        List<String> remarks = new ArrayList<>();
        try (PostgresServer careless = PostgresServer.start("off")) {
            PostgresStore database = new PostgresStore(
                    careless.schema(schema),
                    false,
                    "a",
                    "",
                    schema,
                    TablesAtStart.CREATE,
                    false,
                    Duration.ofSeconds(10),
                    Duration.ZERO);
            database.open("a", TARGET, StoreRules.NONE, TimeSource.system(), new Random(), remarks::add, () -> {})
                    .close();
        }
        assertThat(remarks).hasSize(1).first().asString().contains("fsync=off");
    }
}
