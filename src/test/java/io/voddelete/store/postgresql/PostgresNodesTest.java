package io.voddelete.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.kit.PostgresServer;
import io.voddelete.store.AssetStore;
import io.voddelete.store.CallGuard;
import io.voddelete.store.DayLimit;
import io.voddelete.store.JdbcAssetStore;
import io.voddelete.store.Move;
import io.voddelete.store.Nodes;
import io.voddelete.store.Order;
import io.voddelete.store.Requested;
import io.voddelete.store.Seal;
import io.voddelete.store.SealedSubmissions.Document;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.store.VisibleSubmissions;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.TimeSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes that use one store at once: the first one of each test sends. */
@Timeout(120)
class PostgresNodesTest {
    private static final Target TARGET = new Target("https://vod.example.com", "05041fffa40025702f6dc009cc6f8f33");
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Order ORDER = Order.of("alice", "CHG-4711");
    private static final VisibleSubmissions ALL = VisibleSubmissions.ALL;

    @TempDir
    Path directory;

    private final PostgresServer server = PostgresServer.shared();
    private final List<AssetStore> opened = new ArrayList<>();
    private String schema;
    private AssetStore sender;
    private AssetStore other;

    @BeforeEach
    void open() {
        schema = PostgresServer.schemaOf(directory);
        sender = open("a");
        other = open("b");
    }

    @AfterEach
    void close() {
        opened.forEach(AssetStore::close);
    }

    private AssetStore open(String name) {
        return open(name, "vod.a=1\nvod.b=2");
    }

    private AssetStore open(String name, String settings) {
        PostgresStore database = new PostgresStore(
                server.schema(schema),
                false,
                name,
                settings,
                schema,
                TablesAtStart.CREATE,
                false,
                Duration.ofSeconds(10),
                Duration.ofSeconds(20));
        AssetStore store = JdbcAssetStore.open(
                database.dataSource(),
                TARGET,
                StoreRules.NONE,
                TimeSource.system(),
                new Random(),
                database.maintenance(name, new Random(), remark -> {}, () -> {}));
        opened.add(store);
        return store;
    }

    @Test
    void oneSendsAndTheOtherTakesInAndAnswers() {
        assertThat(sender.nodes().isSender()).isTrue();
        assertThat(other.nodes().isSender()).isFalse();
        submit(other, "list", 0, 20);

        assertThat(other.claims().claim(inFlight -> 20, LEASE)).isEmpty();
        List<Claim> claims = sender.claims().claim(inFlight -> 20, LEASE);
        assertThat(claims).hasSize(20);
        settle(sender, claims);

        assertThat(other.queries().totals()).isEqualTo(sender.queries().totals());
        assertThat(other.queries().totals().deleted()).isEqualTo(20);
        assertThat(other.nodes().all())
                .extracting(
                        Nodes.Node::name,
                        Nodes.Node::isSender,
                        node -> node.lastSeen().isPresent())
                .containsExactly(tuple("a", true, true), tuple("b", false, true));
    }

    @Test
    void aChangeOfOneIsSeenByTheOther() {
        AtomicInteger seen = new AtomicInteger();
        sender.nodes().whenChanged(seen::incrementAndGet);
        await(() -> seen.get() == 1); // what there is
        long before = sender.changes();

        submit(other, "list", 0, 10);

        await(() -> seen.get() > 1 && sender.changes() > before);
    }

    @Test
    void whoeverIsThereTakesOverAtOnceIfTheSenderEndsAsItShould() {
        AtomicBoolean begun = new AtomicBoolean();
        other.nodes().whenSender(duty(() -> begun.set(true)));
        submit(other, "list", 0, 10);
        assertThat(sender.claims().claim(inFlight -> 10, LEASE)).hasSize(10);
        assertThat(begun).isFalse();

        sender.claims().releaseUnbegun();
        sender.close();

        await(begun::get);
        assertThat(other.claims().claim(inFlight -> 10, LEASE)).hasSize(10);
    }

