package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.AssetInfo;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.reader.Entry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Who sent what: how many ids of his are accepted in a day, and which submissions he sees. */
public abstract class CallerContract extends AssetStoreContract {
    private static final DayLimit TEN = new DayLimit("cms", 10);

    @Test
    void aListThatGoesOverTheLimitIsRefusedWholeAndASmallerOneIsTakenUpToTheLimit() {
        send("1", 0, 6, TEN);

        assertThat(refused("2", 6, 11, TEN))
                .isEqualTo(new DayUse("cms", 10, 6, 5, Instant.parse("2026-11-25T00:00:00Z")));
        assertThat(store.queries().totals()).isEqualTo(new Totals(1, 6, 6, 0, 0, 0, 0, 0, 0));
        assertThat(store.sealedSubmissions().find("id of 2")).isEmpty();
        send("3", 6, 10, TEN);
        assertThat(refused("4", 10, 11, TEN).used()).isEqualTo(10);
    }

    @Test
    void onlyWhatIsAcceptedCountsAndTheSameRequestOnce() {
        List<Entry> twice = new ArrayList<>(Ids.lines(0, 6));
        twice.addAll(Ids.lines(0, 6));
        store.submissions().submit("id of 1", "1", "1", Requested.NONE, twice, Ids.sealing(12), TEN);
        assertThat(store.submissions()
                        .submit("id of 1", "1", "1", Requested.NONE, twice, Ids.sealing(12), TEN)
                        .repeated())
                .isTrue();

        send("2", 0, 10, TEN);
        assertThat(store.submissions()
                        .submit("id of 2", "2", "2", Requested.NONE, Ids.lines(0, 10), Ids.sealing(10), TEN)
                        .repeated())
                .isTrue();
        send("3", 0, 10, TEN);
        assertThat(used("cms")).isEqualTo(10);
        assertThat(refused("4", 0, 11, TEN).asked()).isEqualTo(1);
    }

    @Test
    void aFailedIdThatIsAcceptedAgainCountsAgain() {
        send("1", 0, 1, TEN);
        settle(failed(claimOnly(), "refused"));
        assertThat(store.submissions().retry(Ids.id(0), TEN, Requested.NONE)).isPresent();
        assertThat(used("cms")).isEqualTo(2);
        settle(failed(claimOnly(), "refused"));
        send("2", 0, 8, TEN);
        assertThat(used("cms")).isEqualTo(10);
        claim(8).forEach(claim -> settle(failed(claim, "refused")));

        assertThatThrownBy(() -> store.submissions().retry(Ids.id(0), TEN, Requested.NONE))
                .isInstanceOf(OverDayLimitException.class);
        assertThat(refused("3", 0, 2, TEN).asked()).isEqualTo(2);
        assertThat(store.queries().pending()).isZero();
        assertThat(store.submissions().retry(Ids.id(0), new DayLimit("ops", 1), Requested.NONE))
                .isPresent();
    }

    @Test
    void ofFailedIdsThatAreTriedAgainTogetherAsManyAreAcceptedAsTheDayHasLeft() {
        send("1", 0, 6, TEN);
        claim(6).forEach(claim -> settle(failed(claim, "refused")));
        FailedIds failed = new FailedIds(null, "refused", null);

        RetriedIds retried =
                store.submissions().retry(failed, 100, TEN, Requested.NONE).orElseThrow();
        assertThat(retried.submission().progress().accepted()).isEqualTo(4);
        assertThat(retried.more()).isTrue();
        assertThat(used("cms")).isEqualTo(10);
        assertThatThrownBy(() -> store.submissions().retry(failed, 100, TEN, Requested.NONE))
                .isInstanceOf(OverDayLimitException.class);
        assertThat(store.queries().pending()).isEqualTo(4);
    }

    @Test
    void theDayEndsAtMidnightUtcAndOneThatIsBackHasItsCount() {
        clock.advance(Duration.ofHours(24).minusMillis(1));
        send("1", 0, 10, TEN);
        assertThat(refused("2", 10, 11, TEN).until()).isEqualTo(Instant.parse("2026-11-25T00:00:00Z"));

        clock.advance(Duration.ofMillis(1));
        send("2", 10, 20, TEN);
        clock.setBy(Duration.ofMillis(-1));
        assertThat(refused("3", 20, 21, TEN).used()).isEqualTo(10);
    }

