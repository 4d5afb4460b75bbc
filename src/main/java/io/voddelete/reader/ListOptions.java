package io.voddelete.reader;

import io.voddelete.support.CallDeferredException;
import io.voddelete.support.FileVersion;
import io.voddelete.support.GuardedOpen;
import io.voddelete.support.Sha256;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.function.BooleanSupplier;

/**
 * What of a file is read.
 *
 * @param rules how a list is read
 * @param maxBytes the largest file, packed and unpacked
 * @param mostRejected the most lines of a list that are no ids; with more nothing of it is accepted
 */
public record ListOptions(ListRules rules, long maxBytes, long mostRejected) {
    /**
     * A reader of the file that feeds the digest with all it reads. A symbolic link is not followed.
     *
     * @param stopping ends the reading with a {@link CallDeferredException} when it gives true
     */
    public AssetIdReader open(FileVersion file, MessageDigest digest, BooleanSupplier stopping) throws IOException {
        String name = file.file().getFileName().toString();
        return Format.open(watched(open(file), digest, stopping), name, rules, maxBytes);
    }

    /** Of the whole content of the very file that was looked at, in lower-case hex. */
    public String sha256(FileVersion file, BooleanSupplier stopping) throws IOException {
        return sha256(open(file), stopping);
    }

    /** The same of whatever lies there, which only this module may exchange. */
    public String sha256(Path file, BooleanSupplier stopping) throws IOException {
        return sha256(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), stopping);
    }

    private static String sha256(InputStream content, BooleanSupplier stopping) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = watched(content, digest, stopping)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Sha256.hex(digest);
    }

    /**
     * Whoever may link a file need not be allowed to read it.
     *
     * @throws UnreadableException if the content has more names than this one
     */
    public static void requireOnlyName(FileVersion file) throws UnreadableException {
        if (file.hasOtherNames()) {
            throw new UnreadableException(
                    "several-links",
                    "it has several names (hard links), so that its content may be somebody else's; it was not read",
                    "drop a copy (cp) instead of a link");
        }
    }

    /** Of one that was exchanged meanwhile nothing is read. */
    private static InputStream open(FileVersion file) throws IOException {
        InputStream in = GuardedOpen.open(file.file());
        if (!file.isCurrent()) {
            in.close();
            throw new IOException("it changed while it was read");
        }
        return in;
    }

    /** The content of a file that only this module may exchange; a symbolic link is not followed. */
    public static InputStream content(Path file, MessageDigest digest, BooleanSupplier stopping) throws IOException {
        return watched(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), digest, stopping);
    }

    /** The stream, which feeds the digest and ends with a {@link CallDeferredException} when {@code stopping} gives true. */
    public static InputStream watched(InputStream in, MessageDigest digest, BooleanSupplier stopping) {
        return new DigestInputStream(in, digest) {
            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                WakeUp.goOnUnless(stopping); // here, since of any number of blank lines the reader gives none
                return super.read(buffer, from, length);
            }
        };
    }
}
