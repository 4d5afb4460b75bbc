package io.voddelete.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voddelete.campaign.ClusterInvariants.Span;
import io.voddelete.kit.DatabaseServer;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.Invariants;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.kit.PostgresServer;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SimulatorProcess;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.TcpProxy;
import io.voddelete.kit.WebhookCaller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Three nodes in their production form with a database in common, the simulator that sees what they do, callers of the
 * webhook, and in the end the comparison of what was accepted, called, done and said.
 */
final class ClusterScene implements AutoCloseable {
    static final int CONCURRENCY = 4;
    /** Fewer than one node can make with a database on the same machine, so that the rate is what limits them. */
    static final int CALLS_A_MINUTE = 200;

    static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
    static final Duration LEASE = Duration.ofSeconds(6);
    /** After which time the database counts a sender as gone. */
    static final Duration TERM = Duration.ofSeconds(8);

    private static final Duration SHORTEST_ANSWER = Duration.ofMillis(30);
    /** From the simulator's port to its clock. */
    private static final Duration UNDER_WAY = Duration.ofMillis(200);

    /** So that requests take a fifth of what the nodes can do: this over the calls a minute is the gap between them in milliseconds. */
    private static final int REQUEST_GAP = 270_000;

    private static final Duration FEED = Duration.ofSeconds(1);
    private static final int EXIT_WHEN_REPLACED = 3;
    private static final int MOST_MEBIBYTES = 450; // of which 256 are heap
    private static final List<String> OUTCOMES = List.of("success.jsonl", "failure.jsonl");

    final List<ClusterNode> nodes = new ArrayList<>();
    final SimulatorProcess simulator;
    final DatabaseServer database;
    final ClusterRequests requests;
    /** The DELETE calls a minute that the nodes may make. */
    final int callsPerMinute;
    /** How long nobody may call after the sender is gone: a machine of a build may be slow. */
    final Duration takeover;
    /** How many calls a minute more are right, since a clock was set. */
    int moreCalls;

    /** The ids for so long as nobody gives more. */
    private final int enough;

    private final Trial.Given given;
    private final Tally tally;
    private final Set<String> handed = new LinkedHashSet<>();
    private final List<Instant> disturbances = new ArrayList<>();
    private final List<Span> pauses = new ArrayList<>();
    private final Map<ClusterNode, List<Instant>> sleepers = new HashMap<>();
    private final Map<ClusterNode, Instant> starts = new HashMap<>();
    private boolean isFed;
    private boolean hasLost;
    private long fedAt;
    private int replaced;
    private int refusedStarts;
    private Duration longestGap = Duration.ZERO;

    /**
     * @param database is closed with this
     * @param callsPerMinute that the nodes may make and the simulator admits
     */
    ClusterScene(Trial.Given given, DatabaseServer database, int callsPerMinute) throws IOException {
        this.given = given;
        this.tally = given.tally();
        this.database = database;
        this.callsPerMinute = callsPerMinute;
        this.enough = given.scale(450, 210);
        this.takeover = Duration.ofSeconds(given.scale(15, 30));
        this.simulator = SimulatorProcess.start(
                given.directory(),
                given.seed(),
                Map.of(
                        "latency",
                        SHORTEST_ANSWER.toMillis() + "ms-150ms",
                        "limits",
                        "delete=" + callsPerMinute + "; info=0"));
        for (String name : List.of("a", "b", "c")) {
            ClusterNode node = new ClusterNode(name, given.directory(), database.ports());
            node.settings.putAll(settings());
            nodes.add(node);
        }
        simulator.keys(nodes.stream().map(ClusterNode::accessKey).toList());
        this.requests = new ClusterRequests(
                nodes, given.seed(), Duration.ofMillis(callsPerMinute == 0 ? 200 : REQUEST_GAP / callsPerMinute));
        tally.runs++;
    }

