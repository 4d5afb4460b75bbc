package io.voddelete.store;

import io.voddelete.asset.Notice;
import java.util.List;

/**
 * What is known of a submission when it has been read to its end.
 *
 * @param lines all lines that were read
 * @param sha256 of the whole content, in lower-case hex; null if there is none
 * @param keptAs where its file is kept, from the inbox, as {@code done/<name>}; null if it is no file
 * @param notices what its sender should know
 */
public record Seal(long lines, String sha256, String keptAs, List<Notice> notices) {
    /** Of a submission about which there is nothing to notice. */
    public Seal(long lines, String sha256, String keptAs) {
        this(lines, sha256, keptAs, List.of());
    }
}
