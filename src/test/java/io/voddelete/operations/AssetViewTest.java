package io.voddelete.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Origin;
import io.voddelete.asset.Status;
import io.voddelete.http.Caller;
import io.voddelete.http.Right;
import io.voddelete.store.AssetHistory;
import io.voddelete.store.AssetHistory.Asked;
import io.voddelete.store.AssetHistory.Generation;
import io.voddelete.store.AssetHistory.Named;
import io.voddelete.store.Requested;
import io.voddelete.support.PrintableJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AssetViewTest {
    private static final Instant TIME = Instant.parse("2026-11-24T10:00:00Z");

    /** Programs read it: the names of the members and their order stay. */
    @Test
    void theLinesThatNamedAnIdAreShownWithTheirSubmissions() throws Exception {
        Generation generation = new Generation(
                new Named(
                        "first",
                        new Origin("webhook:cms", "cms", 3),
                        1,
                        TIME,
                        new Asked(
                                new Requested("cms", "10.0.0.1", "CHG-1", "00-1"),
                                TIME.plusSeconds(9),
                                "alice",
                                "OK-2"),
                        new TreeMap<>(Map.of("ticket", "CHG-1", "owner", "anna"))),
                Status.FAILED,
                2,
                "refused",
                "VOD.10062",
                "no such asset",
                new AssetInfo("A film", null, TIME.minusSeconds(9)),
                "req-1",
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
                List.of(new Named(
                        "second",
                        new Origin("file:b.txt", null, 4),
                        1,
                        TIME.plusSeconds(2),
                        new Asked(Requested.NONE, null, null, null),
                        Map.of("ticket", "CHG-2"))),
                false,
                List.of("2026-10.sqlite"));

        assertThat(PrintableJson.mapper()
                        .writeValueAsString(AssetView.of(history, TIME.plusSeconds(3), caller("ops", ""))))
                .isEqualTo(("{'asset_id':'a','state':'failed','attempts':2,'claimed':false,'calling':false,"
                                + "'may_be_deleted':false,'reason':'refused','error_code':'VOD.10062',"
                                + "'error_text':'no such asset','settled_at':'2026-11-24T10:00:01.000Z',"
                                + "'title':'A film','created_at':'2026-11-24T09:59:51.000Z','request_id':'req-1','columns':{'owner':'anna','ticket':'CHG-1'},"
                                + "'generations':[{'generation':1,'submission_id':'first','source':'webhook:cms',"
                                + "'caller':'cms','line':3,'requested_by':'cms','requested_from':'10.0.0.1','request_reason':'CHG-1',"
                                + "'traceparent':'00-1','approved_at':'2026-11-24T10:00:09.000Z','approved_by':'alice',"
                                + "'approval_reason':'OK-2','received_at':'2026-11-24T10:00:00.000Z','state':'failed',"
                                + "'attempts':2,'reason':'refused','error_code':'VOD.10062',"
                                + "'error_text':'no such asset','settled_at':'2026-11-24T10:00:01.000Z',"
                                + "'title':'A film','created_at':'2026-11-24T09:59:51.000Z','request_id':'req-1','columns':{'owner':'anna','ticket':'CHG-1'}}],"
                                + "'duplicates':[{'submission_id':'second','source':'file:b.txt','line':4,"
                                + "'generation':1,'received_at':'2026-11-24T10:00:02.000Z','columns':{'ticket':'CHG-2'}}],'more_duplicates':false,'unreadable_archives':['2026-10.sqlite']}")
                        .replace('\'', '"'));
    }

    /** The newest generation is always the current state, but what it found out belongs to who asked for it. */
    @Test
    void whatTheAssetWasIsToldOnlyToWhoSeesTheNewestGeneration() {
        Generation newest = generation(2);
        Generation older = generation(1);
        for (boolean seesNewest : new boolean[] {true, false}) {
            List<Generation> seen = seesNewest ? List.of(newest, older) : List.of(older);
            AssetHistory history = new AssetHistory(
                    "a", null, false, false, false, null, null, null, newest, seen, List.of(), false, List.of());

            AssetView view = AssetView.of(history, TIME, caller("cms", null));

            assertThat(view.state()).isEqualTo("failed");
            assertThat(view.requestId()).isEqualTo(seesNewest ? "req-2" : null);
            assertThat(view.info()).isEqualTo(seesNewest ? newest.info() : AssetInfo.NONE);
            assertThat(view.columns()).isEqualTo(seesNewest ? Map.of("ticket", "CHG-2") : Map.of());
            assertThat(view.generations()).hasSize(seen.size());
            assertThat(AssetView.of(history, TIME, caller("ops", "")).requestId())
                    .isEqualTo("req-2");
        }
    }

    private static Generation generation(int number) {
        return new Generation(
                new Named(
                        "s-" + number,
                        new Origin("webhook:x", "x", 1),
                        number,
                        TIME,
                        new Asked(Requested.NONE, null, null, null),
                        Map.of("ticket", "CHG-" + number)),
                Status.FAILED,
                1,
                "refused",
                null,
                null,
                new AssetInfo("film " + number, "PUBLISHED", TIME),
                "req-" + number,
                TIME,
                null);
    }

    private static Caller caller(String name, @Nullable String sees) {
        return new Caller(name, Set.of(Right.READ), sees, Long.MAX_VALUE);
    }

    private static RequestedView seenBy(Caller reader) {
        Requested requested = new Requested("cms", "10.0.0.1", "CHG-1", "00-1");
        return RequestedView.of(reader, "cms", requested, TIME, "alice", "OK-2");
    }

    @Test
    void whoApprovedIsSeenOnlyByThoseWhoSeeEverythingAndTheAddressByTheSenderToo() {
        String time = "2026-11-24T10:00:00.000Z";
        assertThat(seenBy(caller("ops", "")))
                .isEqualTo(new RequestedView("cms", "10.0.0.1", "CHG-1", "00-1", time, "alice", "OK-2"));
        assertThat(seenBy(caller("cms", null)))
                .isEqualTo(new RequestedView("cms", "10.0.0.1", "CHG-1", "00-1", time, null, null));
        assertThat(seenBy(caller("team", "webhook:")))
                .isEqualTo(new RequestedView("cms", null, "CHG-1", null, time, null, null));
    }
}
