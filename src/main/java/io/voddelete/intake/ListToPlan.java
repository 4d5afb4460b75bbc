package io.voddelete.intake;

import io.voddelete.asset.AssetId;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.RequestHead;
import io.voddelete.reader.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists that are only planned, by the rules of the webhook.
 *
 * @param limits of one request
 */
public record ListToPlan(Webhook.Limits limits) {
    /**
     * A list.
     *
     * @param ids each once, in the order of the list
     * @param rejected the number of lines that are no ids
     */
    public record Read(List<AssetId> ids, long rejected) {}

    /**
     * Reads the ids of a list.
     *
     * @throws HttpProblemException if it is too large, or cannot be read
     */
    public Read read(RequestHead head, byte @Nullable [] body) {
        ListBody.requireType(head);
        try {
            List<Entry> entries = ListBody.read(head, body == null ? new byte[0] : body, limits)
                    .entries();
            List<AssetId> all = entries.stream()
                    .filter(Entry.Found.class::isInstance)
                    .map(entry -> ((Entry.Found) entry).assetId())
                    .toList();
            return new Read(all.stream().distinct().toList(), entries.size() - all.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it is in memory
        }
    }
}
