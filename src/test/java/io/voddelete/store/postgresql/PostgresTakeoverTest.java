package io.voddelete.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.audit.AuditLog;
import io.voddelete.kit.DatabaseProxy;
import io.voddelete.kit.Ids;
import io.voddelete.kit.PostgresServer;
import io.voddelete.store.AssetStore;
import io.voddelete.store.CallGuard;
import io.voddelete.store.Nodes;
import io.voddelete.store.ReleasePolicy;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.store.WrongTargetException;
import io.voddelete.support.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which process sends when another one, the database or the network between them fails. */
@Timeout(120)
class PostgresTakeoverTest extends PostgresScene {
    @Test
    void whoeverIsCutFromTheDatabaseIsReplacedWithoutItsRunningCalls() throws SQLException {
        submit("list", 0, 30);
        List<Claim> claims = store.claims().claim(inFlight -> 20, LEASE);
        Batch begun = store.claims().beginCall("call", new Batch(claims.subList(0, 10)), LEASE, CallGuard.NONE);
        try (AssetStore other = open("b", server.port())) {
            assertThat(other.nodes().isSender()).isFalse();
            assertThat(other.claims().claim(inFlight -> 30, LEASE)).isEmpty();

            proxy.cut(); // the first one lives, and cannot reach the database
            awaitSender(other);
            assertThat(other.claims().claim(inFlight -> 30, LEASE))
                    .as("all but those of the running call")
                    .hasSize(20);
            proxy.heal();
            assertThat(store.claims().isStillReleased(begun)).isFalse();
            assertThatThrownBy(() -> store.claims().claim(inFlight -> 10, LEASE))
                    .isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> submit("late", 100, 110)).isInstanceOf(StoreException.class);
            assertThat(number("SELECT count(*) FROM submission WHERE intake_key = 'late'"))
                    .isZero();
        }
        assertThat(store.health().condition().end()).isNotNull();
    }

    @Test
    void whatItsCallMayStillDeleteDoesNotFailAndWhatItHasDeletedIsStored() throws SQLException {
        Duration lease = Duration.ofSeconds(1);
        submit("list", 0, 2);
        List<Claim> claims = store.claims().claim(inFlight -> 10, lease);
        Batch begun = store.claims().beginCall("call", new Batch(claims), lease, CallGuard.NONE);
        try (AssetStore other = open("b", server.port())) {
            proxy.cut();
            awaitSender(other);
            List<Claim> taken = new ArrayList<>();
            Awaitility.await().until(() -> {
                taken.addAll(other.claims().claim(inFlight -> 10, LEASE));
                return taken.size() == 2;
            });

            fail(other, taken.subList(0, 1));
            other.claims().settle(List.of(Result.Settled.kept(taken.get(1), "protected", null)));
            assertThat(other.queries().totals().pending())
                    .as("a call that was begun and signed a second ago may reach VOD for 15 minutes")
                    .isEqualTo(2);
            assertThat(number("SELECT count(*) FROM asset a JOIN unanswered u ON u.asset = a.id AND u.until = a.due_at"
                            + " WHERE a.claim IS NULL AND a.ask = 1"
                            + " AND a.due_at > 900000 + (SELECT max(call_at) FROM asset)"))
                    .isEqualTo(2);

            execute("UPDATE unanswered SET until = 1");
            execute("UPDATE asset SET due_at = 1; UPDATE submission SET next_due = 1");
            fail(other, other.claims().claim(inFlight -> 10, LEASE));
            assertThat(other.queries().totals().failed()).isEqualTo(2);

            proxy.heal();
            assertThatThrownBy(() -> store.claims().claim(inFlight -> 10, LEASE))
                    .isInstanceOf(StoreException.class);
            settle(begun.claims()); // the answer comes to the process that was replaced
            assertThat(other.queries().totals().deleted()).isEqualTo(2);
            assertThat(other.queries().totals().failed()).isZero();
            assertThatThrownBy(() -> store.claims()
                            .settle(List.of(new Result.Settled(
                                    begun.claims().get(0), Status.FAILED, "refused", 1, null, null))))
                    .as("nothing else is stored")
                    .isInstanceOf(StoreException.class);
        }
    }

    private static void fail(AssetStore store, List<Claim> claims) {
        store.claims()
                .settle(claims.stream()
                        .<Result>map(claim -> new Result.Settled(claim, Status.FAILED, "refused", 1, null, null))
                        .toList());
    }

    @Test
    void aProcessThatEndsAsItShouldLetsTheNextOneBeginAtOnceButForCallsThatMayBeUnderWay() {
        submit("list", 0, 30);
        List<Claim> claims = store.claims().claim(inFlight -> 20, LEASE);
        Batch begun = store.claims().beginCall("call", new Batch(claims.subList(0, 10)), LEASE, CallGuard.NONE);
        settle(begun.claims());
        store.close();

        store = open("b", server.port(), Duration.ZERO);
        List<Claim> others = store.claims().claim(inFlight -> 20, LEASE);
        assertThat(others).hasSize(20);
        store.claims().beginCall("call 2", new Batch(others.subList(0, 10)), LEASE, CallGuard.NONE);
        store.close(); // without the answer

        store = open("c", server.port(), Duration.ofSeconds(1));
        assertThat(store.claims().claim(inFlight -> 20, LEASE)).hasSize(10);
    }

    @Test
    void whoTookOverAndFailsBeforeItHasFreedClaimsLeavesRunningCallsToTheNextOne() throws SQLException {
        submit("list", 0, 20);
        List<Claim> claims = store.claims().claim(inFlight -> 10, LEASE);
        store.claims().beginCall("call", new Batch(claims), LEASE, CallGuard.NONE);
        proxy.cut(); // as if it had been killed
        execute("UPDATE node SET until = clock_timestamp() - INTERVAL '1 second'");

        assertThatThrownBy(() -> open("b", server.port(), Duration.ZERO, new Target("https://other.example", "p")))
                .isInstanceOf(WrongTargetException.class);

        try (AssetStore next = open("c", server.port(), Duration.ZERO)) {
            awaitSender(next);
            assertThat(next.claims().claim(inFlight -> 20, LEASE)).hasSize(10);
        }
    }

    @Test
    void whatIsLostIsSeenAlsoIfAnotherProcessHasTakenOverFirst() throws SQLException {
        submit("list", 0, 20);
        proxy.cut();
        execute("UPDATE node SET commits = commits - 2, until = clock_timestamp() - INTERVAL '1 second'");
        try (AssetStore other = open("b", server.port(), Duration.ZERO)) {
            awaitSender(other);
            assertThat(other.claims().claim(inFlight -> 10, LEASE)).hasSize(10);
            proxy.heal();

            assertThatThrownBy(() -> store.claims().claim(inFlight -> 10, LEASE))
                    .isInstanceOf(StoreException.class);

            assertThatThrownBy(() -> other.claims().claim(inFlight -> 10, LEASE))
                    .as("it goes on with a database that has lost orders")
                    .isInstanceOf(StoreException.class);
            assertThat(other.health().condition().end()).isNotNull();
        }
        assertThat(number("SELECT count(*) FROM sender WHERE halted LIKE '%2 commits more to a%'"))
                .isEqualTo(1);
    }

    @Test
    void idsOfAListThatTheSenderWasReadingAreSentByTheListThatNamesThemTooOnceItIsReplaced() {
        Submission reading = store.submissions().open("reading", "file:reading");
        store.submissions().accept(reading, Ids.lines(0, 20));
        try (AssetStore other = open("b", server.port())) {
            Submission list = other.submissions().open("list", "file:list");
            other.submissions().accept(list, Ids.lines(0, 10));
            other.submissions().seal(list, Ids.sealing(10));

            proxy.cut();
            awaitSender(other);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> other.claims().claim(inFlight -> 30, LEASE).size() == 10);
        }
    }

    @Test
    void aDatabaseThatIsAwayForLongerThanProcessesAreWaitedForReplacesNone() throws Exception {
        store.close();
        server = PostgresServer.start(); // of its own
        proxy.close();
        proxy = DatabaseProxy.to(server.port());
        store = open("a", proxy.port());
        try (AssetStore other = open("b", server.port())) {
            server.end();
            pause(Duration.ofSeconds(12));
            server.startAgain();

            submit("list", 0, 10);
            pause(Duration.ofSeconds(3));
            assertThat(other.nodes().isSender()).isFalse();
            assertThat(store.claims().claim(inFlight -> 10, LEASE)).hasSize(10);
        }
    }

    @Test
    void aDatabaseThatHasForgottenWhatItCommittedIsUsedByNobodyUntilAPersonHasLooked() throws SQLException {
        submit("list", 0, 10);
        execute("UPDATE node SET commits = commits - 2"); // what a standby that was behind would have

        assertThatThrownBy(() -> store.claims().claim(inFlight -> 10, LEASE)).isInstanceOf(StoreException.class);

        assertThat(store.health().condition().end()).isNotNull();
        assertThat(number("SELECT count(*) FROM asset WHERE claim IS NOT NULL")).isZero();
        store.close();
        assertThatThrownBy(() -> open("b", server.port(), Duration.ZERO))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("2 commits more to a");
        execute("UPDATE sender SET halted = NULL");
        store = open("b", server.port(), Duration.ZERO);
        awaitSender(store);
        assertThat(store.claims().claim(inFlight -> 10, LEASE)).hasSize(10);
    }

    @Test
    void idsOfCallsThatTheDatabaseHasLostAreMarkedBeforeAnybodyGoesOn() throws SQLException {
        store.close();
        StoreRules audited =
                new StoreRules(ReleasePolicy.NONE, new AuditLog(directory.resolve("audit"), TimeSource.system()));
        store = open("b", server.port(), Duration.ofSeconds(20), TARGET, audited);
        awaitSender(store);
        submit("list", 0, 20);
        List<Claim> claims = store.claims().claim(inFlight -> 20, LEASE);
        store.claims().beginCall("call 1", new Batch(claims.subList(0, 5)), LEASE, CallGuard.NONE);
        execute("CREATE TABLE before AS SELECT * FROM setting WHERE name LIKE 'audit-head%'");
        store.claims().beginCall("call 2", new Batch(claims.subList(10, 20)), LEASE, CallGuard.NONE);

        execute(
                "UPDATE node SET commits = commits - 1;" // what a standby that was behind would have
                        + " UPDATE setting s SET value = b.value FROM before b WHERE b.name = s.name;"
                        + " UPDATE asset SET claim = NULL, calling = 0, evidence = 'NONE', ask = 0, due_at = 0 WHERE call_id = 'call 2'");
        assertThatThrownBy(() -> store.claims().claim(inFlight -> 10, LEASE)).isInstanceOf(StoreException.class);

        assertThat(number("SELECT count(*) FROM sender WHERE halted IS NOT NULL"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM asset WHERE evidence = 'MAY_HAVE_ACTED' AND ask = 1"))
                .isEqualTo(15);
    }

    @Test
    void whateverKeepsItsIdsFromBeingMarkedAllStopAfterALoss() throws SQLException {
        submit("list", 0, 10);
        execute("UPDATE node SET commits = commits - 2; ALTER TABLE setting RENAME TO elsewhere");

        CompletableFuture<Void> claiming = CompletableFuture.runAsync(() -> assertThatThrownBy(
                        () -> store.claims().claim(inFlight -> 10, LEASE))
                .isInstanceOf(StoreException.class));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> number("SELECT count(*) FROM sender WHERE halted LIKE '%2 commits more to a%'") == 1);
        assertThat(claiming).isNotDone();

        execute("ALTER TABLE elsewhere RENAME TO setting");
        claiming.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(number("SELECT count(*) FROM setting WHERE name = 'event-epoch'"))
                .isEqualTo(1);
    }

    @Test
    void aHandOverWhoseCommitIsNotAnsweredHasHappened() {
        submit("list", 0, 20);
        assertThat(store.claims().claim(inFlight -> 10, LEASE)).hasSize(10);
        try (AssetStore other = open("b", server.port())) {
            store.nodes().whenSender(leaving(proxy::dropNextCommitAnswer));

            awaitSender(other);

            assertThat(proxy.dropped()).isEqualTo(1);
            assertThat(other.claims().claim(inFlight -> 20, LEASE)).hasSize(20);
            submit("more", 20, 30);
            assertThat(store.nodes().isSender()).isFalse();
            assertThat(store.claims().claim(inFlight -> 20, LEASE)).isEmpty();
        }
    }

    @Test
    void aHandOverThatDoesNotReachTheDatabaseIsTriedAgainAndNobodySendsMeanwhile() {
        submit("list", 0, 20);
        assertThat(store.claims().claim(inFlight -> 10, LEASE)).hasSize(10);
        try (AssetStore other = open("b", server.port())) {
            store.nodes().whenSender(leaving(proxy::cut));
            pause(Duration.ofSeconds(2));
            assertThat(other.claims().claim(inFlight -> 20, LEASE)).isEmpty();
            proxy.heal();

            awaitSender(other);

            assertThat(other.claims().claim(inFlight -> 20, LEASE)).hasSize(20);
            submit("more", 20, 30);
            assertThat(store.nodes().isSender()).isFalse();
        }
    }

    /** Lets another process send. */
    private static Nodes.Duty leaving(Runnable atEnd) {
        return new Nodes.Duty() {
            @Override
            public void begin() {
                return;
            }

            @Override
            public boolean isBetterElsewhere() {
                return true;
            }

            @Override
            public void end() {
                atEnd.run();
            }

            @Override
            public void handedOver() {
                return;
            }
        };
    }
}
