package io.voddelete.plan;

import io.voddelete.asset.AssetId;
import io.voddelete.kit.Ids;
import io.voddelete.plan.AssetFacts.Presence;
import io.voddelete.store.Target;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Plans and what they are made of. */
final class Plans {
    static final Instant NOW = Instant.parse("2026-11-28T12:47:09Z");

    static final HowToOrder BY_FOLDER = HowToOrder.byFolder(Path.of("inbox"), Path.of("inbox", "approve"));

    private Plans() {}

    static PlannedIds ids(int count) {
        return each -> IntStream.range(0, count).mapToObj(Ids::id).forEach(each);
    }

    static AssetFacts living(AssetId assetId, String title, @Nullable String category) {
        Instant created = Instant.parse("2021-03-01T00:00:00Z");
        String name = category == null ? "" : category;
        return new AssetFacts(assetId, Presence.LIVING, "PUBLISHED", title, created, name, null, null);
    }

    static Plan of(String name, Findings findings) {
        return of("0988d9ee-0000-4000-8000-000000000001", name, findings);
    }

    static Plan onlyPlanned(String name, Findings findings) {
        return of(null, name, findings);
    }

    private static Plan of(@Nullable String submissionId, String name, Findings findings) {
        Plan.Subject subject =
                new Plan.Subject(submissionId, name, "anna", "CHG-7", NOW, Instant.parse("2026-12-05T12:47:09Z"), 0);
        List<Hold> holds = List.of(new Hold("over-limit", "1840 ids are more than 1000 (vod.limit.submission)"));
        Target target = new Target("https://vod.cn-north-4.myhuaweicloud.com", "5151");
        return new Plan(subject, holds, target, findings, 100, "7c1e", BY_FOLDER);
    }
}
