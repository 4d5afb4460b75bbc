package io.voddelete.simulator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Properties;

/** How a simulator behaves. Immutable: each {@code with…} gives a changed copy, and throws IllegalArgumentException for what is not legal. */
public final class SimulatorOptions {
    /** The made-up project id that the simulator serves unless told otherwise. */
    public static final String PROJECT_ID = "5151515151515151a1a1a1a1a1a1a1a1";
    /** The made-up access key that it knows unless told otherwise. */
    public static final String ACCESS_KEY = "SIMULATORACCESSKEY01";
    /** The made-up secret key of that access key. */
    public static final String SECRET_KEY = "made-up-secret-key-of-the-vod-simulator1";

    /** Where the two servers listen; 0 for any free port. */
    record Ports(int api, int truth) {
        Ports {
            require(api >= 0 && api <= 65_535 && truth >= 0 && truth <= 65_535, "the port is not from 0 to 65535");
        }
    }

    /** Who may call; a null session token asks for none. */
    record Account(String projectId, String accessKey, String secretKey, String sessionToken) {
        Account {
            require(!projectId.isBlank() && !accessKey.isBlank() && !secretKey.isBlank(), "it is blank");
            require(sessionToken == null || !sessionToken.isBlank(), "it is blank");
        }

        @Override
        public String toString() {
            return "Account[" + projectId + ", " + accessKey + ']';
        }
    }

    /** How many calls are admitted in a window, which is a minute unless time is scaled; 0 for any number. */
    record Limits(int deletesPerMinute, int infosPerMinute, boolean sliding, boolean retryAfter, Duration window) {
        Limits {
            require(deletesPerMinute >= 0 && infosPerMinute >= 0, "it is negative");
            require(window.toSeconds() > 0, "it is shorter than a second");
        }
    }

    /** What goes wrong by chance. */
    record Faults(Duration latencyMin, Duration latencyMax, double rate, long seed) {
        Faults {
            require(!latencyMin.isNegative(), "it is negative");
            require(latencyMin.compareTo(latencyMax) <= 0, "the shortest latency is above the longest");
            require(rate >= 0 && rate <= 1, "the rate is not from 0 to 1");
        }
    }

    /** How the service treats assets that cannot be deleted. */
    record Conduct(AnswerForm notFound, AnswerForm busy, int busyLooks, boolean infoRefused) {
        Conduct {
            Objects.requireNonNull(notFound, "notFound");
            Objects.requireNonNull(busy, "busy");
            require(busyLooks >= 0, "it is negative");
        }
    }

    private final Ports ports;
    private final Account account;
    private final Limits limits;
    private final Faults faults;
    private final Conduct conduct;
    private final InstantSource clock;