    @Test
    void aSenderThatIsBetterElsewhereHandsOverWhenItsCallsHaveEndedAndTakesOverAgainIfNobodyElseSends() {
        SendingTurn turn = new SendingTurn();
        sender.nodes().whenSender(turn);
        submit(sender, "list", 0, 20);
        List<Claim> claims = sender.claims().claim(inFlight -> 20, LEASE);
        Batch begun = sender.claims().beginCall("call", new Batch(claims.subList(0, 10)), LEASE, CallGuard.NONE);
        assertThat(begun.size()).isEqualTo(10);

        turn.isBetterElsewhere = true;
        await(() -> turn.ended.get() == 1);
        await(() -> sender.claims()
                        .beginCall("late", new Batch(claims.subList(10, 20)), LEASE, CallGuard.NONE)
                        .size()
                == 0);
        assertThat(sender.nodes().isSender()).isTrue();
        assertThat(other.claims().claim(inFlight -> 20, LEASE)).isEmpty();

        assertThat(turn.handedOver).hasValue(0);
        settle(sender, begun.claims());
        await(() -> other.nodes().isSender());
        assertThat(sender.nodes().isSender()).isFalse();
        await(() -> turn.handedOver.get() == 1);
        assertThat(sender.claims().claim(inFlight -> 20, LEASE)).isEmpty();
        List<Claim> rest = other.claims().claim(inFlight -> 20, LEASE);
        assertThat(rest)
                .extracting(Claim::assetId)
                .containsExactlyInAnyOrderElementsOf(
                        claims.subList(10, 20).stream().map(Claim::assetId).toList());
        settle(other, rest);
        submit(sender, "more", 20, 30);

        assertThat(turn.begun).hasValue(1);
        other.close();
        await(() -> turn.begun.get() == 2);
        assertThat(sender.claims().claim(inFlight -> 20, LEASE)).hasSize(10);
        assertThat(turn.ended).as("there is nobody else").hasValue(1);
        assertThat(sender.queries().lately().ids()).isLessThanOrEqualTo(20);
    }

    @Test
    void aSenderThatIsNotBetterElsewhereAnyMoreGoesOn() {
        SendingTurn turn = new SendingTurn();
        sender.nodes().whenSender(turn);
        submit(sender, "list", 0, 20);
        Batch begun = sender.claims()
                .beginCall("call", new Batch(sender.claims().claim(inFlight -> 10, LEASE)), LEASE, CallGuard.NONE);
        turn.isBetterElsewhere = true;
        await(() -> turn.ended.get() == 1);

        turn.isBetterElsewhere = false;
        await(() -> turn.begun.get() == 2);
        settle(sender, begun.claims());

        assertThat(turn.handedOver).hasValue(0);
        assertThat(sender.nodes().isSender()).isTrue();
        assertThat(sender.claims().claim(inFlight -> 10, LEASE)).hasSize(10);
        assertThat(other.nodes().isSender()).isFalse();
    }

    @Test
    void whoeverHasJustHandedOverIsTheLastOneToTakeOver() {
        List<SendingTurn> turns = List.of(new SendingTurn(), new SendingTurn());
        sender.nodes().whenSender(turns.get(0));
        other.nodes().whenSender(turns.get(1));

        turns.get(0).isBetterElsewhere = true;
        await(() -> turns.get(1).begun.get() == 1);
        turns.get(0).isBetterElsewhere = false;
        turns.get(1).isBetterElsewhere = true;
        await(() -> turns.get(0).begun.get() == 2);

        assertThat(turns.get(1).begun).as("it has not tried again itself").hasValue(1);
        AssetStore third = open("c"); // has never handed over
        turns.get(0).isBetterElsewhere = true;
        await(() -> third.nodes().isSender());
        assertThat(turns.get(0).begun).hasValue(2);
        assertThat(turns.get(1).begun).hasValue(1);
    }

    private static final class SendingTurn implements Nodes.Duty {
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();
        private final AtomicInteger handedOver = new AtomicInteger();
        private volatile boolean isBetterElsewhere;

        @Override
        public void begin() {
            begun.incrementAndGet();
        }

        @Override
        public boolean isBetterElsewhere() {
            return isBetterElsewhere;
        }

        @Override
        public void end() {
            ended.incrementAndGet();
        }

