package io.voddelete.pipeline;

import io.voddelete.asset.AssetIdPattern;
import io.voddelete.asset.AssetIdReader;
import io.voddelete.asset.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/**
 * What of a file is read.
 *
 * @param pattern what an asset id looks like
 * @param maxBytes the largest file, packed and unpacked
 */
public record Input(AssetIdPattern pattern, long maxBytes) {
    /** A reader of the file that feeds the digest with all it reads. A symbolic link is not followed. */
    AssetIdReader open(Path file, MessageDigest digest) throws IOException {
        InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        return Format.open(new DigestInputStream(in, digest), file.getFileName().toString(), pattern, maxBytes);
    }
}
