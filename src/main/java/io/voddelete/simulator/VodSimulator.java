package io.voddelete.simulator;

import java.net.URI;
import java.util.Random;

/**
 * The VOD side on a loopback port: checks signatures and quotas, answers DELETE and info calls, and remembers what really happened.
 * Thread-safe.
 */
public final class VodSimulator implements AutoCloseable {
    private final Truth truth;
    private final World world;
    private final AssetService service;
    private final Pause pause = new Pause();
    private final LoopbackServer api;
    private final LoopbackServer truthServer;

    private VodSimulator(SimulatorOptions options) {
        IdLedger ledger = new IdLedger();
        truth = new Truth(ledger);
        world = new World(options.conduct(), ledger);
        Chance chance = new Chance(options.faults(), new Random(options.faults().seed()));
        service = new AssetService(world, chance, options.conduct().infoRefused());
        CallHandler calls =
                new CallHandler(new Gate(options, ledger), service, truth, new Responder(pause), options.clock());
        api = LoopbackServer.start(
                "vod-simulator", Settings.PORT, options.ports().api(), calls);
        truthServer = startTruth(options.ports().truth());
    }

    private LoopbackServer startTruth(int port) {
        try {
            return LoopbackServer.start("vod-truth", Settings.TRUTH_PORT, port, new TruthHandler(truth));
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

    /** Where the truth is told over HTTP: {@code http://127.0.0.1:port}, without a path. */
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