    /** The database of a trial that needs nothing special. */
    static DatabaseServer database(Trial.Given given) throws IOException {
        if (given.full() && DatabaseProcess.isInstalled()) {
            return DatabaseProcess.start();
        }
        return PostgresServer.start();
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(ModuleProcess.settingsFor(simulator.endpoint()));
        settings.put("vod.store.timeout", "3s");
        settings.put("vod.status.enabled", "true");
        settings.put("vod.status.token", StatusCaller.TOKEN);
        settings.put("vod.intake.webhook.enabled", "true");
        settings.put("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
        settings.put("vod.intake.file.min-age", "100ms");
        settings.put("vod.pace.calls-per-minute", String.valueOf(callsPerMinute));
        settings.put("vod.call.concurrency", String.valueOf(CONCURRENCY));
        settings.put("vod.call.timeout", CALL_TIMEOUT.toMillis() + "ms");
        settings.put("vod.batch.quiet-period", "200ms");
        settings.put("vod.batch.lease", LEASE.toMillis() + "ms");
        settings.put("vod.preflight", "false"); // so that whoever asks asset/info is reading back
        settings.put("vod.retry.delay", "100ms");
        settings.put("vod.retry.delay-max", "1s");
        settings.put("vod.retry.busy-delay", "100ms");
        settings.put("vod.retry.busy-delay-max", "1s");
        return settings;
    }

    /** Starts the first node, which will send, then the others, and gives them work. */
    void start() {
        for (ClusterNode node : nodes) {
            node.start();
            await(Duration.ofMinutes(1), node::hasStarted);
        }
        List<String> ids = KillTrial.mixed(given, enough);
        int part = enough / nodes.size();
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).drop(ids.subList(i * part, (i + 1) * part));
        }
        handed.addAll(ids);
        requests.start();
        isFed = true;
        await(Duration.ofMinutes(1), () -> simulator.summary().deleted() > 0);
    }

    Random random() {
        return given.random();
    }

    /** The one that sends; waits until that is known. */
    ClusterNode sender() {
        return awaitOne(
                Duration.ofMinutes(1),
                () -> nodes.stream()
                        .filter(ClusterNode::isFit)
                        .map(ClusterNode::senders)
                        .filter(names -> names.size() == 1)
                        .flatMap(names -> nodes.stream().filter(node -> node.name.equals(names.get(0)) && node.isFit()))
                        .findFirst());
    }

    /** One that does not send. */
    ClusterNode other() {
        ClusterNode sender = sender();
        return any(nodes.stream().filter(node -> node.isFit() && node != sender).toList());
    }

    /** One that can be asked. */
    ClusterNode fit() {
        await(Duration.ofMinutes(1), () -> nodes.stream().anyMatch(ClusterNode::isFit));
        return any(nodes.stream().filter(ClusterNode::isFit).toList());
    }

    private ClusterNode any(List<ClusterNode> some) {
        return some.get(random().nextInt(some.size()));
    }

    /** Until all run and can be asked. */
    void awaitAllFit() {
        await(
                Duration.ofMinutes(2),
                () -> nodes.stream()
                        .allMatch(node -> node.isFit()
                                && node.hasStarted()
                                && node.senders().size() == 1));
    }

    /** Sees to it that the sender does not run out of work. */
    private void feed() {
        long now = System.nanoTime();
        List<ClusterNode> fit = nodes.stream().filter(ClusterNode::isFit).toList();
        if (!isFed || fit.isEmpty() || now - fedAt < FEED.toNanos()) {
            return;
        }
        fedAt = now;
        if (handed.size() + requests.accepted().size() - simulator.summary().deleted() < enough) {
            List<String> ids = SampleIds.random(given.seed() * 1_000_003 + handed.size(), enough);
            any(fit).drop(ids);
            handed.addAll(ids);
        }
    }

    /** Ids that come in another way than by {@link #feed}. */
    void expect(List<String> ids) {
        handed.addAll(ids);
    }

    /** Notes that answers may be lost at this time. */
    void disturbed(Instant at) {
        disturbances.add(at);
    }

    /**
     * Waits for the first call.
     *
     * @param after one that began before may come a bit later
     * @param otherThan the access key of whoever is not meant
     * @param longest how long that may take
     */
    void awaitCall(Instant after, String otherThan, Duration longest) {
        long before = simulator.summary().deletes();
        Instant later = after.plus(UNDER_WAY);
        Instant first = awaitOne(
                Duration.ofMinutes(2),
                () -> simulator.summary().deletes() > before ? invariants().first(later, otherThan) : Optional.empty());
        Duration gap = Duration.between(after, first);
        tally.recovered(gap);
        longestGap = gap.compareTo(longestGap) > 0 ? gap : longestGap;
        tally.findings.require(
                gap.compareTo(longest) <= 0,
                Kind.DEMAND,
                "the next call came " + gap.toMillis() + " ms after " + after);
    }

    ClusterInvariants invariants() {
        return new ClusterInvariants(simulator.calls(0));
    }

    /** Whoever was replaced while it slept does not call before it is started again. */
    void slept(ClusterNode node, Instant woke) {
        sleepers.computeIfAbsent(node, each -> new ArrayList<>()).add(woke);
    }

    /** A pause by an order to a node; gives when it was answered. If it was not, it is ended, and counts for nothing. */
    Optional<Instant> pause(ClusterNode node) {
        Optional<Instant> answered = order(node, "/vod/sender/pause");
        if (answered.isEmpty()) {
            resume();
        }
        return answered;
    }

    /** Ends a pause of since then. */
    void resume(Instant paused) {
        pauses.add(new Span(paused, Instant.now()));
        resume();
    }

    private void resume() {
        await(Duration.ofMinutes(1), () -> order(fit(), "/vod/sender/resume").isPresent());
    }

    int pauses() {
        return pauses.size();
    }

    private static Optional<Instant> order(ClusterNode node, String path) {
        try {
            int status = node.api.order(path).statusCode();
            return status == 200 ? Optional.of(Instant.now()) : Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Waits, and starts again whoever has ended, as a supervisor does. */
    void await(Duration longest, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(longest)
                .pollInterval(Duration.ofMillis(50))
                .pollInSameThread()
                .until(() -> {
                    nodes.forEach(this::supervise);
                    feed();
                    return condition.call();
                });
    }

    private <T> T awaitOne(Duration longest, Callable<Optional<T>> look) {
        AtomicReference<T> found = new AtomicReference<>();
        await(longest, () -> {
            look.call().ifPresent(found::set);
            return found.get() != null;
        });
        return found.get();
    }

    /** Lets time go by. */
    void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await(time.plusMinutes(1), () -> System.nanoTime() >= end);
    }

    /** Time up to this. */
    Duration upTo(int millis) {
        return Duration.ofMillis(random().nextInt(millis));
    }

    /** Starts it at this time, while it is waited for something. */
    void startAt(Instant time, ClusterNode node) {
        starts.put(node, time);
    }

    private void supervise(ClusterNode node) {
        Instant due = starts.get(node);
        if (due != null && !Instant.now().isBefore(due)) {
            starts.remove(node);
            node.start();
        }
        if (!node.hasEnded()) {
            if (node.isFit()) {
                look(node);
            }
            return;
        }
        if (!node.isReachable()) {
            return; // it would end again
        }
        int exit = node.process().awaitExit(1);
        if (node.hasStarted()) {
            replaced++;
            tally.findings.require(
                    exit == EXIT_WHEN_REPLACED, Kind.DEMAND, node.name + " has ended with status " + exit);
        } else {
            refusedStarts++;
        }
        node.start();
    }

    private void look(ClusterNode node) {
        try {
            tally.peak(node.process().peakMebibytes());
        } catch (AssertionError | UncheckedIOException e) {
            // it is dying at this moment
        }
    }

    /** None of the processes has been started more than once. */
    void requireNoneEnded() {
        for (ClusterNode node : nodes) {
            tally.findings.require(
                    node.starts().size() == 1, Kind.DEMAND, "the process of " + node.name + " has ended");
        }
    }

    /** Waits until all is done, and compares everything. */
    void finish() throws IOException {
        isFed = false;
        nodes.forEach(node -> node.ways.forEach(TcpProxy::heal));
        requests.close();
        awaitAllFit();
        letLateCallsExpire();
        await(
                Duration.ofMinutes(given.scale(8, 4)),
                () -> isDone()
                        && (hasLost
                                || nodes.stream().allMatch(node -> node.done().reports() == node.files())));
        check();
    }

    /** As if it were 16 minutes later: no id waits any more because a call of a node that was replaced may reach VOD late. */
    private void letLateCallsExpire() {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT 1 FROM sender FOR UPDATE"); // no node settles meanwhile
            statement.execute(
                    "UPDATE asset SET due_at = 1 FROM unanswered u WHERE u.asset = asset.id AND u.until = due_at"
                            + " AND claim IS NULL AND status = 'PENDING'");
            statement.execute("UPDATE submission SET next_due = 1 WHERE live = 1 AND next_due > 1");
            statement.execute("DELETE FROM unanswered");
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be reached", e);
        }
    }

    private boolean isDone() {
        JsonNode summary = fit().get("/vod/summary");
        return summary.path("pending").asInt(1) == 0
                && summary.path("unreported").asInt(1) == 0;
    }

    /**
     * Ends all nodes whatever they do, and gives one of them all that was accepted, as is told for the loss of commits. What was
     * said before then comes again as other events, of which the last one counts, and some receipts and reports never come.
     */
    void submitAgain() throws IOException {
        isFed = false;
        hasLost = true;
        for (ClusterNode node : nodes) {
            node.kill();
            Files.createFile(node.place.resolve("data").resolve("restored"));
        }
        List<String> ids = new ArrayList<>(handed);
        ids.addAll(requests.accepted());
        nodes.get(0).drop(ids);
    }

    private void check() throws IOException {
        Set<String> accepted = new LinkedHashSet<>(handed);
        accepted.addAll(requests.accepted());
        Invariants invariants = new Invariants(simulator.calls(0), simulator.deletions(), outcomes());
        Map<String, String> statuses = invariants.find(accepted, tally.findings);
        int again = invariants.countSentAgain(tally.findings);
        tally.sentAgain(again);
        int most = disturbances.size() * CONCURRENCY * 10;
        tally.findings.require(again <= most, Kind.DEMAND, again + " ids were sent again, more than " + most);
        checkCalls();
        if (!hasLost) {
            checkTotals(statuses);
        }
        for (ClusterNode node : nodes) {
            int receipts = node.done().receipts().size();
            tally.findings.require(
                    hasLost || receipts == node.files(),
                    Kind.DOCUMENT,
                    receipts + " receipts for " + node.files() + " files");
            Leavings.findSecrets(node.place, tally.findings);
        }
        requests.faults().forEach(fault -> tally.findings.add(Kind.CONTRADICTED, fault));
        remark(requests.toString());
        long peak = tally.peakMebibytes();
        tally.findings.require(peak <= MOST_MEBIBYTES, Kind.DEMAND, peak + " MiB of memory");
        tally.findings.require(!disturbances.isEmpty(), Kind.DEMAND, "nothing was disturbed");
        remark("%d ids, %d disturbances, %d nodes replaced, %d starts refused, longest gap %d ms"
                .formatted(accepted.size(), disturbances.size(), replaced, refusedStarts, longestGap.toMillis()));
    }

    /** Of one run; of several there would be too much to say. */
    private void remark(String text) {
        if (tally.runs == 1) {
            tally.remark(text);
        }
    }

    private void checkCalls() {
        ClusterInvariants invariants = invariants();
        if (callsPerMinute > 0) {
            invariants.requireQuota(callsPerMinute + moreCalls, tally.findings);
            remark("at most " + invariants.most(Duration.ofMinutes(1)) + " calls in a minute");
        }
        invariants.requireOnceAtATime(CALL_TIMEOUT, SHORTEST_ANSWER, tally.findings);
        invariants.requireReasonToSendAgain(disturbances, CALL_TIMEOUT.plus(TERM), tally.findings);
        invariants.requireObeyed(pauses, UNDER_WAY, tally.findings);
        sleepers.forEach((node, times) -> times.forEach(woke -> invariants.requireSilence(
                node.accessKey(),
                new Span(
                        woke,
                        node.starts().stream()
                                .filter(woke::isBefore)
                                .findFirst()
                                .orElse(Instant.MAX)),
                tally.findings)));
    }

    /** All nodes tell the same, and that is what all of them have written. */
    private void checkTotals(Map<String, String> statuses) {
        awaitAlike();
        JsonNode summary = nodes.get(0).get("/vod/summary");
        for (String status : List.of("deleted", "failed")) {
            long said =
                    statuses.values().stream().filter(status::equalsIgnoreCase).count();
            tally.findings.require(
                    said == summary.get(status).longValue(),
                    Kind.COUNTER,
                    summary.get(status) + " " + status + " by the summary, " + said + " by outcomes");
        }
    }

    /** What the sender has published is some seconds old, and what it has settled lately becomes less every ten. */
    private void awaitAlike() {
        AtomicReference<Set<String>> told = new AtomicReference<>(Set.of());
        try {
            await(Duration.ofSeconds(30), () -> {
                told.set(nodes.stream().map(ClusterScene::summary).collect(Collectors.toSet()));
                return told.get().size() == 1;
            });
        } catch (ConditionTimeoutException e) {
            tally.findings.add(Kind.COUNTER, "the nodes tell different things: " + String.join(" and ", told.get()));
        }
    }

    /** Without what follows from the time of the answer, and what each node counts for itself. */
    private static String summary(ClusterNode node) {
        if (!(node.get("/vod/summary") instanceof ObjectNode summary)) {
            return "no answer of " + node.name;
        }
        if (summary.path("lately") instanceof ObjectNode lately) {
            lately.remove(List.of("seconds", "ids_per_minute"));
        }
        return summary.without(List.of("seconds_left", "estimated_end", "unreported_seconds", "refused_callers"))
                .toString();
    }

    /** What a node has written into one of its files. */
    private record Written(String file, String line, JsonNode outcome) {
        /** What is settled once, unless the database has lost that. */
        String generation() {
            return outcome.get("asset_id") + " " + outcome.get("generation");
        }

        Instant settledAt() {
            return Instant.parse(outcome.get("settled_at").textValue());
        }
    }

    /** What all nodes have written, in one folder; after a loss only what came last of each generation, be it in another file. */
    private OutcomeFiles outcomes() throws IOException {
        List<Written> all = written();
        Map<String, Written> events = new HashMap<>();
        for (Written each : all) {
            Written other = events.putIfAbsent(each.outcome.get("event_id").textValue(), each);
            tally.findings.require(
                    other == null || other.equals(each),
                    Kind.CONTRADICTED,
                    "one event_id for two outcomes: " + each.line + " and " + (other == null ? "" : other.line));
        }
        Map<String, Written> last = new HashMap<>();
        all.forEach(each -> last.merge(
                each.generation(), each, (one, other) -> other.settledAt().isBefore(one.settledAt()) ? one : other));
        Path union = Files.createDirectories(given.directory().resolve("union").resolve("outcome"));
        for (String file : OUTCOMES) {
            Files.write(
                    union.resolve(file),
                    all.stream()
                            .filter(each -> each.file.equals(file))
                            .filter(each -> !hasLost || last.get(each.generation()) == each)
                            .map(Written::line)
                            .toList());
        }
        return new OutcomeFiles(union.getParent());
    }

    private List<Written> written() throws IOException {
        List<Written> all = new ArrayList<>();
        for (ClusterNode node : nodes) {
            for (String file : OUTCOMES) {
                Path one = node.place.resolve("data").resolve("outcome").resolve(file);
                if (Files.exists(one)) {
                    Files.readAllLines(one).forEach(line -> all.add(new Written(file, line, StatusCaller.json(line))));
                }
            }
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        for (ClusterNode node : nodes) {
            node.close();
        }
        simulator.close();
        database.close();
    }
}
