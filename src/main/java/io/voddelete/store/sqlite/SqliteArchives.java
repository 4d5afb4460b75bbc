package io.voddelete.store.sqlite;

import io.voddelete.store.ArchiveException;
import io.voddelete.store.ArchiveFile;
import io.voddelete.store.ArchiveFiles;
import io.voddelete.store.Sql;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.FileVersion;
import io.voddelete.support.PrivateFiles;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.sqlite.SQLiteConfig;

/** Archive files that are SQLite databases, each with its SHA-256 in a file beside it, in the format of {@code sha256sum}. */
final class SqliteArchives implements ArchiveFiles {
    private static final String SUM = ".sha256";
    private static final int BUFFER = 1024 * 1024;

    private final Path database;
    private final PrivateFolder folder;
    private final RandomGenerator random;
    /** As which version each file was compared with its SHA-256. */
    private final Map<String, FileVersion> compared = new ConcurrentHashMap<>();

    /**
     * @param database the store
     * @param random of the names of temporary files
     */
    SqliteArchives(Path database, Path folder, RandomGenerator random) {
        this.database = database;
        this.folder = new PrivateFolder(folder);
        this.random = random;
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(file(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void discard(String name) throws IOException {
        if (Files.isDirectory(folder.path())) {
            Files.deleteIfExists(file(name));
            Files.deleteIfExists(file(name + SUM));
            AtomicFile.removeHalves(folder.path());
        }
    }

    @Override
    public Written write(long number, String name, List<Long> submissions, Runnable between)
            throws IOException, SQLException {
        folder.require();
        Path half = file(String.format(Locale.ROOT, ".%016x.tmp", random.nextLong()));
        try {
            PrivateFiles.open(half, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
            Written written = copy(half, number, submissions, between);
            if (written.submissions() == 0) {
                return written;
            }
            between.run();
            Files.move(half, file(name)); // replaces nothing, as the name is new
            between.run();
            new AtomicFile(random)
                    .write(
                            file(name + SUM),
                            out -> out.write((written.sha256() + "  " + name + "\n").getBytes(StandardCharsets.UTF_8)));
            forceNames();
            between.run();
            return written;
        } finally {
            Files.deleteIfExists(half);
        }
    }

    /** The lines are removed from the store next, so neither the file nor its folder may be lost with its name. */
    private void forceNames() throws IOException {
        AtomicFile.forceFolder(folder.path());
        Path above = folder.path().toAbsolutePath().getParent();
        if (above != null) {
            AtomicFile.forceFolder(above);
        }
    }

    private Written copy(Path half, long number, List<Long> submissions, Runnable between)
            throws IOException, SQLException {
        ArchiveWriter.Copied copied;
        try (ArchiveWriter writer = ArchiveWriter.open(half, database, number)) {
            copied = writer.copy(submissions, between);
        }
        try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        between.run();
        try (Sql sql = open(half)) {
            ArchiveWriter.requireComplete(sql, number);
        }
        return new Written(sha256(half), Files.size(half), copied.submissions(), copied.lines(), copied.unfit());
    }

    @Override
    public List<String> lineTables(Sql store) throws SQLException {
        return ArchiveWriter.lineTables(store);
    }

    @Override
    public <T> T read(ArchiveFile file, Query<T> query) {
        require(file);
        try (Sql sql = open(file(file.name()))) {
            int version = Sqlite.number(sql, "PRAGMA user_version");
            if (version > Sqlite.VERSION) {
                throw new ArchiveException(
                        file.name(),
                        "was made by a later version of this program, and cannot be read by this one",
                        null);
            }
            return query.run(sql);
        } catch (SQLException e) {
            throw new ArchiveException(file.name(), "cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads the whole file once, and again if it was touched. */
    private synchronized void require(ArchiveFile file) {
        try {
            Path path = file(file.name());
            FileVersion now = FileVersion.of(path);
            if (now.equals(compared.get(file.name()))) {
                return;
            }
            if (!sha256(path).equals(file.sha256())) {
                throw new ArchiveException(
                        file.name(), "is damaged: its SHA-256 is not the one in the store, " + file.sha256(), null);
            }
            compared.put(file.name(), now);
        } catch (NoSuchFileException e) {
            throw new ArchiveException(file.name(), "is missing", e);
        } catch (IOException e) {
            throw new ArchiveException(file.name(), "cannot be read: " + e.getMessage(), e);
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Sha256.hex(digest);
    }

    /** Opens a file that nobody changes: without locks, and without files beside it. */
    private static Sql open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        Connection connection = config.createConnection(Sqlite.PREFIX + ArchiveWriter.uri(file, "immutable=1"));
        try {
            Sqlite.setUp(connection);
            return new Sql(connection);
        } catch (SQLException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private Path file(String name) {
        return folder.path().resolve(name);
    }
}
