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

/** How a simulator behaves. Immutable: each {@code with…} gives a changed copy, and throws IllegalArgumentException for what is not legal. */
public final class SimulatorOptions {
    /** The made-up project id that the simulator serves unless told otherwise. */
    public static final String PROJECT_ID = "5151515151515151a1a1a1a1a1a1a1a1";
    /** The made-up access key that it knows unless told otherwise. */
    public static final String ACCESS_KEY = "SIMULATORACCESSKEY01";
    /** The made-up secret key of that access key. */
    public static final String SECRET_KEY = "made-up-secret-key-of-the-vod-simulator1";

    /** The made-up IAM account, user and password that get tokens. */
    public static final String DOMAIN = "simulator-account";

    public static final String USER = "simulator-user";
    public static final String PASSWORD = "made-up-password-of-the-simulator";

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

    /** Time between deed and answer, and where that and the faults are drawn from. */
    record Luck(Duration latencyMin, Duration latencyMax, long seed) {
        Luck {
            require(!latencyMin.isNegative(), "it is negative");
            require(latencyMin.compareTo(latencyMax) <= 0, "the shortest latency is above the longest");
        }
    }

    /** How a DELETE tells of assets that cannot be deleted. */
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

    /** Free ports, the made-up account, the documented quotas in fixed windows, no latency, no faults, the system clock. */
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
        return with(CallKind.DELETE, limit -> limit.withPerMinute(calls));
    }

    /** Info calls admitted a minute, 0 for any number. */
    public SimulatorOptions withInfosPerMinute(int calls) {
        return with(CallKind.INFO, limit -> limit.withPerMinute(calls));
    }

    /** Whether a 429 also says in {@code Retry-After} how many seconds to wait. */
    public SimulatorOptions withRetryAfter(boolean retryAfter) {
        UnaryOperator<Limit> change = limit -> limit.withTells(retryAfter ? Tells.BOTH : Tells.LIMIT);
        return with(CallKind.DELETE, change).with(CallKind.INFO, change);
    }

    /** The quotas in their written form, as {@code delete=60,others=20,window=sliding,tells=nothing; info=300}. */
    public SimulatorOptions withLimits(String text) {
        return withLimits(Limit.change(limits, text));
    }

    /** Time between deed and answer, drawn evenly from min to max, in whole milliseconds. */
    public SimulatorOptions withLatency(Duration min, Duration max) {
        return with(new Luck(min, max, luck.seed));
    }

    /** Where latencies and faults are drawn from. */
    public SimulatorOptions withSeed(long seed) {
        return with(new Luck(luck.latencyMin, luck.latencyMax, seed));
    }

    /** What goes wrong, on top of what was said before: rules in their written form, see {@link VodSimulator#faults}. */
    public SimulatorOptions withFaults(String text) {
        List<FaultRule> more = new ArrayList<>(faults);
        more.addAll(FaultRule.readAll(text));
        FaultRule.requireRatesUpToOne(more);
        return withRules(more);
    }

    /** Share of DELETE calls, from 0 to 1, that end in 503 before the deed, or in 502 or no answer after it, each a third. */
    public SimulatorOptions withFaultRate(double rate) {
        require(rate >= 0 && rate <= 1, "the rate is not from 0 to 1");
        String share = String.format(Locale.ROOT, ",on=delete,rate=%.8f", rate / 3);
        return rate == 0
                ? this
                : withFaults("error=APIGW.0613" + share + ";page=502,deed=after" + share + ";cut,deed=after" + share);
    }

    /** Whether every info call is refused for want of permission. */
    public SimulatorOptions withInfoRefused(boolean refused) {
        return refused ? withFaults("error=VOD.10074,on=info") : this;
    }

    /** What a DELETE call answers that names an id which does not exist. */
    public SimulatorOptions withNotFound(AnswerForm form) {
        return with(new Forms(form, forms.busy));
    }

    /** What a DELETE call answers that names a busy asset. */
    public SimulatorOptions withBusy(AnswerForm form) {
        return with(new Forms(forms.notFound, form));
    }

    /** How IAM gives tokens, as {@code lifetime=30s,bytes=32768,lock-after=5}; what is not named stays. */
    public SimulatorOptions withIam(String text) {
        return new SimulatorOptions(ports, account, limits, luck, forms, faults, iam.with(text), clock);
    }

    /** The clock of quotas, signatures, faults and recorded calls; latencies are real time. */
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
