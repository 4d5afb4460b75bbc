package io.voddelete.intake;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.outcome.Receipt;
import io.voddelete.reader.UnreadableException;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.FileVersion;
import io.voddelete.support.Times;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The receipt of a file of which nothing is accepted. Made of the file alone: written again, it is the same.
 *
 * @param receivedAt when the file was dropped, or last changed: ISO-8601, UTC
 * @param sha256 of the whole content, in lower-case hex; null if it was not read to its end
 * @param reason a machine word, see {@link UnreadableException#reason()}
 * @param problem what is wrong, and where
 * @param remedy what to do
 * @param rejected the lines for which it is refused, the first {@value Receipt#LONGEST_LIST} of them; null if there are none
 */
@JsonNaming(SnakeCaseStrategy.class)
record RefusalReceipt(
        String source,
        int accepted,
        @Nullable String sha256,
        String receivedAt,
        long bytes,
        String reason,
        String problem,
        String remedy,
        Receipt.@Nullable Listed rejected) {
    /** The receipt of this file. */
    static RefusalReceipt of(UnreadableFileException refused) {
        FileVersion stamp = refused.stamp();
        UnreadableException why = refused.why();
        return new RefusalReceipt(
                "file:" + stamp.file().getFileName(),
                0,
                refused.sha256(),
                Times.text(stamp.changed().toInstant()),
                stamp.size(),
                why.reason(),
                String.valueOf(why.getMessage()),
                why.remedy(),
                listed(why));
    }

    private static Receipt.@Nullable Listed listed(UnreadableException why) {
        return why.lines().isEmpty()
                ? null
                : new Receipt.Listed(
                        why.lineCount(),
                        why.lines().stream()
                                .map(line -> new Receipt.Rejected(line.line(), line.text(), line.reason()))
                                .toList(),
                        null);
    }

    /** Writes it beside a file. */
    public void write(AtomicFile files, Path file) throws IOException {
        files.write(Receipt.beside(file), out -> Receipt.JSON.writeValue(out, this));
    }
}
