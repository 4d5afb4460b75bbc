package io.voddelete.simulator;

import java.net.URI;
import java.util.List;

/**
 * Simulates VOD and IAM on loopback ports: checks signatures and quotas, answers DELETE and info calls, and records what actually
 * happened. Thread-safe.
 */
public final class VodSimulator implements AutoCloseable {
    private final CallRecorder recorder;
    private final Assets assets;
    private final AssetService service;
    private final Faults faults;
    private final Gate gate;
    private final Iam iam;
    private final InterruptibleWait pause = new InterruptibleWait();
    private final LoopbackServer api;
    private final LoopbackServer controlServer;

    private VodSimulator(SimulatorOptions options) {
        IdLedger ledger = new IdLedger();
        recorder = new CallRecorder(ledger);
        RandomSource randomSource = new RandomSource(options.luck());
        faults = new Faults(options.clock(), randomSource, options.faults());
        assets = new Assets(options.forms(), faults, ledger, options.clock());
        service = new AssetService(assets, faults, randomSource, pause);
        iam = new Iam(options.account().projectId(), options.iam(), options.clock());
        gate = new Gate(options, iam, faults, ledger);
        Responder responder = new Responder(pause);
        CallHandler calls = new CallHandler(gate, service, recorder, responder, options.clock());
        api = LoopbackServer.start(
                "vod-simulator",
                SimulatorSettings.PORT,
                options.ports().api(),
                new IamHandler(iam, faults, responder, options.clock(), calls));
        controlServer = startControl(options.ports().control());
    }

    private LoopbackServer startControl(int port) {
        try {
            return LoopbackServer.start(
                    "vod-simulator-control",
                    SimulatorSettings.CONTROL_PORT,
                    port,
                    new ControlHandler(recorder, iam, this));
        } catch (RuntimeException e) {
            api.close();
            throw e;
        }
    }

    /**
     * Starts a simulator.
     *
     * @throws java.io.UncheckedIOException if a port is unavailable; the message names its setting
     */
    public static VodSimulator start(SimulatorOptions options) {
        return new VodSimulator(options);
    }

    /** Returns the base URL of the VOD API: {@code http://127.0.0.1:port}, without a path. */
    public URI endpoint() {
        return api.address();
    }

    /** Returns the base URL of {@link ControlHandler}: {@code http://127.0.0.1:port}, without a path. */
    public URI controlEndpoint() {
        return controlServer.address();
    }

    /** Returns the record of what actually happened; it is live, and readable after {@link #close()}. */
    public CallRecorder recorder() {
        return recorder;
    }

    /** Uses this response once, for the next valid call of its kind within the quota; several are used in order. */
    public void script(ScriptedAnswer answer) {
        service.script(answer);
    }

    /**
     * Replaces the configured fault rules; all counters start again. The built-in rules, which select ids by their first eleven
     * characters, stay. A rule is {@code kind[=value][,option]...}; rules are separated by semicolons or line breaks:
     *
     * <pre>
     * throttled,rate=0.02; page=502,effect=after,rate=0.01; unknown,rate=0.05
     * error=VOD.10132,on=delete,for=30s; busy,ids=ab,times=3; lie=missing,times=1
     * </pre>
     *
     * Options of all kinds: {@code ids=} a prefix of ids, or {@code rate=} a fraction drawn by the seed; {@code times=}; {@code for=} a
     * duration; {@code on=delete} or {@code on=info}. Faults of a call: {@code effect=before|after}, {@code retry-after=},
     * {@code status=}. {@code times} and {@code for} count per asset for faults of an asset, and for faults of a call with {@code ids};
     * such a fault of a DELETE with {@code effect=after} applies to a call that deletes such an asset. For the kinds see
     * {@link FaultKind}.
     *
     * @throws IllegalArgumentException for an invalid rule; the message says what is allowed
     */
    public void faults(String rules) {
        faults.set(FaultRule.readAll(rules));
    }

    /** Returns the rules in the order in which they are tried, one per line, with the number of applications as a comment. */
    public String faults() {
        return faults.text();
    }

    /**
     * Replaces the quotas, such as {@code delete=60,others=20,window=sliding,tells=nothing; info=300}. Calls admitted before still
     * count.
     *
     * @throws IllegalArgumentException for an invalid limit; the message says what is allowed
     */
    public void limits(String limits) {
        gate.changeLimits(limits);
    }

    /** Returns the quotas, one per line. */
    public String limits() {
        return gate.limits();
    }

    /**
     * Replaces all access keys; one per line: {@code access-key secret-key [session-token [lifetime]]}. Removed keys are refused
     * immediately.
     *
     * @throws IllegalArgumentException for an invalid line; the message quotes no key
     */
    public void keys(String lines) {
        gate.keys().set(lines);
    }

    /** Returns the access keys, one per line, without secrets. */
    public String keys() {
        return gate.keys().text();
    }

    /**
     * Changes how IAM issues tokens, such as {@code lifetime=30s,bytes=32768,lock-after=5}; omitted options stay.
     *
     * @throws IllegalArgumentException for an invalid rule; the message says what is allowed
     */
    public void iam(String rules) {
        iam.change(rules);
    }

    /** Returns how IAM issues tokens, in the same format. */
    public String iam() {
        return iam.rules().toString();
    }

    /** Changes the password of the IAM user, which unlocks it and revokes all tokens. */
    public void password(String other) {
        iam.password(other);
    }

    /** Revokes all tokens issued so far. */
    public void revokeTokens() {
        iam.revokeAll();
    }

    /** Returns the HTTP status of each token call so far, in order. */
    public List<Integer> tokenStatuses() {
        return iam.calls().stream().map(Iam.Call::status).toList();
    }

    /** Sets the status of an asset until it is deleted. */
    public void asset(String assetId, AssetStatus status) {
        assets.set(assetId, status);
    }

    /** Sets what {@code asset/info} says about an asset besides its status. */
    public void describe(String assetId, AssetFacts facts) {
        assets.describe(assetId, facts);
    }

    /** Omits the id from info responses until its status is set. */
    public void absentFromInfo(String assetId) {
        assets.set(assetId, AssetStatus.ABSENT);
    }

    /** Stops immediately: closes open connections and drops pending responses. Idempotent. */
    @Override
    public void close() {
        pause.endAll();
        api.close();
        controlServer.close();
    }

    /** Runs a simulator configured by {@code simulator.*} system properties until the process is stopped. */
    public static void main(String[] args) {
        CommandLine.run(System.getProperties());
    }
}
