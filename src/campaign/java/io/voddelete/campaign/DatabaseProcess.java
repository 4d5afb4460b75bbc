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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.opentest4j.TestAbortedException;
import org.postgresql.ds.PGSimpleDataSource;

/** One server of Debian's PostgreSQL, which has what replication needs. It refuses to run as root, so it is the user postgres then. */
final class DatabaseProcess implements DatabaseServer {
    private static final String USER = "postgres";
    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

    private final Path data;
    private final int port;
    private final List<String> options;
    private final Map<String, String> environment;
    private Process process;

    private DatabaseProcess(Path data, int port, Map<String, String> environment, List<String> options) {
        this.data = data;
        this.port = port;
        this.environment = environment;
        this.options = options;
    }

    /**
     * Starts a server that nobody else uses. It waits for the disk at each commit.
     *
     * @param options more of its settings, as {@code max_connections=20}
     * @throws TestAbortedException if the package is missing
     */
    static DatabaseProcess start(String... options) throws IOException {
        return start(newFolder(), Map.of(), options);
    }

    /** Starts a server whose files are on a disk of its own, which its user can reach. */
    static DatabaseProcess startOn(SmallDisk disk, String... options) throws IOException {
        return start(owned(Files.createDirectory(disk.ballast().resolveSibling("data"))), Map.of(), options);
    }

    /**
     * Starts a server whose time of day can be {@link #setClock set}.
     *
     * @throws TestAbortedException if the package libfaketime is missing, too
     */
    static DatabaseProcess startWithClock() throws IOException {
        Path data = newFolder();
        setClock(data, Duration.ZERO);
        return start(
                data,
                Map.of(
                        "LD_PRELOAD",
                        fakeTime().toString(),
                        "FAKETIME_TIMESTAMP_FILE",
                        clock(data).toString(),
                        "FAKETIME_CACHE_DURATION",
                        "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1"));
    }

    /** From now on, or a second later, its time of day differs by this much from that of the other processes. */
    void setClock(Duration offset) throws IOException {
        setClock(data, offset);
    }

    private static void setClock(Path data, Duration offset) throws IOException {
        Path half = clock(data).resolveSibling(clock(data).getFileName() + ".half");
        Files.writeString(half, "%+d%n".formatted(offset.toSeconds()));
        Files.move(half, clock(data), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path clock(Path data) {
        return data.resolveSibling(data.getFileName() + ".clock");
    }

    private static Path fakeTime() throws IOException {
        try (Stream<Path> libraries = Files.find(
                LIBRARIES, 3, (file, about) -> file.getFileName().toString().equals("libfaketime.so.1"))) {
            return libraries
                    .findFirst()
                    .orElseThrow(() -> new TestAbortedException("Debian's package libfaketime is missing"));
        }
    }

    private static DatabaseProcess start(Path data, Map<String, String> environment, String... options)
            throws IOException {
        run("initdb", "-D", data.toString(), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C");
        DatabaseProcess server = new DatabaseProcess(data, FreePort.find(), environment, List.of(options));
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
        DatabaseProcess server = new DatabaseProcess(data, FreePort.find(), primary.environment, primary.options);
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
        List<String> command = asUser(environment, "postgres", "-D", data.toString(), "-p", String.valueOf(port));
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

    boolean isRunning() {
        return process.isAlive();
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
        Files.deleteIfExists(clock(data));
    }

    private static Path newFolder() throws IOException {
        return owned(Files.createTempDirectory("vod-cluster"));
    }

    private static Path owned(Path folder) {
        if (IS_ROOT) {
            Tool.run("chown", USER, folder.toString());
        }
        return folder;
    }

    private static void run(String program, String... arguments) {
        Tool tool = Tool.run(asUser(Map.of(), program, arguments).toArray(String[]::new));
        if (!tool.succeeded()) {
            throw new AssertionError(tool);
        }
    }

    /** @param environment of that user's process only: what is preloaded may share memory with its children */
    private static List<String> asUser(Map<String, String> environment, String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (IS_ROOT) {
            command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        }
        if (!environment.isEmpty()) {
            command.add("env");
            environment.forEach((name, value) -> command.add(name + "=" + value));
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
