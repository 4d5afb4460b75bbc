package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.audit.AuditChain;
import io.voddelete.audit.AuditEvent;
import io.voddelete.audit.Head;
import io.voddelete.kit.Ids;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ids of calls of which only the audit log knows, because the store has lost their transactions, and perhaps the ids too. */
public abstract class LostCallContract extends AssetStoreContract {
    /** What calls the log has that the store does not know. */
    private List<List<String>> calls = List.of();

    /** A log of a later time than that of the store, which accepts whatever is written. */
    private final class LaterLog implements AuditChain {
        @Override
        public void open(Head stored) {
            return;
        }

        @Override
        public boolean mayBeLater() {
            return !calls.isEmpty();
        }

        @Override
        public <E extends Exception> void laterCalls(Head stored, Calls<E> found) throws E {
            for (List<String> ids : calls) {
                found.take(ids);
            }
        }

        @Override
        public Head head() {
            return Head.BEGINNING;
        }

        @Override
        public Head append(List<AuditEvent> events) {
            return Head.BEGINNING;
        }

        @Override
        public void close() {
            return;
        }
    }

    @Override
    AuditChain audit() {
        return new LaterLog();
    }

    /** Starts with a log that has these calls, of the ids with these numbers, and again with one that has none. */
    private void restartAfter(List<String> first, List<String> second) {
        calls = List.of(first, second);
        restart();
        calls = List.of();
        restart();
    }

    private static List<String> ids(int from, int to) {
        return Ids.lines(from, to).stream()
                .map(found -> found.assetId().value())
                .toList();
    }

    /** The numbers of those that are asked about, among ids with ascending numbers from 0 on. */
    private List<String> claimSuspects() {
        return claim(100).stream()
                .filter(claim -> claim.known().evidence() == Evidence.MAY_HAVE_ACTED
                        && claim.known().ask())
                .map(claim -> claim.assetId().value())
                .toList();
    }

    private long remembered() {
        return number("SELECT count(*) FROM setting WHERE name LIKE 'lost-call:%'");
    }

    @AfterEach
    void forgetThatTheStoreWasPutBack() {
        remarks.clear();
    }

    @Test
    void pendingIdsAreAskedAboutBeforeTheyAreSent() {
        submit("list", 0, 5);
        restartAfter(ids(0, 1), ids(3, 5));

        assertThat(remembered()).isZero();
        assertThat(claimSuspects())
                .containsExactlyElementsOf(
                        List.of(ids(0, 1).get(0), ids(3, 4).get(0), ids(4, 5).get(0)));
    }

    @Test
    void idsThatAreLostTooAreAskedAboutWhenTheyAreSubmittedAgain() {
        restartAfter(ids(0, 2), ids(2, 4));

        submit("other", 4, 6);
        submit("again", 1, 8);

        assertThat(claimSuspects()).containsExactlyInAnyOrderElementsOf(ids(1, 4));
        assertThat(remembered()).as("the one that nobody has submitted again").isEqualTo(1);
        store.submissions()
                .submit(
                        "whole",
                        "webhook:1",
                        "webhook:1",
                        Requested.NONE,
                        Ids.lines(0, 1),
                        Ids.sealing(1),
                        DayLimit.NONE);
        assertThat(claimSuspects()).isEqualTo(ids(0, 1));
        assertThat(remembered()).isZero();
        assertThatCountersAgreeWithRows();
    }

    @Test
    void anIdOfWhichOnlyALaterGenerationIsLostIsAskedAboutOnceWhenItIsSubmittedAgain() {
        submit("list", 0, 2);
        claim(10).forEach(claim -> settle(failed(claim, "already-gone")));
        restartAfter(ids(0, 1), ids(0, 1));

        submit("again", 0, 2);

        List<Claim> claims = claim(10);
        assertThat(claims).hasSize(2).allMatch(claim -> claim.generation() == 2);
        assertThat(claims)
                .filteredOn(claim -> claim.known().evidence() == Evidence.MAY_HAVE_ACTED)
                .singleElement()
                .satisfies(claim ->
                        assertThat(claim.assetId().value()).isEqualTo(ids(0, 1).get(0)));
        claims.forEach(claim -> settle(failed(claim, "already-gone")));
        submit("once more", 0, 2);
        assertThat(claimSuspects()).isEmpty();
    }

    @Test
    void whatIsDeletedStaysSo() {
        submit("list", 0, 2);
        claim(10).forEach(claim -> settle(deleted(claim)));
        restartAfter(ids(0, 2), ids(0, 2));

        assertThat(remembered()).isZero();
        assertThat(counters(submit("again", 0, 2))).containsExactly(0L, 0L, 0L, 0L, 0L, 2L);
    }
}
