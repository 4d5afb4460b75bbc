package io.voddelete.simulator;

import io.voddelete.simulator.Limit.Tells;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Options of a simulator. Immutable: each {@code with…} returns a copy, or throws IllegalArgumentException if invalid. */
public final class SimulatorOptions {
    /** The default project id; made up. */
    public static final String PROJECT_ID = "5151515151515151a1a1a1a1a1a1a1a1";
    /** The default access key; made up. */
    public static final String ACCESS_KEY = "SIMULATORACCESSKEY01";
    /** The default secret key; made up. */
    public static final String SECRET_KEY = "made-up-secret-key-of-the-vod-simulator1";

    /** The IAM account, user and password that obtain tokens; made up. */
    public static final String DOMAIN = "simulator-account";

    public static final String USER = "simulator-user";
    public static final String PASSWORD = "made-up-password-of-the-simulator";

    /** The ports of the two servers; 0 for any free port. */
    record Ports(int api, int control) {
        Ports {
            require(
                    api >= 0 && api <= 65_535 && control >= 0 && control <= 65_535,
                    "the port is not between 0 and 65535");
        }
    }

    /** The accepted credentials; a null session token means that none is required. */
    record Account(
            String projectId,
            String accessKey,
            String secretKey,
            @Nullable String sessionToken) {
        Account {
            require(!projectId.isBlank() && !accessKey.isBlank() && !secretKey.isBlank(), "the value is blank");
            require(sessionToken == null || !sessionToken.isBlank(), "the value is blank");
        }

        @Override
        public String toString() {
            return "Account[" + projectId + ", " + accessKey + ']';
        }
    }

    /** Latency of responses, and the random seed for latencies and faults. */
    record Luck(Duration latencyMin, Duration latencyMax, long seed) {
        Luck {
            require(!latencyMin.isNegative(), "the latency is negative");
            require(latencyMin.compareTo(latencyMax) <= 0, "the minimum latency exceeds the maximum");
        }
    }

    /** How a DELETE reports assets that cannot be deleted. */
    record Forms(AnswerForm notFound, AnswerForm busy) {
        Forms {
            Objects.requireNonNull(notFound, "notFound");
            Objects.requireNonNull(busy, "busy");
        }
    }

    private final Ports ports;
    private final Account account;
    private final Map<CallKind, Limit> limits;
    private final Luck luck;
    private final Forms forms;
    private final List<FaultRule> faults;
    private final IamRules iam;
    private final InstantSource clock;

