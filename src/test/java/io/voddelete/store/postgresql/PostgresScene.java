package io.voddelete.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.DatabaseProxy;
import io.voddelete.kit.Ids;
import io.voddelete.kit.PostgresServer;
import io.voddelete.store.AssetStore;
import io.voddelete.store.JdbcAssetStore;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
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
import org.junit.jupiter.api.io.TempDir;

/** A store in PostgreSQL that is reached through a proxy, and what tests do with it. */
abstract class PostgresScene {
    static final Target TARGET = new Target("https://vod.example.com", "05041fffa40025702f6dc009cc6f8f33");
    static final Duration LEASE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    PostgresServer server;
    DatabaseProxy proxy;
    String schema;
    AssetStore store;

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

    AssetStore open(String name, int port) {
        return open(name, port, Duration.ofSeconds(20));
    }

    AssetStore open(String name, int port, Duration wait) {
        return open(name, port, wait, TARGET);
    }

    AssetStore open(String name, int port, Duration wait, Target target) {
        return open(name, port, wait, target, StoreRules.NONE);
    }

    AssetStore open(String name, int port, Duration wait, Target target, StoreRules rules) {
        PostgresStore database = new PostgresStore(
                server.through(port, schema),
                false,
                name,
                "",
                schema,
                TablesAtStart.CREATE,
                false,
                Duration.ofSeconds(10),
                wait);
        return JdbcAssetStore.open(
                database.dataSource(),
                target,
                rules,
                TimeSource.system(),
                new Random(),
                database.maintenance(name, new Random(), remark -> {}, () -> {}));
    }

    static void awaitSender(AssetStore store) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> store.nodes().isSender());
    }

    /** As the sender does: an answer of VOD is kept until it is stored. */
    void settle(List<Claim> claims) {
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

    Submission submit(String key, int from, int to) {
        Submission submission = store.submissions().open(key, "file:" + key);
        store.submissions().accept(submission, Ids.lines(from, to));
        store.submissions().seal(submission, Ids.sealing(to - from));
        return submission;
    }

    static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = server.schema(schema).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        try (Connection connection = server.schema(schema).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
