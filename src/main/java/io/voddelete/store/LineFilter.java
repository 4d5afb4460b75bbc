package io.voddelete.store;

import io.voddelete.asset.Status;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Selects lines of a submission; null selects all.
 *
 * @param status one of {@link #STATUSES}; of a duplicate, that of its id
 * @param reason why it failed, was kept or was rejected
 */
public record LineFilter(@Nullable String status, @Nullable String reason) {
    /** The status of a line that holds no asset id. */
    public static final String REJECTED = "REJECTED";

    /** What a line can be. */
    public static final List<String> STATUSES = Stream.concat(
                    Arrays.stream(Status.values()).map(Status::name), Stream.of(REJECTED))
            .toList();

    /** Selects all. */
    public static final LineFilter NONE = new LineFilter(null, null);

    /** Returns whether it selects lines of this status and reason. */
    boolean selects(String ofStatus, String ofReason) {
        return (status == null || status.equals(ofStatus)) && (reason == null || reason.equals(ofReason));
    }
}
