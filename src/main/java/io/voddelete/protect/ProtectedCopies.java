package io.voddelete.protect;

import io.voddelete.asset.IdSet;
import io.voddelete.reader.ListOptions;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.FileVersion;
import io.voddelete.support.GuardedOpen;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.Sha256;
import io.voddelete.support.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a copy of the last good content of each file in a folder of the module's own, named
 * {@code <mark of the file>-<sha256 of the content>-<largest number of ids><its extension>}. A new copy is complete before the old one is deleted, so a crash
 * leaves one of them or both.
 */
final class ProtectedCopies implements ProtectionMemory {
    private static final Pattern NAME =
            Pattern.compile("([0-9a-f]{16})-([0-9a-f]{64})(?:-([0-9]{1,9}))?((?:\\.[a-z0-9]{1,6}){0,2})");
    private static final Pattern EXTENSION = Pattern.compile("(?:\\.(?:txt|csv|jsonl?|ndjson|xlsx))?(?:\\.gz)?$");
    private static final int MARK = 16;

    private final PrivateFolder folder;
    private final AtomicFile files;
    private final ListOptions options;
    private final BooleanSupplier stopping;

    /**
     * @param folder created with the first copy
     * @param stopping ends reading
     */
    ProtectedCopies(Path folder, AtomicFile files, ListOptions options, BooleanSupplier stopping) {
        this.folder = new PrivateFolder(folder);
        this.files = files;
        this.options = options;
        this.stopping = stopping;
    }

    @Override
    public Optional<Remembered> load(Path file) throws IOException {
        IdSet ids = IdSet.EMPTY;
        Set<String> contents = new HashSet<>();
        int most = 0;
        for (Path copy : copies(Set.of(mark(file)))) {
            IdFile content = read(copy);
            if (!content.sha256().equals(name(copy).group(2))) {
                throw damaged(copy, "its content is not the one that was written");
            }
            ids = ids.union(content.ids());
            contents.add(content.sha256());
            String number = name(copy).group(3);
            most = Math.max(most, number == null ? content.ids().size() : Integer.parseInt(number));
        }
        return contents.isEmpty() ? Optional.empty() : Optional.of(new Remembered(ids, Set.copyOf(contents), most));
    }

    private IdFile read(Path copy) throws IOException {
        try {
            return IdFile.read(FileVersion.of(copy), options, stopping);
        } catch (IOException e) {
            throw damaged(copy, String.valueOf(e.getMessage()));
        }
    }

    private static IOException damaged(Path copy, String fault) {
        return new IOException(
                "The copy of protected ids '" + Text.visible(copy.toString()) + "' cannot be used: " + fault
                        + ". Restore it from a backup; if it is deleted instead, the ids that only it names are no longer protected");
    }

    @Override
    public void save(Path file, IdFile content, @Nullable FileVersion version, int most) throws IOException {
        folder.require();
        String mark = mark(file);
        String extension = extension(file);
        Path copy = folder.path().resolve(mark + "-" + content.sha256() + "-" + most + extension);
        files.write(copy, out -> {
            MessageDigest digest = Sha256.digest();
            if (version != null) {
                try (InputStream in = new DigestInputStream(GuardedOpen.open(version.file()), digest)) {
                    in.transferTo(out);
                }
            }
            if (!Sha256.hex(digest).equals(content.sha256())) {
                throw new IOException("it changed while it was copied");
            }
        });
        AtomicFile.forceFolder(folder.path());
        for (Path old : copies(Set.of(mark))) {
            if (!old.equals(copy)) {
                Files.delete(old);
            }
        }
    }

    @Override
    public int keepOnly(List<Path> named) throws IOException {
        Set<String> marks = named.stream().map(ProtectedCopies::mark).collect(Collectors.toSet());
        Set<String> forgotten = new HashSet<>();
        for (Path copy : copies(null)) {
            String mark = name(copy).group(1);
            if (!marks.contains(mark)) {
                forgotten.add(mark);
                Files.delete(copy);
            }
        }
        return forgotten.size();
    }

    /** @param marks null for all */
    private List<Path> copies(@Nullable Set<String> marks) throws IOException {
        List<Path> copies = new ArrayList<>();
        if (!Files.isDirectory(folder.path())) {
            return copies;
        }
        folder.require();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder.path())) {
            for (Path each : all) {
                Matcher name = name(each);
                if (name.matches() && (marks == null || marks.contains(name.group(1)))) {
                    copies.add(each);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return copies;
    }

    private static Matcher name(Path copy) {
        Matcher name = NAME.matcher(String.valueOf(copy.getFileName()));
        name.matches();
        return name;
    }

    private static String mark(Path file) {
        byte[] path = file.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
        return Sha256.hex(path).substring(0, MARK);
    }

    /** The extension decides how a list is read. */
    private static String extension(Path file) {
        Matcher extension = EXTENSION.matcher(String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT));
        return extension.find() ? extension.group() : "";
    }
}
