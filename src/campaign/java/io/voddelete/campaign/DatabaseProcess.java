package io.voddelete.campaign;

import io.voddelete.kit.DatabaseServer;
import io.voddelete.kit.FreePort;
import io.voddelete.kit.PostgresServer;
import io.voddelete.kit.Processes;
import io.voddelete.kit.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.opentest4j.TestAbortedException;
import org.postgresql.ds.PGSimpleDataSource;

/** One server of Debian's PostgreSQL, which has what replication needs. It refuses to run as root, so it is the user postgres then. */
final class DatabaseProcess implements DatabaseServer {
    private static final String USER = "postgres";
    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
    private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

    private final Path data;
    private final int port;
    private final List<String> options;
    private Process process;

    private DatabaseProcess(Path data, int port, String... options) {
        this.data = data;
        this.port = port;
        this.options = List.of(options);
    }

    /**
     * Starts a server that nobody else uses. It waits for the disk at each commit.
     *
     * @param options more of its settings, as {@code max_connections=20}
     * @throws TestAbortedException if the package is missing
     */
    static DatabaseProcess start(String... options) throws IOException {
        Path data = newFolder();
        run("initdb", "-D", data.toString(), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C");
        DatabaseProcess server = new DatabaseProcess(data, FreePort.find(), options);
        server.startAgain();
        return server;
    }

    /**
     * Starts a standby of another server.
     *
     * @param way the port by which it gets what that one writes
     */
    static DatabaseProcess standby(DatabaseProcess primary, int way) throws IOException {
        Path data = newFolder();
        String from = "host=127.0.0.1 port=%d user=%s application_name=standby";
        run("pg_basebackup", "-D", data.toString(), "-R", "-c", "fast", "-d", from.formatted(primary.port, USER));
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                "\nprimary_conninfo = '" + from.formatted(way, USER) + "'\nsynchronous_standby_names = ''\n",
                StandardOpenOption.APPEND);
        DatabaseProcess server = new DatabaseProcess(data, FreePort.find(), primary.options.toArray(String[]::new));
        server.startAgain();
        return server;
    }

    int port() {
        return port;
    }

    @Override
    public List<Integer> ports() {
        return List.of(port);
    }

    @Override
    public Connection connect() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(PostgresServer.url(port));
        source.setUser(USER);
        source.setCurrentSchema("vod_delete");
        source.setConnectTimeout(5);
        return source.getConnection();
    }

    @Override
    public void startAgain() throws IOException {
        List<String> command = asUser("postgres", "-D", data.toString(), "-p", String.valueOf(port));
        Stream.concat(
                        Stream.of("listen_addresses=127.0.0.1", "unix_socket_directories=", "max_wal_senders=4"),
                        options.stream())
                .forEach(option -> Collections.addAll(command, "-c", option));
        process = Processes.endWithUs(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> {
                    connect().close();
                    return true;
                });
    }

    private Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    @Override
    public void end(String signal) {
        Tool.run("kill", "-" + signal, String.valueOf(process.pid()));
        awaitEnd();
    }

    /** As if its machine died: SIGKILL for all its processes. */
    void kill() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await().until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        awaitEnd();
    }

    private void awaitEnd() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive());
    }

    /** Makes a primary of a standby. */
    void promote() throws SQLException {
        execute("SELECT pg_promote()");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            end("QUIT");
        }
        Leavings.delete(data);
        Files.delete(log());
    }

    private static Path newFolder() throws IOException {
        Path folder = Files.createTempDirectory("vod-cluster");
        if (IS_ROOT) {
            Tool.run("chown", USER, folder.toString());
        }
        return folder;
    }

    private static void run(String program, String... arguments) {
        Tool tool = Tool.run(asUser(program, arguments).toArray(String[]::new));
        if (!tool.succeeded()) {
            throw new AssertionError(tool);
        }
    }

    private static List<String> asUser(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (IS_ROOT) {
            command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        }
        command.add(programs().resolve(program).toString());
        Collections.addAll(command, arguments);
        return command;
    }

    /** Where Debian has the programs of the newest version. */
    private static Path programs() {
        if (!isInstalled()) {
            throw new TestAbortedException("Debian's package postgresql is missing");
        }
        try (Stream<Path> versions = Files.list(PACKAGES)) {
            return versions.sorted()
                    .map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("pg_basebackup")))
                    .reduce((older, newer) -> newer)
                    .orElseThrow(() -> new TestAbortedException("Debian's package postgresql is not complete"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isInstalled() {
        return Files.isDirectory(PACKAGES);
    }
}