        @Override
        public void handedOver() {
            handedOver.incrementAndGet();
        }
    }

    private static Nodes.Duty duty(Runnable begin) {
        return new Nodes.Duty() {
            @Override
            public void begin() {
                begin.run();
            }

            @Override
            public boolean isBetterElsewhere() {
                return false;
            }

            @Override
            public void end() {
                throw new AssertionError("it sends until it ends");
            }

            @Override
            public void handedOver() {
                throw new AssertionError("it sends until it ends");
            }
        };
    }

    @Test
    void aListenerThatFailsIsCalledAgain() {
        AtomicInteger calls = new AtomicInteger();
        sender.close();
        await(() -> other.nodes().isSender());
        assertThatThrownBy(() -> other.nodes().whenSender(duty(() -> {
                    if (calls.incrementAndGet() < 3) {
                        throw new StoreException("not now", null);
                    }
                })))
                .isInstanceOf(StoreException.class);
        await(() -> calls.get() == 3);
    }

    @Test
    void theClaimsOfTheSenderOutliveAnotherOneThatStartsAndStops() throws SQLException {
        submit(sender, "list", 0, 20);
        List<Claim> claims = sender.claims().claim(inFlight -> 20, LEASE);
        sender.claims().beginCall("call", new Batch(claims.subList(0, 10)), LEASE, CallGuard.NONE);

        AssetStore third = open("c");
        third.claims().releaseUnbegun();
        third.close();
        other.claims().releaseUnbegun();
        other.close();

        assertThat(number("SELECT count(*) FROM asset WHERE claim IS NOT NULL")).isEqualTo(20);
        settle(sender, claims);
        assertThat(sender.queries().totals().deleted()).isEqualTo(20);
    }

    @Test
    void idsOfAListThatAnotherOneReadsAreNotTaken() {
        Submission reading = other.submissions().open("reading", "file:reading");
        other.submissions().accept(reading, Ids.lines(0, 20));

        submit(sender, "list", 0, 10); // names ids that the other one reads
        assertThat(sender.claims().claim(inFlight -> 30, LEASE)).isEmpty();
        AssetStore third = open("c");
        assertThat(sender.claims().claim(inFlight -> 30, LEASE))
                .as("a third one has started")
                .isEmpty();

        other.submissions().seal(reading, Ids.sealing(20));
        assertThat(sender.claims().claim(inFlight -> 30, LEASE)).hasSize(20);
        assertThat(third.queries().totals().accepted()).isEqualTo(20);
        assertThat(third.queries().totals().duplicate()).isEqualTo(10);
    }

    @Test
    void idsOfAListWhoseReaderHasEndedAreSentByTheListThatNamesThemToo() {
        Submission reading = other.submissions().open("reading", "file:reading");
        other.submissions().accept(reading, Ids.lines(0, 20));
        submit(sender, "list", 0, 10);

        other.close();

        await(() -> !sender.claims().claim(inFlight -> 30, LEASE).isEmpty());
        assertThat(sender.queries().totals().accepted()).isEqualTo(10);
    }

    @Test
    void whoeverStartsAgainGoesOnWithItsListAndOthersDoNot() throws SQLException {
        Submission reading = other.submissions().open("reading", "file:reading");
        other.submissions().accept(reading, Ids.lines(0, 5));
        assertThatThrownBy(() -> sender.submissions().open("reading", "file:reading"))
                .as("it is being read")
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> submitWhole(sender, "another id", "reading")).isInstanceOf(StoreException.class);

        other.close();
        AssetStore again = open("b");
        Submission same = again.submissions().open("reading", "file:reading");
        assertThat(same.row()).isEqualTo(reading.row());
        again.submissions().accept(same, Ids.lines(0, 10));
        again.submissions().seal(same, Ids.sealing(10));

