package io.voddelete.pipeline;

import io.voddelete.asset.AssetIdPattern;
import io.voddelete.asset.AssetIdReader;
import io.voddelete.asset.Entry;
import io.voddelete.asset.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the first pass over a file found; nothing is accepted before it came to the end.
 *
 * @param stamp of the file before it was read
 * @param sha256 of the whole content, in lower-case hex
 */
record Survey(FileStamp stamp, long lines, long found, long rejected, String sha256) {
    static Survey of(Path file, AssetIdPattern pattern) throws IOException {
        FileStamp stamp = FileStamp.of(file);
        MessageDigest digest = sha256Digest();
        long found = 0;
        long rejected = 0;
        try (AssetIdReader reader = reader(file, pattern, digest)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry instanceof Entry.Found) {
                    found++;
                } else {
                    rejected++;
                }
            }
            return new Survey(stamp, reader.lines(), found, rejected, hex(digest));
        }
    }

    /** A reader of the file that feeds the digest with all it reads. A symbolic link is not followed. */
    static AssetIdReader reader(Path file, AssetIdPattern pattern, MessageDigest digest) throws IOException {
        InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        return Format.open(new DigestInputStream(in, digest), file.getFileName().toString(), pattern, Long.MAX_VALUE);
    }

    static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
