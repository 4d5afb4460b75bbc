package io.voddelete.simulator;

import java.net.URI;
import java.util.List;

/**
 * The VOD side on a loopback port: checks signatures and quotas, answers DELETE and info calls, and remembers what really happened.
 * Thread-safe.
 */
public final class VodSimulator implements AutoCloseable {
    private final Truth truth;
    private final World world;
    private final AssetService service;
    private final Faults faults;
    private final Gate gate;
    private final Iam iam;
    private final Pause pause = new Pause();
    private final LoopbackServer api;
    private final LoopbackServer truthServer;

    private VodSimulator(SimulatorOptions options) {
        IdLedger ledger = new IdLedger();
        truth = new Truth(ledger);
        Chance chance = new Chance(options.luck());
        faults = new Faults(options.clock(), chance, options.faults());
        world = new World(options.forms(), faults, ledger, options.clock());
        service = new AssetService(world, faults, chance, pause);
        iam = new Iam(options.account().projectId(), options.iam(), options.clock());
        gate = new Gate(options, iam, faults, ledger);
        Responder responder = new Responder(pause);
        CallHandler calls = new CallHandler(gate, service, truth, responder, options.clock());
        api = LoopbackServer.start(
                "vod-simulator",
                Settings.PORT,
                options.ports().api(),
                new IamHandler(iam, faults, responder, options.clock(), calls));
        truthServer = startTruth(options.ports().truth());
    }

    private LoopbackServer startTruth(int port) {
        try {
            return LoopbackServer.start("vod-truth", Settings.TRUTH_PORT, port, new TruthHandler(truth, iam, this));
        } catch (RuntimeException e) {
            api.close();
            throw e;
        }
    }

    /**
     * Starts to listen.
     *
     * @throws java.io.UncheckedIOException if a port cannot be had; the message names its setting
     */
    public static VodSimulator start(SimulatorOptions options) {
        return new VodSimulator(options);
    }

    /** Where VOD calls go: {@code http://127.0.0.1:port}, without a path. */
    public URI endpoint() {
        return api.address();
    }

    /** Where the truth is told, and faults and limits are changed, over HTTP: {@code http://127.0.0.1:port}, without a path. */
    public URI truthEndpoint() {
        return truthServer.address();
    }

    /** What really happened so far; goes on to be filled, and stays readable after {@link #close()}. */
    public Truth truth() {
        return truth;
    }

    /** Uses this answer once, for the next call of its kind that is signed, within quota and well-formed; several are used in order. */
    public void script(ScriptedAnswer answer) {
        service.script(answer);
    }

    /**
     * Puts these faults in the place of those set before; all start anew. The rules that ids choose by their first eleven characters
     * stay. A rule is {@code kind[=value][,option]...}; rules are parted by semicolons or stand in lines of their own:
     *
     * <pre>
     * throttled,rate=0.02; page=502,deed=after,rate=0.01; unknown,rate=0.05
     * error=VOD.10132,on=delete,for=30s; busy,ids=ab,times=3; lie=missing,times=1
     * </pre>
     *
     * Options of all kinds: {@code ids=} how the ids begin, or {@code rate=} a share drawn by the seed; {@code times=}; {@code for=} a time;
     * {@code on=delete} or {@code on=info}. Faults of a call: {@code deed=before|after}, {@code retry-after=}, {@code status=}. Faults of an
     * asset count times and time for each asset, those of a call for each asset only with {@code ids}; such a one of a DELETE with
     * {@code deed=after} takes place in a call that deletes such an asset. The kinds are those of {@link FaultKind}.
     *
     * @throws IllegalArgumentException for what is not legal; the message names the rule, the fault and what is legal
     */
    public void faults(String rules) {
        faults.set(FaultRule.readAll(rules));
    }

    /** The rules in the order in which they are tried, one a line, with how often each took place as a comment. */
    public String faults() {
        return faults.text();
    }

    /**
     * Puts these quotas in the place of the old ones, as {@code delete=60,others=20,window=sliding,tells=nothing; info=300}. Calls that were
     * admitted before count.
     *
     * @throws IllegalArgumentException for what is not legal; the message names the limit, the fault and what is legal
     */
    public void limits(String limits) {
        gate.changeLimits(limits);
    }

    /** The quotas in their written form, one a line. */
    public String limits() {
        return gate.limits();
    }

    /**
     * Puts these access keys in the place of all others: a line each, {@code access-key secret-key [session-token [lifetime]]}. One that is
     * not there any more is refused at once.
     *
     * @throws IllegalArgumentException for what is not legal; the message quotes no key
     */
    public void keys(String lines) {
        gate.keys().set(lines);
    }

    /** The access keys, one a line, without what is secret of them. */
    public String keys() {
        return gate.keys().text();
    }

    /**
     * Changes how IAM gives tokens from now on, as {@code lifetime=30s,bytes=32768,lock-after=5}; what is not named stays.
     *
     * @throws IllegalArgumentException for what is not legal; the message names the fault and what is legal
     */
    public void iam(String rules) {
        iam.change(rules);
    }

    /** How IAM gives tokens, in its written form. */
    public String iam() {
        return iam.rules().toString();
    }

    /** Gives the IAM user another password, which unlocks it and revokes every token. */
    public void password(String other) {
        iam.password(other);
    }

    /** Refuses every token given so far. */
    public void revokeTokens() {
        iam.revokeAll();
    }

    /** The HTTP status of each call for a token so far, in order. */
    public List<Integer> tokenStatuses() {
        return iam.calls().stream().map(Iam.Call::status).toList();
    }

    /** Gives the asset this status, which then lasts until the asset is deleted. */
    public void asset(String assetId, AssetStatus status) {
        world.set(assetId, status);
    }

    /** Leaves the id out of info answers until it is given another status. */
    public void absentFromInfo(String assetId) {
        world.set(assetId, AssetStatus.ABSENT);
    }

    /** Stops at once: open connections are closed, answers not yet sent are dropped. A second call does nothing. */
    @Override
    public void close() {
        pause.endAll();
        api.close();
        truthServer.close();
    }

    /** Runs a simulator set up by {@code simulator.*} System properties until the process is told to stop. */
    public static void main(String[] args) {
        CommandLine.run(System.getProperties());
    }
}
