package io.voddelete.kit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.replication.LogSequenceNumber;

/** A PostgreSQL server in a process of its own. */
public final class PostgresServer implements DatabaseServer {
    private static PostgresServer shared;

    private final EmbeddedPostgres server;
    private final Path data;
    /** The command of the server's process, which {@link #end} needs to start it again. */
    private final List<String> command;

    private PostgresServer(EmbeddedPostgres server, Path data) throws IOException {
        this.server = server;
        this.data = data;
        this.command = commandOf(pid());
    }

    /** The server of all tests of this JVM; it ends with it. */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** Starts a server that nobody else uses. A commit in it waits for the disk only if the session asks for that. */
    public static PostgresServer start() {
        return start("on");
    }

    /** @param fsync its setting of this name */
    public static PostgresServer start(String fsync) {
        try {
            Path data = Files.createTempDirectory("vod-postgres");
            return new PostgresServer(
                    EmbeddedPostgres.builder()
                            .setDataDirectory(data)
                            .setPGStartupWait(Duration.ofMinutes(1)) // other tests begin at the same moment
                            .setServerConfig("fsync", fsync)
                            .setServerConfig("synchronous_commit", "off")
                            .start(),
                    data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connections of which the tables are those of a schema. */
    public DataSource schema(String schema) {
        return through(server.getPort(), schema);
    }

    /** The same by way of a proxy. */
    public DataSource through(int port, String schema) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url(port));
        dataSource.setUser("postgres");
        dataSource.setCurrentSchema(schema);
        dataSource.setConnectTimeout(5);
        return dataSource;
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public List<Integer> ports() {
        return List.of(server.getPort());
    }

    @Override
    public Connection connect() throws SQLException {
        return schema("vod_delete").getConnection();
    }

    /** The value of {@code vod.store.url}; the user is {@code postgres}, and has no password. */
    public String url() {
        return url(server.getPort());
    }

    /** The same by way of a proxy. */
    public static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** The name of a schema for a test that has a directory of its own. */
    public static String schemaOf(Path directory) {
        return directory.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    }

    /** Ends the server at once, as {@code pg_ctl stop -m immediate} does: it recovers when it is started again. */
    public void end() throws IOException {
        end("QUIT");
    }

    @Override
    public void end(String signal) throws IOException {
        long pid = pid();
        run("kill", "-" + signal, String.valueOf(pid));
        Awaitility.await()
                .until(() ->
                        ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
    }

    @Override
    public void startAgain() throws IOException {
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            schema("public").getConnection().close();
            return true;
        });
    }

    /** Like {@link #startAgain}, without an option of its command, so that ALTER SYSTEM can set that. */
    public void startAgainWithout(String setting) throws IOException {
        int at = IntStream.range(0, command.size())
                .filter(i -> command.get(i).startsWith(setting + "="))
                .findFirst()
                .orElseThrow();
        command.subList(at - 1, at + 1).clear(); // -c name=value
        startAgain();
    }

    /** How far it has written its log. */
    LogSequenceNumber position() throws SQLException {
        try (Connection connection = schema("public").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_wal_lsn()")) {
            row.next();
            return LogSequenceNumber.valueOf(row.getString(1));
        }
    }

    /** Sets {@code synchronous_standby_names} for all its sessions. */
    public void waitFor(String standbys) throws SQLException {
        try (Connection connection = schema("public").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET synchronous_standby_names TO '" + standbys + "'");
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    /** The folder of the server's programs. */
    public Path programs() throws IOException {
        String[] command = Files.readString(Path.of("/proc", String.valueOf(pid()), "cmdline"))
                .split("\0");
        return Path.of(command[0]).toRealPath().getParent();
    }

    private long pid() throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    }

    /** The server refuses to run as root, so it has a user namespace of its own, see unshare(1). */
    private static List<String> commandOf(long pid) throws IOException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"))
                .split("\0")));
        return command;
    }

    private static void run(String... command) throws IOException {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(List.of(command));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
