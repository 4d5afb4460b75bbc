package io.voddelete.store.sqlite;

import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Outcome;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.kit.SettableClock;
import io.voddelete.reader.Entry;
import io.voddelete.store.ArchiveRule;
import io.voddelete.store.Archives;
import io.voddelete.store.AssetStore;
import io.voddelete.store.DayLimit;
import io.voddelete.store.Outbox.Side;
import io.voddelete.store.ReleasePolicy;
import io.voddelete.store.Requested;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.store.VisibleSubmissions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store that archives what is older than a month, or its twin that keeps everything. */
final class ArchivedStore implements AutoCloseable {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int ALL = 1_000_000;
    private static final Requested REQUESTED = new Requested("alice", "/srv/inbox", "CHG-4711", null);

    final AssetStore store;
    final Path directory;
    final List<String> remarks = new ArrayList<>();
    /** Whether VOD says what the assets are. */
    boolean describes;

    ArchivedStore(Path directory, SettableClock clock, @Nullable Duration keep) {
        this.directory = directory;
        this.store = Sqlite.open(
                "jdbc:sqlite:" + directory.resolve("vod-delete.db"),
                new Target("https://vod.example.com", "project"),
                new StoreRules(
                        ReleasePolicy.NONE, null, false, new ArchiveRule(directory.resolve("archive"), keep), false),
                clock,
                new Random(1),
                remarks::add,
                () -> {});
    }

    Submission submit(String id, List<? extends Entry> lines) {
        return store.submissions()
                .submit(id, "key:" + id, "file:" + id, REQUESTED, lines, Ids.sealing(lines.size()), DayLimit.NONE)
                .submission();
    }

    /** Settles all pending ids. Returns what was reported of them. */
    List<Outcome> settle(Function<Claim, Status> status) {
        while (store.releases().doTasks(1_000)) {
            // what follows from releases
        }
        for (List<Claim> claims = claim(); !claims.isEmpty(); claims = claim()) {
            store.claims()
                    .settle(claims.stream()
                            .map(claim -> settled(describes ? described(claim) : claim, status.apply(claim)))
                            .toList());
        }
        return report();
    }

    private List<Claim> claim() {
        return store.claims().claim(inFlight -> ALL, LEASE);
    }

    private static Claim described(Claim claim) {
        return claim.with(claim.known()
                .withInfo(new AssetInfo(
                        "title of " + claim.assetId(), "PUBLISHED", Instant.parse("2020-02-02T02:02:02Z"))));
    }

    private static Result settled(Claim claim, Status status) {
        return switch (status) {
            case DELETED -> new Result.Settled(claim, status, null, 1, null, null);
            case FAILED -> new Result.Settled(claim, status, "refused", 3, "VOD.10001", "text of " + claim.assetId());
            default -> new Result.Settled(claim, status, "protected", 0, null, "tag keep");
        };
    }

    List<Outcome> report() {
        List<Outcome> all = new ArrayList<>();
        for (Side side : List.of(Side.SUCCESS, Side.FAILURE, Side.KEPT)) {
            List<Outcome> some = store.outbox().unreported(side, false, ALL);
            store.outbox().markReported(side, some);
            all.addAll(some);
        }
        return all;
    }

    List<Archives.Made> archive(Runnable between) {
        return store.archives().next(between);
    }

    /** Returns everything that can be asked about these. */
    List<Object> all(List<String> submissions, List<Integer> ids) {
        List<Object> all = new ArrayList<>();
        all.add(store.queries().totals());
        SealedSubmissions sealed = store.sealedSubmissions();
        for (String id : submissions) {
            Submission one =
                    store.queries().submission(id, VisibleSubmissions.ALL).orElseThrow();
            all.add(one);
            all.add(sealed.find(id));
            all.add(sealed.findByKey("key:" + id));
            all.add(sealed.lines(one, 0, ALL));
            all.add(sealed.lines(one, 3, 4));
            all.add(sealed.duplicates(one, 0, ALL));
            all.add(sealed.rejected(one, 0, ALL));
        }
        for (int id : ids) {
            all.add(store.queries().asset(Ids.id(id), VisibleSubmissions.ALL));
            all.add(store.queries().asset(Ids.id(id), new VisibleSubmissions(null, "file:a")));
        }
        return all;
    }

    @Override
    public void close() {
        store.close();
    }
}