    private SimulatorOptions(
            Ports ports,
            Account account,
            Map<CallKind, Limit> limits,
            Luck luck,
            Forms forms,
            List<FaultRule> faults,
            IamRules iam,
            InstantSource clock) {
        this.ports = ports;
        this.account = account;
        this.limits = Map.copyOf(limits);
        this.luck = luck;
        this.forms = forms;
        this.faults = List.copyOf(faults);
        this.iam = iam;
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** Returns the defaults: free ports, made-up account, documented quotas in fixed windows, no latency or faults, system clock. */
    public static SimulatorOptions defaults() {
        return new SimulatorOptions(
                new Ports(0, 0),
                new Account(PROJECT_ID, ACCESS_KEY, SECRET_KEY, null),
                Map.of(CallKind.DELETE, Limit.of(100), CallKind.INFO, Limit.of(1500)),
                new Luck(Duration.ZERO, Duration.ZERO, 0),
                new Forms(AnswerForm.CALL, AnswerForm.ITEM),
                List.of(),
                IamRules.DOCUMENTED,
                InstantSource.system());
    }

    /**
     * Returns the defaults changed by the {@code simulator.*} properties; ignores other properties.
     *
     * @throws IllegalArgumentException for an unknown key or an invalid value; the message says what is allowed
     */
    public static SimulatorOptions fromProperties(Properties properties) {
        return SimulatorSettings.apply(properties, defaults());
    }

    /** Sets the port of the VOD API; 0 for any free port. */
    public SimulatorOptions withPort(int port) {
        return with(new Ports(port, ports.control));
    }

    /** Sets the port of {@link ControlHandler}; 0 for any free port. */
    public SimulatorOptions withControlPort(int port) {
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

    /** Sets the session token that every call must send and sign; null for none. */
    public SimulatorOptions withSessionToken(@Nullable String sessionToken) {
        return with(new Account(account.projectId, account.accessKey, account.secretKey, sessionToken));
    }

    /** Sets the quota of DELETE calls per minute; 0 for no limit. */
    public SimulatorOptions withDeletesPerMinute(int calls) {
        return with(CallKind.DELETE, limit -> limit.withPerMinute(calls));
    }

    /** Sets the quota of info calls per minute; 0 for no limit. */
    public SimulatorOptions withInfosPerMinute(int calls) {
        return with(CallKind.INFO, limit -> limit.withPerMinute(calls));
    }

    /** Sets whether a 429 includes {@code Retry-After}, in seconds. */
    public SimulatorOptions withRetryAfter(boolean retryAfter) {
        UnaryOperator<Limit> change = limit -> limit.withTells(retryAfter ? Tells.BOTH : Tells.LIMIT);
        return with(CallKind.DELETE, change).with(CallKind.INFO, change);
    }

    /** Sets the quotas, such as {@code delete=60,others=20,window=sliding,tells=nothing; info=300}. */
    public SimulatorOptions withLimits(String text) {
        return withLimits(Limit.change(limits, text));
    }

    /** Sets the latency, uniformly distributed between both bounds, in whole milliseconds. */
    public SimulatorOptions withLatency(Duration min, Duration max) {
        return with(new Luck(min, max, luck.seed));
    }

    /** Sets the random seed for latencies and faults. */
    public SimulatorOptions withSeed(long seed) {
        return with(new Luck(luck.latencyMin, luck.latencyMax, seed));
    }

    /** Adds fault rules; see {@link VodSimulator#faults} for the syntax. */
    public SimulatorOptions withFaults(String text) {
        List<FaultRule> more = new ArrayList<>(faults);
        more.addAll(FaultRule.readAll(text));
        FaultRule.requireRatesUpToOne(more);
        return withRules(more);
    }

    /** Sets the fraction of DELETE calls, 0 to 1, that fail: a third each with 503 before the effect, 502 after it, or no response. */
    public SimulatorOptions withFaultRate(double rate) {
        require(rate >= 0 && rate <= 1, "the rate is not between 0 and 1");
        String share = String.format(Locale.ROOT, ",on=delete,rate=%.8f", rate / 3);
        return rate == 0
                ? this
                : withFaults(
                        "error=APIGW.0613" + share + ";page=502,effect=after" + share + ";cut,effect=after" + share);
    }

    /** Sets whether every info call is refused as not permitted. */
    public SimulatorOptions withInfoRefused(boolean refused) {
        return refused ? withFaults("error=VOD.10074,on=info") : this;
    }

    /** Sets how a DELETE call reports an id that does not exist. */
    public SimulatorOptions withNotFound(AnswerForm form) {
        return with(new Forms(form, forms.busy));
    }

    /** Sets how a DELETE call reports a busy asset. */
    public SimulatorOptions withBusy(AnswerForm form) {
        return with(new Forms(forms.notFound, form));
    }

    /** Changes how IAM issues tokens, such as {@code lifetime=30s,bytes=32768,lock-after=5}; omitted options stay. */
    public SimulatorOptions withIam(String text) {
        return new SimulatorOptions(ports, account, limits, luck, forms, faults, iam.with(text), clock);
    }

    /** Sets the clock for quotas, signatures, faults and recorded calls; latencies use real time. */
    public SimulatorOptions withClock(InstantSource newClock) {
        return new SimulatorOptions(ports, account, limits, luck, forms, faults, iam, newClock);
    }

    Ports ports() {
        return ports;
    }

    Account account() {
        return account;
    }

    Map<CallKind, Limit> limits() {
        return limits;
    }

    Luck luck() {
        return luck;
    }

    Forms forms() {
        return forms;
    }

    List<FaultRule> faults() {
        return faults;
    }

    IamRules iam() {
        return iam;
    }

    InstantSource clock() {
        return clock;
    }

    private SimulatorOptions with(Ports newPorts) {
        return new SimulatorOptions(newPorts, account, limits, luck, forms, faults, iam, clock);
    }

    private SimulatorOptions with(Account newAccount) {
        return new SimulatorOptions(ports, newAccount, limits, luck, forms, faults, iam, clock);
    }

    private SimulatorOptions with(CallKind kind, UnaryOperator<Limit> change) {
        Map<CallKind, Limit> changed = new EnumMap<>(limits);
        changed.computeIfPresent(kind, (each, limit) -> change.apply(limit));
        return withLimits(changed);
    }

    private SimulatorOptions withLimits(Map<CallKind, Limit> newLimits) {
        return new SimulatorOptions(ports, account, newLimits, luck, forms, faults, iam, clock);
    }

    private SimulatorOptions with(Luck newLuck) {
        return new SimulatorOptions(ports, account, limits, newLuck, forms, faults, iam, clock);
    }

    private SimulatorOptions with(Forms newForms) {
        return new SimulatorOptions(ports, account, limits, luck, newForms, faults, iam, clock);
    }

    private SimulatorOptions withRules(List<FaultRule> newFaults) {
        return new SimulatorOptions(ports, account, limits, luck, forms, newFaults, iam, clock);
    }

    private static void require(boolean legal, String fault) {
        if (!legal) {
            throw new IllegalArgumentException(fault);
        }
    }
}