    private SimulatorOptions(
            Ports ports, Account account, Limits limits, Faults faults, Conduct conduct, InstantSource clock) {
        this.ports = ports;
        this.account = account;
        this.limits = limits;
        this.faults = faults;
        this.conduct = conduct;
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** Free ports, the made-up account, the documented quotas in fixed windows, no latency, no faults, the system clock. */
    public static SimulatorOptions defaults() {
        return new SimulatorOptions(
                new Ports(0, 0),
                new Account(PROJECT_ID, ACCESS_KEY, SECRET_KEY, null),
                new Limits(100, 1500, false, false, Duration.ofMinutes(1)),
                new Faults(Duration.ZERO, Duration.ZERO, 0, 0),
                new Conduct(AnswerForm.CALL, AnswerForm.ITEM, 2, false),
                InstantSource.system());
    }

    /**
     * The defaults changed by every {@code simulator.*} property; other properties are not looked at.
     *
     * @throws IllegalArgumentException for an unknown key or a bad value; the message names key, fault and what is legal
     */
    public static SimulatorOptions fromProperties(Properties properties) {
        return Settings.apply(properties, defaults());
    }

    /** Port of the VOD interface, 0 for any free one. */
    public SimulatorOptions withPort(int port) {
        return with(new Ports(port, ports.truth));
    }

    /** Port of the truth, 0 for any free one. */
    public SimulatorOptions withTruthPort(int port) {
        return with(new Ports(ports.api, port));
    }

    public SimulatorOptions withProjectId(String projectId) {
        return with(new Account(projectId, account.accessKey, account.secretKey, account.sessionToken));
    }

    public SimulatorOptions withAccessKey(String accessKey) {
        return with(new Account(account.projectId, accessKey, account.secretKey, account.sessionToken));
    }

    public SimulatorOptions withSecretKey(String secretKey) {
        return with(new Account(account.projectId, account.accessKey, secretKey, account.sessionToken));
    }

    /** The session token that every call must send and sign, null for none. */
    public SimulatorOptions withSessionToken(String sessionToken) {
        return with(new Account(account.projectId, account.accessKey, account.secretKey, sessionToken));
    }

    /** DELETE calls admitted a minute, 0 for any number. */
    public SimulatorOptions withDeletesPerMinute(int calls) {
        return with(new Limits(calls, limits.infosPerMinute, limits.sliding, limits.retryAfter, limits.window));
    }

    /** Info calls admitted a minute, 0 for any number. */
    public SimulatorOptions withInfosPerMinute(int calls) {
        return with(new Limits(limits.deletesPerMinute, calls, limits.sliding, limits.retryAfter, limits.window));
    }

    /** True counts the last 60 seconds, false the current minute of the clock. */
    public SimulatorOptions withSlidingWindow(boolean sliding) {
        return with(
                new Limits(limits.deletesPerMinute, limits.infosPerMinute, sliding, limits.retryAfter, limits.window));
    }

    /** What counts as a minute where calls a minute are limited; in whole seconds. For tests that scale time. */
    public SimulatorOptions withQuotaWindow(Duration window) {
        return with(
                new Limits(limits.deletesPerMinute, limits.infosPerMinute, limits.sliding, limits.retryAfter, window));
    }

    /** Whether a 429 says in {@code Retry-After} how many seconds to wait. */
    public SimulatorOptions withRetryAfter(boolean retryAfter) {
        return with(
                new Limits(limits.deletesPerMinute, limits.infosPerMinute, limits.sliding, retryAfter, limits.window));
    }

    /** Time between deed and answer, drawn evenly from min to max, in whole milliseconds. */
    public SimulatorOptions withLatency(Duration min, Duration max) {
        return with(new Faults(min, max, faults.rate, faults.seed));
    }

    /** Share of DELETE calls, from 0 to 1, that end in 503 before the deed, or in 502 or no answer after it. */
    public SimulatorOptions withFaultRate(double rate) {
        return with(new Faults(faults.latencyMin, faults.latencyMax, rate, faults.seed));
    }

    /** Where latencies and faults are drawn from. */
    public SimulatorOptions withSeed(long seed) {
        return with(new Faults(faults.latencyMin, faults.latencyMax, faults.rate, seed));
    }

    /** What a DELETE call answers that names an id which does not exist. */
    public SimulatorOptions withNotFound(AnswerForm form) {
        return with(new Conduct(form, conduct.busy, conduct.busyLooks, conduct.infoRefused));
    }

    /** What a DELETE call answers that names a busy asset. */
    public SimulatorOptions withBusy(AnswerForm form) {
        return with(new Conduct(conduct.notFound, form, conduct.busyLooks, conduct.infoRefused));
    }

    /** How many calls find an asset busy whose id asks for it. */
    public SimulatorOptions withBusyLooks(int looks) {
        return with(new Conduct(conduct.notFound, conduct.busy, looks, conduct.infoRefused));
    }

    /** Whether every info call is refused for want of permission. */
    public SimulatorOptions withInfoRefused(boolean refused) {
        return with(new Conduct(conduct.notFound, conduct.busy, conduct.busyLooks, refused));
    }

    /** The clock of quotas, signatures and recorded calls; latencies are real time. */
    public SimulatorOptions withClock(InstantSource newClock) {
        return new SimulatorOptions(ports, account, limits, faults, conduct, newClock);
    }

    Ports ports() {
        return ports;
    }

    Account account() {
        return account;
    }

    Limits limits() {
        return limits;
    }

    Faults faults() {
        return faults;
    }

    Conduct conduct() {
        return conduct;
    }

    InstantSource clock() {
        return clock;
    }

    private SimulatorOptions with(Ports newPorts) {
        return new SimulatorOptions(newPorts, account, limits, faults, conduct, clock);
    }

    private SimulatorOptions with(Account newAccount) {
        return new SimulatorOptions(ports, newAccount, limits, faults, conduct, clock);
    }

    private SimulatorOptions with(Limits newLimits) {
        return new SimulatorOptions(ports, account, newLimits, faults, conduct, clock);
    }

    private SimulatorOptions with(Faults newFaults) {
        return new SimulatorOptions(ports, account, limits, newFaults, conduct, clock);
    }

    private SimulatorOptions with(Conduct newConduct) {
        return new SimulatorOptions(ports, account, limits, faults, newConduct, clock);
    }

    private static void require(boolean legal, String fault) {
        if (!legal) {
            throw new IllegalArgumentException(fault);
        }
    }
}
