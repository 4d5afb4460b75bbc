package io.voddelete.simulator;

import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/** Runs the simulator as a program. */
final class CommandLine {
    private static final int PORT = 8480;
    private static final int CONTROL_PORT = 8481;

    private CommandLine() {}

    /** Starts, prints how to use it, and blocks until the JVM shuts down. Exits with status 1 for an invalid setting or port. */
    static void run(Properties properties) {
        try {
            SimulatorOptions fixedPorts =
                    SimulatorOptions.defaults().withPort(PORT).withControlPort(CONTROL_PORT);
            SimulatorOptions options = SimulatorSettings.apply(properties, fixedPorts);
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
                "Recorded calls and deletions: %s/summary, /deleted, /sent, /calls. To change its behavior, GET and PUT"
                        + " /faults, /limits, /keys and /iam there%n",
                simulator.controlEndpoint());
        System.out.println(
                "Every id is a published asset, except ids that start with 00000000 and 404: never existed, 410: already"
                        + " deleted, 423: busy at first, 425: busy for 20 s, 403: cannot be deleted, 409: refused twice, 401: makes"
                        + " its whole call fail, 202: DELETING for 10 s, 502: deleted, but the response is a 502");
        System.out.printf(
                Locale.ROOT,
                "IAM at the same address: domain %s, user %s, password %s%n",
                SimulatorOptions.DOMAIN,
                SimulatorOptions.USER,
                SimulatorOptions.PASSWORD);
        System.out.flush();
    }
}
