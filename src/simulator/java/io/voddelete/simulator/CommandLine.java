package io.voddelete.simulator;

import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/** The simulator as a program of its own. */
final class CommandLine {
    private static final int PORT = 8480;
    private static final int TRUTH_PORT = 8481;

    private CommandLine() {}

    /** Starts, says so, and blocks until the JVM shuts down. A bad setting or port ends the JVM with 1. */
    static void run(Properties properties) {
        try {
            SimulatorOptions fixedPorts =
                    SimulatorOptions.defaults().withPort(PORT).withTruthPort(TRUTH_PORT);
            SimulatorOptions options = Settings.apply(properties, fixedPorts);
            VodSimulator simulator = VodSimulator.start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "vod-simulator-stop"));
            greet(simulator, options);
            new CountDownLatch(1).await();
        } catch (IllegalArgumentException | UncheckedIOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void greet(VodSimulator simulator, SimulatorOptions options) {
        var account = options.account();
        boolean madeUp = account.secretKey().equals(SimulatorOptions.SECRET_KEY);
        System.out.printf(
                Locale.ROOT,
                "VOD simulator at %s, project id %s, access key %s%s%n",
                simulator.endpoint(),
                account.projectId(),
                account.accessKey(),
                madeUp ? ", secret key " + SimulatorOptions.SECRET_KEY : "");
        System.out.printf(
                Locale.ROOT,
                "What really happened: %s/summary, /deleted, /sent, /calls. What goes wrong: /faults, /limits, /keys and /iam"
                        + " there, to GET and to PUT%n",
                simulator.truthEndpoint());
        System.out.println(
                "Every id is a published asset, but those that start with 00000000 and 404 never existed, 410 are deleted"
                        + " already, 423 are busy at first, 425 for 20 s, 403 refuse to be deleted, 409 do so twice, 401 may not"
                        + " be deleted and spoil their call, 202 are DELETING for 10 s, 502 are deleted with a 502 for an answer");
        System.out.printf(
                Locale.ROOT,
                "IAM at the same address, domain %s, user %s, password %s%n",
                SimulatorOptions.DOMAIN,
                SimulatorOptions.USER,
                SimulatorOptions.PASSWORD);
        System.out.flush();
    }
}
