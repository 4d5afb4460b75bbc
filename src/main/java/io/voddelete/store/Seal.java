package io.voddelete.store;

import io.voddelete.asset.Notice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a submission once it has been read to its end.
 *
 * @param lines number of all lines
 * @param sha256 of the whole content, in lower-case hex; null if there is no content
 * @param keptAs path of its file, relative to the inbox, such as {@code done/<name>}; null if it is not a file
 * @param notices for its sender
 */
public record Seal(
        long lines, @Nullable String sha256, @Nullable String keptAs, List<Notice> notices) {
    /** A seal without notices. */
    public Seal(long lines, @Nullable String sha256, @Nullable String keptAs) {
        this(lines, sha256, keptAs, List.of());
    }
}