    @Test
    void callersAreCountedApartAndWhoHasNoNameIsNot() {
        send("1", 0, 10, TEN);
        send("2", 10, 20, new DayLimit("rights", 10));
        send("3", 20, 1_020, DayLimit.NONE);
        send("4", 1_020, 1_120, new DayLimit("free", Long.MAX_VALUE));

        assertThat(used("cms")).isEqualTo(10);
        assertThat(used("rights")).isEqualTo(10);
        assertThat(used("free"))
                .as("a limit that is set later counts from then")
                .isEqualTo(100);
        assertThat(rows("SELECT count(*) FROM caller_day")).containsExactly(List.of(3L));
    }

    @Test
    void manyAtOnceDoNotGetPastTheLimitTogether() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<Boolean>> taken = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            int request = i;
            taken.add(threads.submit(() -> {
                try {
                    send(String.valueOf(request), request * 3, request * 3 + 3, new DayLimit("cms", 100));
                    return true;
                } catch (OverDayLimitException e) {
                    return false;
                }
            }));
        }
        int accepted = 0;
        for (Future<Boolean> one : taken) {
            accepted += one.get() ? 3 : 0;
        }
        threads.shutdown();

        assertThat(accepted).isEqualTo(99);
        assertThat(store.queries().totals().accepted()).isEqualTo(99);
        assertThat(used("cms")).isEqualTo(99);
    }

    @Test
    void theCountAndTheCallerOfASubmissionOutliveTheProcess() {
        send("1", 0, 10, TEN);
        restart();

        assertThat(refused("2", 10, 11, TEN).used()).isEqualTo(10);
        assertThat(store.sealedSubmissions().find("id of 1").orElseThrow().caller())
                .isEqualTo("cms");
        settle(deleted(claim(1).get(0)));
        assertThat(store.outbox().unreported(Outbox.Side.SUCCESS, false, 10))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.caller()).isEqualTo("cms"));
    }

    @Test
    void whatIsLookedAtBeforeIsNotCounted() {
        store.submissions().checkDayLimit(Ids.lines(0, 10), TEN);
        store.submissions().checkDayLimit(Ids.lines(0, 10), TEN);
        assertThatThrownBy(() -> store.submissions().checkDayLimit(Ids.lines(0, 11), TEN))
                .isInstanceOf(OverDayLimitException.class);
        send("1", 0, 10, TEN);
        store.submissions().checkDayLimit(Ids.lines(0, 10), TEN);
    }

    @Test
    void submissionsAreSeenByWhoSentThemAndByTheBeginningOfTheirSource() {
        for (int i = 0; i < 10; i++) {
            send("cms" + i, i, i + 1, TEN);
            submit("rights-" + i, 100 + i, 101 + i);
            submit("other-" + i, 200 + i, 201 + i);
        }
        assertThat(sources(new VisibleSubmissions("cms", null)))
                .hasSize(10)
                .allMatch(source -> source.startsWith("cms"));
        assertThat(sources(new VisibleSubmissions("cms", "file:rights-")))
                .hasSize(20)
                .noneMatch(source -> source.contains("other"));
        assertThat(sources(new VisibleSubmissions("nobody", null))).isEmpty();
        assertThat(sources(new VisibleSubmissions("nobody", "file:RIGHTS"))).isEmpty();
        assertThat(sources(new VisibleSubmissions("nobody", "file:r%"))).isEmpty();
        assertThat(sources(VisibleSubmissions.ALL)).hasSize(30);

        SubmissionList page = store.queries().submissions(Long.MAX_VALUE, 7, new VisibleSubmissions("cms", null));
        assertThat(store.queries()
                        .submissions(page.next(), 7, new VisibleSubmissions("cms", null))
                        .submissions())
                .hasSize(3);
        assertThat(store.queries().submission("id of cms1", new VisibleSubmissions("cms", null)))
                .isPresent();
        assertThat(store.queries().submission("id of cms1", new VisibleSubmissions("rights", "file:")))
                .isEmpty();
    }

    /** What others see is passed over a part at a time; who follows the pages finds all. */
    @Test
    void whoSeesByPrefixFindsAllOverManyPagesHoweverManyOthersLieBetween() {
        submit("rights-old", 0, 1);
        change("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                + 2 * JdbcSubmissionQueries.MOST_LOOKED_AT
                + ") INSERT INTO submission (submission_id, intake_key, source, state, opened_at, sealed_at)"
                + " SELECT 'x' || i, 'x' || i, 'file:x', 'SEALED', 1, 1 FROM n");
        submit("rights-new", 1, 2);

        VisibleSubmissions sight = new VisibleSubmissions("nobody", "file:rights-");
        List<String> found = new ArrayList<>();
        int pages = 0;
        for (long before = Long.MAX_VALUE; before != 0; pages++) {
            SubmissionList page = store.queries().submissions(before, 50, sight);
            page.submissions().forEach(one -> found.add(one.source()));
            before = page.next();
        }
        assertThat(found).containsExactly("file:rights-new", "file:rights-old");
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void ofAnAssetIdOnlyTheSubmissionsThatAreSeenAreTold() {
        send("mine", 1, 2, TEN);
        settle(failed(claimOnly(), "refused"));
        submit("other", 1, 2);
        submit("rights-", 1, 2);

        AssetHistory mine = store.queries()
                .asset(Ids.id(1), new VisibleSubmissions("cms", null))
                .orElseThrow();
        assertThat(mine.generations())
                .extracting(one -> one.named().origin().source())
                .containsExactly("mine");
        assertThat(mine.duplicates()).isEmpty();
        assertThat(mine.newest().named().generation()).isEqualTo(2);
        AssetHistory rights = store.queries()
                .asset(Ids.id(1), new VisibleSubmissions("nobody", "file:rights"))
                .orElseThrow();
        assertThat(rights.generations()).isEmpty();
        assertThat(rights.duplicates()).extracting(one -> one.origin().source()).containsExactly("file:rights-");
        assertThat(store.queries().asset(Ids.id(1), new VisibleSubmissions("nobody", null)))
                .isEmpty();
        assertThat(store.queries()
                        .asset(Ids.id(1), VisibleSubmissions.ALL)
                        .orElseThrow()
                        .generations())
                .hasSize(2);
    }

    /** What an asset was and which request settled it belongs to the submission that was settled. */
    @Test
    void ofADuplicateOnlyTheStateIsToldIfItsFirstLineIsOfAnother() {
        AssetInfo info = new AssetInfo("title of another", "PUBLISHED", clock.instant());
        send("mine", 1, 2, TEN);
        Claim claim = claimOnly();
        claim = claim.with(claim.known().withInfo(info));
        store.claims().settle(List.of(deleted(claim)), "request-of-another");
        send("theirs", 1, 3, new DayLimit("rights", 10));

        List<SubmissionLine> lines = store.sealedSubmissions()
                .lines(store.sealedSubmissions().find("id of theirs").orElseThrow(), 0, 9);
        SubmissionLine shared = lines.get(0);
        assertThat(shared.requestId()).isEqualTo("request-of-another");
        assertThat(shared.info().title()).isEqualTo("title of another");
        assertThat(shared.seenBy(new VisibleSubmissions("cms", null))).isEqualTo(shared);
        assertThat(shared.seenBy(VisibleSubmissions.ALL)).isEqualTo(shared);
        SubmissionLine seen = shared.seenBy(new VisibleSubmissions("rights", null));
        assertThat(seen.requestId()).isNull();
        assertThat(seen.info()).isEqualTo(AssetInfo.NONE);
        assertThat(seen.status()).isEqualTo(Status.DELETED);
        assertThat(lines.get(1).seenBy(new VisibleSubmissions("rights", null))).isEqualTo(lines.get(1));
    }

    private void change(String sql) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private List<String> sources(VisibleSubmissions sight) {
        return store.queries().submissions(Long.MAX_VALUE, 100, sight).submissions().stream()
                .map(one -> one.source())
                .toList();
    }

    private void send(String key, int from, int to, DayLimit limit) {
        store.submissions()
                .submit("id of " + key, key, key, Requested.NONE, Ids.lines(from, to), Ids.sealing(to - from), limit);
    }

    private DayUse refused(String key, int from, int to, DayLimit limit) {
        try {
            send(key, from, to, limit);
        } catch (OverDayLimitException e) {
            return e.use();
        }
        throw new AssertionError(key + " was accepted");
    }

    private long used(String caller) {
        return number("SELECT sum(ids) FROM caller_day WHERE caller = '" + caller + "'");
    }
}