        assertThat(sender.queries().totals().accepted()).isEqualTo(10);
        assertThat(number("SELECT count(*) FROM home")).isZero();
    }

    @Test
    void theSameRequestToTwoOfThemIsOneSubmission() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        for (int i = 0; i < 20; i++) {
            String id = "request-" + i;
            Future<Submission> one = threads.submit(() -> submitWhole(sender, id, "webhook:" + id));
            Future<Submission> two = threads.submit(() -> submitWhole(other, id, "webhook:" + id));
            assertThat(one.get().row()).isEqualTo(two.get().row());
        }
        threads.shutdown();
        assertThat(sender.queries().totals().submissions()).isEqualTo(20);
    }

    @Test
    void underLoadOfAllTheCountersAreThoseOfTheRowsAndEachIdIsAcceptedOnce() throws Exception {
        AssetStore third = open("c");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicBoolean isOver = new AtomicBoolean();
        List<Future<?>> accepting = new ArrayList<>();
        for (AssetStore store : List.of(sender, other, third)) {
            accepting.add(threads.submit(() -> {
                Random random = new Random(store.hashCode());
                for (int i = 0; i < 40; i++) {
                    int from = random.nextInt(2_000); // they name the same ids
                    submit(store, store.nodes().id().orElseThrow() + i, from, from + 100);
                }
            }));
        }
        Future<?> sending = threads.submit(() -> {
            while (!isOver.get()) {
                List<Claim> claims = sender.claims().claim(inFlight -> 10, LEASE);
                if (!claims.isEmpty()) {
                    sender.claims().beginCall("call", new Batch(claims), LEASE, CallGuard.NONE);
                    settle(sender, claims);
                }
            }
        });
        for (Future<?> each : accepting) {
            each.get();
        }
        isOver.set(true);
        sending.get();
        threads.shutdown();

        assertThat(sender.queries().totals().accepted()).isEqualTo(number("SELECT count(*) FROM asset"));
        assertThat(sender.queries().totals().pending())
                .isEqualTo(number("SELECT count(*) FROM asset WHERE status = 'PENDING'"));
        assertThat(number("SELECT count(*) FROM submission s WHERE pending <> (SELECT count(*) FROM asset a"
                        + " WHERE a.submission = s.id AND a.status = 'PENDING')"))
                .isZero();
        assertThat(sender.queries().totals().accepted()
                        + sender.queries().totals().duplicate())
                .isEqualTo(3 * 40 * 100);
    }

    @Test
    void aListThatAnotherOneTakesInWaitsForItsTurnLikeAllOthers() {
        submit(sender, "first", 0, 100);
        for (int i = 0; i < 5; i++) {
            settle(sender, sender.claims().claim(inFlight -> 10, LEASE));
        }
        submit(other, "second", 100, 200);

        List<Long> rows = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            List<Claim> claims = sender.claims().claim(inFlight -> 10, LEASE);
            rows.add(claims.get(0).row() <= 100 ? 1L : 2L);
            settle(sender, claims);
        }
        assertThat(rows).as("in turn").containsOnly(1L, 2L);
        assertThat(rows.stream().filter(row -> row == 1).count()).isEqualTo(3);
    }

    @Test
    void aPauseThatAnotherOneIsToldStopsCallsFromThenOn() {
        submit(sender, "list", 0, 20);
        List<Claim> claims = sender.claims().claim(inFlight -> 20, LEASE);
        Batch begun = sender.claims().beginCall("call", new Batch(claims.subList(0, 10)), LEASE, CallGuard.NONE);
        assertThat(sender.claims().isStillReleased(begun)).isTrue();

        other.senderState().setOperatorPause(ORDER);

        assertThat(sender.claims().isStillReleased(begun)).isFalse();
        assertThatThrownBy(() ->
                        sender.claims().beginCall("call 2", new Batch(claims.subList(10, 20)), LEASE, CallGuard.NONE))
                .isInstanceOf(CallDeferredException.class);
        assertThat(sender.senderState().operatorPause()).isPresent();

        other.senderState().endOperatorPause(ORDER);
        assertThat(sender.claims().isStillReleased(begun)).isTrue();
    }

    @Test
    void aStopFileOfOneStopsCallsOfAllAlsoAfterItHasEnded() {
        submit(sender, "list", 0, 20);
        List<Claim> claims = sender.claims().claim(inFlight -> 20, LEASE);
        other.senderState().setHalt("stop-file", ORDER);
        assertThat(sender.senderState().stopElsewhere()).contains("b");
        assertThat(sender.senderState().halt()).isEmpty();
        assertThat(other.senderState().stopElsewhere()).isEmpty();
        other.close();

        assertThatThrownBy(() ->
                        sender.claims().beginCall("call", new Batch(claims.subList(0, 10)), LEASE, CallGuard.NONE))
                .isInstanceOf(CallDeferredException.class);

        AssetStore again = open("b");
        assertThat(again.senderState().halt()).contains("stop-file");
        again.senderState().endHalt(ORDER);
        assertThat(sender.senderState().stopElsewhere()).isEmpty();
        sender.claims().beginCall("call", new Batch(claims.subList(0, 10)), LEASE, CallGuard.NONE);
    }

    @Test
    void idsThatOnlyTheSenderProtectsStopNobodyElse() {
        other.senderState().setHalt("protection", ORDER);
        assertThat(sender.senderState().stopElsewhere()).isEmpty();
    }

    @Test
    void receiptsAreDueWhereTheFileIs() {
        submitFile(sender, "one.txt", 0, 10);
        submitFile(other, "two.txt", 10, 20);

        assertThat(due(sender)).containsExactly("done/one.txt");
        assertThat(due(other)).containsExactly("done/two.txt");
        assertThat(sender.sealedSubmissions().lastMove()).map(Move::keptAs).contains("done/one.txt");
        assertThat(other.sealedSubmissions().lastMove()).map(Move::keptAs).contains("done/two.txt");
        assertThat(other.sealedSubmissions().sealedSince(Instant.EPOCH, 10))
                .extracting(Submission::keptAs)
                .containsExactly("done/two.txt");
    }

    @Test
    void whatWasSettledLatelyIsTheSameNumberEverywhere() {
        submit(other, "list", 0, 30);
        await(() -> sender.changes() > 0);
        settle(sender, sender.claims().claim(inFlight -> 30, LEASE));
        await(() -> other.queries().lately().ids() == 30);
        assertThat(sender.queries().lately().ids()).isEqualTo(30);
    }

    @Test
    void anOrderAboutAListMayBeGivenToAny() {
        submit(sender, "list", 0, 10);
        Submission list = other.queries()
                .submissions(Long.MAX_VALUE, 1, ALL)
                .submissions()
                .get(0);
        other.releases().stop(list.submissionId(), ORDER);
        assertThat(sender.claims().claim(inFlight -> 10, LEASE)).isEmpty();
    }

    @Test
    void whatTheSenderPublishesIsReadByTheOthersWhileItLives() {
        sender.nodes().publish(() -> "{\"calls\":1}");
        other.nodes().publish(() -> "nobody reads this");

        await(() -> other.nodes().published().isPresent());

        Nodes.Published published = other.nodes().published().orElseThrow();
        assertThat(published.view()).isEqualTo("{\"calls\":1}");
        assertThat(published.by()).isEqualTo("a");
        assertThat(sender.nodes().published()).as("it knows that itself").isEmpty();

        opened.remove(sender);
        sender.close();
        await(() -> other.nodes().isSender());
        AssetStore third = open("c");
        await(() -> third.nodes().published().filter(by -> by.by().equals("b")).isPresent());
    }

    /** The number of commits would tell the others to read everything again. */
    @Test
    void whatIsPublishedIsNoCommit() throws SQLException {
        AtomicInteger views = new AtomicInteger();
        sender.nodes().publish(() -> "view " + views.incrementAndGet());
        await(() -> other.nodes().published().isPresent());
        long commits = number("SELECT commits FROM node WHERE id = 'a'");
        Nodes.Published before = other.nodes().published().orElseThrow();

        await(() -> !other.nodes().published().orElseThrow().view().equals(before.view()));

        assertThat(number("SELECT commits FROM node WHERE id = 'a'")).isEqualTo(commits);
    }

    @Test
    void whatIsPublishedIsWrittenOnceAndAgainOnlyIfItChanges() throws SQLException {
        AtomicReference<String> view = new AtomicReference<>("first");
        sender.nodes().publish(view::get);
        await(() -> other.nodes().published().isPresent());
        number("UPDATE node SET view = 'by hand' WHERE id = 'a' RETURNING 1");

        submitFile(sender, "list-1", 0, 10);
        assertThat(other.nodes().published().orElseThrow().view()).isEqualTo("by hand");

        view.set("second");
        await(() -> other.nodes().published().orElseThrow().view().equals("second"));
    }

    @Test
    void nothingIsPublishedInPlaceOfWhatCannotBeMade() {
        AtomicBoolean fails = new AtomicBoolean();
        sender.nodes().publish(() -> {
            if (fails.get()) {
                throw new IllegalStateException("no view");
            }
            return "a view";
        });
        await(() -> other.nodes().published().isPresent());

        fails.set(true);
        await(() -> other.nodes().published().isEmpty());
        assertThat(sender.nodes().isSender()).isTrue();

        fails.set(false);
        await(() -> other.nodes().published().isPresent());
    }

    @Test
    void aViewThatTakesLongDoesNotKeepTheDuty() throws Exception {
        CountDownLatch isAsked = new CountDownLatch(1);
        CompletableFuture<String> late = new CompletableFuture<>();
        sender.nodes().publish(() -> {
            isAsked.countDown();
            return late.join();
        });
        isAsked.await();
        opened.remove(sender);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> closing = thread.submit(sender::close);
            await(() -> other.nodes().isSender());
            assertThat(closing.isDone()).isFalse();
            late.complete("late");
            closing.get();
        } finally {
            late.complete("late");
            thread.shutdown();
        }
    }

    @Test
    void tokensOfPagesAreValidAtAllNodes() {
        assertThat(sender.releases().pageKey())
                .hasSize(16)
                .isEqualTo(other.releases().pageKey())
                .isNotEqualTo(new byte[16]);
    }

    @Test
    void settingsThatDifferFromThoseOfTheSenderAreNamed() {
        open("c", "vod.b=3\nvod.d=4");
        assertThat(sender.nodes().all())
                .extracting(Nodes.Node::name, Nodes.Node::isThis, Nodes.Node::differing)
                .containsExactly(
                        tuple("a", true, List.of()),
                        tuple("b", false, List.of()),
                        tuple("c", false, List.of("vod.a", "vod.b", "vod.d")));
    }

    @Test
    void aCopyOfADataDirectoryCannotBeUsedAtTheSameTime() {
        assertThatThrownBy(() -> new PostgresStore(
                                server.schema(schema),
                                false,
                                "b",
                                "",
                                schema,
                                TablesAtStart.CREATE,
                                false,
                                Duration.ofSeconds(10),
                                Duration.ZERO)
                        .open("b", TARGET, StoreRules.NONE, TimeSource.system(), new Random(), remark -> {}, () -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("data directory");
    }

    private static List<String> due(AssetStore store) {
        return store.sealedSubmissions().due(Document.RECEIPT, 10).stream()
                .map(Submission::keptAs)
                .toList();
    }

    private static Submission submit(AssetStore store, String key, int from, int to) {
        Submission submission = store.submissions().open(key, "file:" + key);
        store.submissions().accept(submission, Ids.lines(from, to));
        store.submissions().seal(submission, Ids.sealing(to - from));
        return submission;
    }

    private static void submitFile(AssetStore store, String name, int from, int to) {
        Submission submission = store.submissions().open(name, "file:" + name);
        store.submissions().accept(submission, Ids.lines(from, to));
        store.submissions().seal(submission, new Seal(to - from, "0".repeat(64), "done/" + name));
    }

    private static Submission submitWhole(AssetStore store, String id, String key) {
        return store.submissions()
                .submit(id, key, key, Requested.NONE, Ids.lines(0, 10), Ids.sealing(10), DayLimit.NONE)
                .submission();
    }

    private static void settle(AssetStore store, List<Claim> claims) {
        store.claims()
                .settle(claims.stream()
                        .<Result>map(claim -> new Result.Settled(claim, Status.DELETED, null, 1, null, null))
                        .toList());
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = server.schema(schema).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
