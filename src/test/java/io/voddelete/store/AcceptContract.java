package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.asset.Outcome;
import io.voddelete.kit.Ids;
import io.voddelete.reader.Entry;
import io.voddelete.store.Outbox.Side;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Open, accept and seal: every line counts once, whatever is read again. */
public abstract class AcceptContract extends AssetStoreContract {
    private static final Requested ASKED =
            new Requested("cms", "10.0.0.1", "CHG-1", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    @AfterEach
    void countersAgreeWithRows() {
        assertThatCountersAgreeWithRows();
    }

    @Test
    void sealedSubmissionHasItsCounters() {
        Submission submission = store.submissions().open("a.txt", "file:a.txt");
        assertThat(submission.sealed()).isFalse();
        store.submissions().accept(submission, Ids.lines(0, 1200));
        List<Entry.Rejected> rejected = LongStream.range(1201, 1208)
                .mapToObj(line -> Entry.rejected(line, "x", "not-an-asset-id"))
                .toList();
        store.submissions().accept(submission, rejected);
        store.submissions().accept(submission, rejected);
        store.submissions().seal(submission, Ids.sealing(1300));
        assertThat(counters(submission)).containsExactly(1200L, 1200L, 0L, 0L, 7L, 0L);
        assertThat(store.queries().totals()).isEqualTo(new Totals(1, 1200, 1200, 0, 0, 0, 7, 0, 0));
        assertThat(number("SELECT lines FROM submission")).isEqualTo(1300);
        assertThat(store.submissions().open("a.txt", "file:a.txt"))
                .isEqualTo(store.sealedSubmissions()
                        .find(submission.submissionId())
                        .orElseThrow());
    }

    @Test
    void firstLineOfAnIdCountsAndTheOthersAreDuplicates() {
        Submission submission = submit(
                "a.txt", List.of(Ids.line(1, 5), Ids.line(2, 3), Ids.line(3, 5), Ids.line(4, 5), Ids.line(5, 1)));
        assertThat(counters(submission)).containsExactly(3L, 3L, 0L, 0L, 0L, 2L);
        assertThat(rows("SELECT line FROM asset ORDER BY line")).containsExactly(List.of(1L), List.of(2L), List.of(5L));
        assertThat(rows("SELECT line FROM duplicate ORDER BY line")).containsExactly(List.of(3L), List.of(4L));
    }

    /** So many ids share statements, each of which says only how many of its ids are new. */
    @Test
    void eachOfManyLinesIsAcceptedOrADuplicateAsIfItHadComeAlone() {
        submit("before.txt", 0, 40);
        Random some = new Random(20261201);
        List<Entry.Found> lines = LongStream.rangeClosed(1, 1200)
                .mapToObj(line -> Ids.line(line, some.nextInt(900)))
                .toList();
        Submission submission = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(submission, lines.subList(0, 700));
        restart();
        submission = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(submission, lines.subList(0, 230));
        store.submissions().accept(submission, lines.subList(100, 900));
        store.submissions().accept(submission, lines);
        store.submissions().seal(submission, Ids.sealing(1200));

        Set<AssetId> known = new HashSet<>();
        Ids.lines(0, 40).forEach(line -> known.add(line.assetId()));
        Map<Boolean, List<List<Long>>> expected = lines.stream()
                .collect(Collectors.partitioningBy(
                        line -> known.add(line.assetId()),
                        Collectors.mapping(line -> List.of(line.line()), Collectors.toList())));
        assertThat(rows("SELECT line FROM asset WHERE submission = ? ORDER BY line", submission.row()))
                .hasSizeGreaterThan(500)
                .isEqualTo(expected.get(true));
        assertThat(rows("SELECT line FROM duplicate WHERE submission = ? ORDER BY line", submission.row()))
                .hasSizeGreaterThan(300)
                .isEqualTo(expected.get(false));
    }

    /** The same line twice is not a duplicate, also not in one statement. */
    @Test
    void theSameOfManyLinesTwiceIsAcceptedOnce() {
        List<Entry.Found> twice = new ArrayList<>(Ids.lines(1, 101));
        twice.addAll(Ids.lines(1, 101));
        assertThat(counters(submit("a.txt", twice))).containsExactly(100L, 100L, 0L, 0L, 0L, 0L);
    }

    @Test
    void idOfAnotherSubmissionIsADuplicateWhileItIsPendingAndAfterItIsDeleted() {
        submit("a.txt", 0, 2);
        settle(deleted(claim(1).get(0)));
        Submission second = submit("b.txt", 0, 3);
        assertThat(counters(second)).containsExactly(1L, 1L, 0L, 0L, 0L, 2L);
    }

    @Test
    void sameLinesAgainChangeNothingAfterACrash() {
        List<Entry.Found> lines = List.of(Ids.line(1, 1), Ids.line(2, 2), Ids.line(3, 1), Ids.line(4, 3));
        Submission before = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(before, lines.subList(0, 3));
        restart();
        Submission again = store.submissions().open("a.txt", "file:a.txt");
        assertThat(again.row()).isEqualTo(before.row());
        assertThat(again.submissionId()).isEqualTo(before.submissionId());
        assertThat(again.sealed()).isFalse();
        store.submissions().accept(again, lines.subList(0, 2));
        store.submissions().accept(again, lines.subList(2, 4));
        store.submissions().accept(again, lines);
        store.submissions().seal(again, Ids.sealing(4));
        assertThat(counters(again)).containsExactly(3L, 3L, 0L, 0L, 0L, 1L);
        assertThat(claim(10)).hasSize(3);
    }

    @Test
    void sealingTwiceChangesNothing() {
        Submission submission = submit("a.txt", 0, 1);
        settle(deleted(claimOnly()));
        store.submissions().seal(submission, Ids.sealing(99));
        assertThat(counters(submission)).containsExactly(1L, 0L, 1L, 0L, 0L, 0L);
        assertThat(number("SELECT lines FROM submission")).isEqualTo(1);
    }

    @Test
    void failedIdIsAcceptedAgainWithTheNextGenerationAndNothingOfBefore() {
        Submission first = submit("a.txt", 1, 2);
        settle(later(claimOnly(), START));
        begin(List.of(claimOnly()));
        restartDuringCall();
        settle(failed(claimOnly(), "not-found"));
        Submission second = submit("b.txt", 1, 2);
        assertThat(counters(first)).containsExactly(1L, 0L, 0L, 1L, 0L, 0L);
        assertThat(counters(second)).containsExactly(1L, 1L, 0L, 0L, 0L, 0L);
        Claim claim = claimOnly();
        assertThat(claim.generation()).isEqualTo(2);
        assertThat(claim.known()).isEqualTo(Known.NOTHING);
    }

    @Test
    void outcomeOfTheGenerationBeforeIsReportedExactlyAsItWas() {
        submit("a.txt", 1, 2);
        settle(failed(claimOnly(), "not-found"));
        Outcome before = store.outbox().unreported(Side.FAILURE, false, 10).get(0);
        clock.advance(LEASE);
        submit("b.txt", 1, 2);
        assertThat(store.outbox().unreported(Side.FAILURE, false, 10)).containsExactly(before);
        assertThat(store.queries().totals().unreported()).isEqualTo(1);
        settle(failed(claimOnly(), "refused"));
        List<Outcome> both = store.outbox().unreported(Side.FAILURE, false, 10);
        assertThat(both).hasSize(2).contains(before);
        assertThat(both).extracting(Outcome::eventId).doesNotHaveDuplicates();
        store.outbox().markReported(Side.FAILURE, List.of(before));
        assertThat(store.outbox().unreported(Side.FAILURE, false, 10))
                .hasSize(1)
                .doesNotContain(before);
    }

    @Test
    void reportedOutcomeIsNotReportedAgainBecauseItsIdWasSubmittedAgain() {
        submit("a.txt", 1, 2);
        settle(failed(claimOnly(), "not-found"));
        store.outbox().markReported(Side.FAILURE, store.outbox().unreported(Side.FAILURE, false, 10));
        submit("b.txt", 1, 2);
        assertThat(store.outbox().unreported(Side.FAILURE, false, 10)).isEmpty();
        assertThat(store.queries().totals().unreported()).isZero();
    }

    @Test
    void idOfAnAbandonedSubmissionIsTakenOver() {
        Submission broken = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(broken, Ids.lines(1, 4));
        store.submissions().abandon(broken);
        Submission second = submit("b.txt", 1, 3);
        assertThat(counters(broken)).containsExactly(1L, 1L, 0L, 0L, 0L, 0L);
        assertThat(counters(second)).containsExactly(2L, 2L, 0L, 0L, 0L, 0L);
        assertThat(claim(10)).hasSize(2);
    }

    @Test
    void idOfASubmissionThatACrashLeftOpenIsTakenOverAndIsADuplicateWhenThatIsResumed() {
        Submission crashed = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(crashed, Ids.lines(1, 3));
        restart();
        submit("b.txt", 1, 2);
        Submission resumed = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(resumed, Ids.lines(1, 3));
        store.submissions().seal(resumed, Ids.sealing(2));
        assertThat(counters(resumed)).containsExactly(1L, 1L, 0L, 0L, 0L, 1L);
    }

    @Test
    void idOfASubmissionThatCouldNotBeOpenedIsTakenOver() {
        store.submissions().accept(store.submissions().open("a.txt", "file:a.txt"), Ids.lines(1, 3));
        store.close();
        AtomicBoolean fails = new AtomicBoolean();
        store = open(TARGET, failingAtCommit(dataSource(), fails));
        fails.set(true);
        assertThatThrownBy(() -> store.submissions().open("a.txt", "file:a.txt"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the disk is full");
        Submission second = submit("b.txt", 1, 3);
        assertThat(counters(second)).containsExactly(2L, 2L, 0L, 0L, 0L, 0L);
    }

    /** The same database, whose next commit fails when it is told to. */
    private static DataSource failingAtCommit(DataSource database, AtomicBoolean fails) {
        return standIn(
                DataSource.class,
                (proxy, method, args) -> failingAtCommit((Connection) method.invoke(database, args), fails));
    }

    private static Connection failingAtCommit(Connection connection, AtomicBoolean fails) {
        return standIn(Connection.class, (proxy, method, args) -> {
            if (method.getName().equals("commit") && fails.getAndSet(false)) {
                throw new SQLException("the disk is full");
            }
            return method.invoke(connection, args);
        });
    }

    private static <T> T standIn(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void idOfASubmissionThatIsBeingReadIsNotTakenOver() {
        Submission open = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(open, Ids.lines(1, 3));
        Submission second = submit("b.txt", 1, 2);
        assertThat(counters(open)).containsExactly(2L, 2L, 0L, 0L, 0L, 0L);
        assertThat(counters(second)).containsExactly(0L, 0L, 0L, 0L, 0L, 1L);
    }

    @Test
    void nothingOfAnUnsealedSubmissionIsClaimed() {
        Submission open = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(open, Ids.lines(1, 30));
        assertThat(claim(100)).isEmpty();
        store.submissions().abandon(open);
        restart();
        clock.advance(LEASE.multipliedBy(1000));
        assertThat(claim(100)).isEmpty();
        assertThat(store.queries().totals()).isEqualTo(new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0));
        store.submissions().seal(store.submissions().open("a.txt", "file:a.txt"), Ids.sealing(29));
        assertThat(claim(100)).hasSize(29);
    }

    @Test
    void idOfAReadingThatBreaksOffGoesToTheOldestSealedSubmissionThatNamedIt() {
        Submission broken = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(broken, Ids.lines(1, 5));
        Submission unsealed = store.submissions().open("b.txt", "file:b.txt");
        store.submissions().accept(unsealed, Ids.lines(1, 2));
        Submission second = submit("c.txt", List.of(Ids.line(1, 2), Ids.line(2, 1), Ids.line(3, 1)));
        Submission third = submit("d.txt", 1, 4);
        assertThat(claim(10)).isEmpty();

        assertThat(store.submissions().abandon(broken)).isEqualTo(3);

        assertThat(counters(broken)).containsExactly(1L, 1L, 0L, 0L, 0L, 0L);
        assertThat(counters(second)).containsExactly(2L, 2L, 0L, 0L, 0L, 1L);
        assertThat(counters(third)).containsExactly(1L, 1L, 0L, 0L, 0L, 2L);
        assertThat(rows("SELECT line FROM asset WHERE submission = ? ORDER BY line", second.row()))
                .containsExactly(List.of(1L), List.of(2L));
        List<Claim> claims = claim(10);
        assertThat(claims).hasSize(3);
        claims.forEach(claim -> settle(deleted(claim)));
        assertThat(number("SELECT sum(waiting) FROM submission WHERE state = 'SEALED'"))
                .isZero();
    }

    @Test
    void anIdThatIsLeftTwiceByTheSameSubmissionIsRetriedTwice() {
        leave("a.txt");
        Submission first = store.submissions()
                .retry(Ids.id(1), DayLimit.NONE, Requested.NONE)
                .orElseThrow();
        claim(10).forEach(claim -> settle(failed(claim, "refused")));
        leave("a.txt");

        Submission second = store.submissions()
                .retry(Ids.id(1), DayLimit.NONE, Requested.NONE)
                .orElseThrow();

        assertThat(second.row()).isNotEqualTo(first.row());
        assertThat(counters(second)).containsExactly(1L, 1L, 0L, 0L, 0L, 0L);
        assertThat(claim(10)).extracting(Claim::assetId).containsExactly(Ids.id(1));
        restart();
        assertThatCountersAgreeWithRows();
    }

    /** Reads one id, and breaks off. */
    private void leave(String name) {
        Submission open = store.submissions().open(name, "file:" + name);
        store.submissions().accept(open, Ids.lines(1, 2));
        store.submissions().abandon(open);
    }

    @Test
    void idOfAReadingThatBrokeOffGoesToTheSubmissionThatIsSealedLater() {
        Submission broken = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(broken, Ids.lines(1, 4));
        Submission second = store.submissions().open("b.txt", "file:b.txt");
        store.submissions().accept(second, Ids.lines(1, 3));
        store.submissions().abandon(broken);
        assertThat(counters(second)).containsExactly(0L, 0L, 0L, 0L, 0L, 2L);

        store.submissions().seal(second, Ids.sealing(2));

        assertThat(counters(broken)).containsExactly(1L, 1L, 0L, 0L, 0L, 0L);
        assertThat(counters(second)).containsExactly(2L, 2L, 0L, 0L, 0L, 0L);
        assertThat(claim(10)).hasSize(2);
    }

    @Test
    void idOfAReadingThatACrashBrokeOffGoesToTheSealedSubmissionAtTheNextStart() {
        Submission broken = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(broken, Ids.lines(1, 4));
        Submission second = submit("b.txt", 1, 3);

        restart();

        assertThat(counters(second)).containsExactly(2L, 2L, 0L, 0L, 0L, 0L);
        assertThat(claim(10)).hasSize(2);
        Submission resumed = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(resumed, Ids.lines(1, 4));
        store.submissions().seal(resumed, Ids.sealing(3));
        assertThat(counters(resumed)).containsExactly(1L, 1L, 0L, 0L, 0L, 2L);
    }

    @Test
    void abandoningWhatIsSealedChangesNothing() {
        Submission first = submit("a.txt", 1, 3);
        Submission second = submit("b.txt", 1, 3);
        assertThat(store.submissions().abandon(first)).isZero();
        assertThat(counters(first)).containsExactly(2L, 2L, 0L, 0L, 0L, 0L);
        assertThat(counters(second)).containsExactly(0L, 0L, 0L, 0L, 0L, 2L);
    }

    @Test
    void submissionThatComesWholeIsAcceptedAndSealedAtOnce() {
        List<Entry> entries =
                List.of(Ids.line(1, 7), Entry.rejected(2, "x", "not-an-asset-id"), Ids.line(3, 5), Ids.line(4, 7));

        Submitted first = store.submissions()
                .submit(
                        "s-1",
                        "webhook:1",
                        "webhook:1",
                        ASKED,
                        entries,
                        new Seal(4, "abc", null, NOTICES),
                        new DayLimit("cms", Long.MAX_VALUE));

        Submission submission = first.submission();
        assertThat(first.repeated()).isFalse();
        assertThat(submission)
                .isEqualTo(new Submission(
                        submission.row(),
                        "s-1",
                        "webhook:1",
                        "cms",
                        ASKED,
                        START,
                        START,
                        Optional.of(new Seal(4, "abc", null, NOTICES)),
                        Submission.Release.NONE_HELD,
                        new Submission.Progress(2, 2, 0, 0, 0, 1, 1, 1, 0)));
        assertThat(store.sealedSubmissions().find("s-1")).hasValue(submission);
        assertThat(store.sealedSubmissions().find("s-2")).isEmpty();
        assertThat(store.sealedSubmissions().due(SealedSubmissions.Document.RECEIPT, 10))
                .isEmpty();
        assertThat(claim(10)).hasSize(2);
    }

    @Test
    void submissionThatComesWholeTwiceIsThereOnce() {
        store.submissions()
                .submit(
                        "s-1",
                        "webhook:1",
                        "webhook:1",
                        Requested.NONE,
                        Ids.lines(0, 600),
                        new Seal(600, "abc", null),
                        DayLimit.NONE);
        claim(600).forEach(claim -> settle(failed(claim, "refused")));

        Submitted again = store.submissions()
                .submit(
                        "s-1",
                        "webhook:1",
                        "webhook:1",
                        Requested.NONE,
                        Ids.lines(0, 700),
                        Ids.sealing(700),
                        DayLimit.NONE);

        assertThat(again.repeated()).isTrue();
        assertThat(again.submission().sha256()).isEqualTo("abc");
        assertThat(again.submission().progress().failed()).isEqualTo(600);
        assertThat(number("SELECT count(*) FROM asset")).isEqualTo(600);
        assertThat(number("SELECT max(generation) FROM asset")).isEqualTo(1);
    }

    @Test
    void submissionThatComesWholeLeavesAReadingItsIdsUntilThatBreaksOff() {
        Submission open = store.submissions().open("a.txt", "file:a.txt");
        store.submissions().accept(open, Ids.lines(1, 3));
        Submitted whole = store.submissions()
                .submit(
                        "s-1",
                        "webhook:1",
                        "webhook:1",
                        Requested.NONE,
                        Ids.lines(1, 3),
                        Ids.sealing(2),
                        DayLimit.NONE);
        assertThat(whole.submission().progress().accepted()).isZero();
        assertThat(whole.submission().progress().duplicates()).isEqualTo(2);

        store.submissions().abandon(open);

        assertThat(store.sealedSubmissions()
                        .find("s-1")
                        .orElseThrow()
                        .progress()
                        .accepted())
                .isEqualTo(2);
        assertThat(store.submissions()
                        .submit(
                                "s-2",
                                "webhook:2",
                                "webhook:2",
                                Requested.NONE,
                                Ids.lines(1, 4),
                                Ids.sealing(3),
                                DayLimit.NONE)
                        .submission()
                        .progress()
                        .accepted())
                .isEqualTo(1);
    }
}
