package io.voddelete.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import io.voddelete.store.AssetHistory;
import io.voddelete.store.AssetHistory.Generation;
import io.voddelete.store.AssetHistory.Named;
import io.voddelete.support.PrintableJson;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssetViewTest {
    private static final Instant TIME = Instant.parse("2026-11-24T10:00:00Z");

    /** Programs read it: the names of the members and their order stay. */
    @Test
    void theLinesThatNamedAnIdAreShownWithTheirSubmissions() throws Exception {
        Generation generation = new Generation(
                new Named("first", new Origin("webhook:cms", "cms", 3), 1, TIME),
                Status.FAILED,
                2,
                "refused",
                "VOD.10062",
                "no such asset",
                TIME.plusSeconds(1),
                null);
        AssetHistory history = new AssetHistory(
                "a",
                null,
                false,
                false,
                false,
                null,
                null,
                null,
                generation,
                List.of(generation),
                List.of(new Named("second", new Origin("file:b.txt", null, 4), 1, TIME.plusSeconds(2))),
                false);

        assertThat(PrintableJson.mapper().writeValueAsString(AssetView.of(history, TIME.plusSeconds(3))))
                .isEqualTo(("{'asset_id':'a','state':'failed','attempts':2,'claimed':false,'calling':false,"
                                + "'may_be_deleted':false,'reason':'refused','error_code':'VOD.10062',"
                                + "'error_text':'no such asset','settled_at':'2026-11-24T10:00:01.000Z',"
                                + "'generations':[{'generation':1,'submission_id':'first','source':'webhook:cms',"
                                + "'caller':'cms','line':3,'received_at':'2026-11-24T10:00:00.000Z','state':'failed',"
                                + "'attempts':2,'reason':'refused','error_code':'VOD.10062',"
                                + "'error_text':'no such asset','settled_at':'2026-11-24T10:00:01.000Z'}],"
                                + "'duplicates':[{'submission_id':'second','source':'file:b.txt','line':4,"
                                + "'generation':1,'received_at':'2026-11-24T10:00:02.000Z'}],'more_duplicates':false}")
                        .replace('\'', '"'));
    }
}
