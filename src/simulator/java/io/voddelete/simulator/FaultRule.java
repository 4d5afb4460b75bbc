package io.voddelete.simulator;

import io.voddelete.simulator.FaultKind.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One thing that goes wrong, and when.
 *
 * @param value what follows the kind; empty if nothing does
 * @param ids how the asset ids begin that it is about, or null
 * @param rate the share of the calls, or assets, that it is about, or 0 if it is not drawn
 * @param times how often it takes place, for each asset or, without {@code ids} and of a call, at all
 * @param lasting how long it takes place, or null
 * @param on the only kind of call that it is about, or null for all but those for a token
 * @param status the HTTP status to answer with, or 0 for the usual one
 * @param retryAfter seconds for {@code Retry-After}, or null for no such header
 * @param form how a DELETE tells it of an asset, or null for the usual form
 * @param text the rule as written
 */
record FaultRule(
        FaultKind kind,
        String value,
        String ids,
        double rate,
        int times,
        Duration lasting,
        CallKind on,
        Deed deed,
        int status,
        String retryAfter,
        AnswerForm form,
        String text) {
    private static final Set<String> COMMON = Set.of("ids", "rate", "times", "for", "on");
    private static final Map<Scope, Set<String>> MORE =
            Map.of(Scope.ASSET, Set.of("form", "status"), Scope.CALL, Set.of("deed", "status", "retry-after"));
    private static final Set<FaultKind> BEFORE_THE_DEED =
            Set.of(FaultKind.ERROR, FaultKind.CODELESS, FaultKind.PAGE, FaultKind.CUT, FaultKind.STALL);

    private static final Pattern IDS = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern RATE = Pattern.compile("0?\\.\\d{1,9}|1|1\\.0");
    private static final Pattern TIMES = Pattern.compile("[1-9]\\d{0,8}");
    private static final Pattern LASTING = Pattern.compile("\\d{1,9}(ms|s|m|h)");
    private static final Pattern STATUS = Pattern.compile("[2-5]\\d\\d");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException for what is not legal; the message names the rule, the fault and what is legal
     */
    static List<FaultRule> readAll(String text) {
        List<FaultRule> rules = new ArrayList<>();
        RuleText.read(text).forEach(rule -> rules.add(read(rule)));
        requireRatesUpToOne(rules);
        return rules;
    }

    /** Throws IllegalArgumentException if more would be drawn than there is. */
    static void requireRatesUpToOne(List<FaultRule> rules) {
        for (CallKind call : CallKind.values()) {
            requireRatesUpToOne(rules, call);
        }
    }

    private static FaultRule read(RuleText text) {
        FaultKind kind = FaultKind.of(text.word())
                .orElseThrow(() -> text.illegal("there is no fault '" + text.word() + "'", FaultKind.words()));
        if (!kind.allows(text.value())) {
            throw text.illegal("the value of " + kind.word() + " is wrong", kind.legalValue());
        }
        Set<String> keys = new HashSet<>(COMMON);
        keys.addAll(MORE.getOrDefault(kind.scope(), Set.of()));
        text.allow(keys);
        String ids = text.option("ids", null, IDS, "how the ids begin: 1 to 64 of A-Z a-z 0-9 _ -");
        double rate = Double.parseDouble(text.option("rate", "0", RATE, "a share above 0, up to 1, as 0.02"));
        if (text.options().containsKey("rate") && (ids != null || rate == 0)) {
            throw text.illegal("it has a rate of 0, or both ids and rate", "a rate above 0 without ids");
        }
        String lasting = text.option("for", null, LASTING, "a time such as 500ms, 30s or 5m");
        return new FaultRule(
                kind,
                text.value(),
                ids,
                rate,
                Integer.parseInt(text.option("times", "" + Integer.MAX_VALUE, TIMES, "a whole number from 1")),
                lasting == null ? null : RuleText.time(lasting),
                oneOf(CallKind.class, text, "on"),
                deed(kind, text),
                Integer.parseInt(text.option("status", "0", STATUS, "an HTTP status from 200 to 599")),
                text.option("retry-after", null, SECONDS, "a number of seconds"),
                oneOf(AnswerForm.class, text, "form"),
                text.toString());
    }

    private static Deed deed(FaultKind kind, RuleText text) {
        Deed deed = oneOf(Deed.class, text, "deed");
        if (deed == Deed.LATE && kind != FaultKind.STALL) {
            throw text.illegal("only a stall can have a late deed", "before or after");
        }
        return deed != null ? deed : BEFORE_THE_DEED.contains(kind) ? Deed.BEFORE : Deed.AFTER;
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, RuleText text, String key) {
        List<String> words = new ArrayList<>();
        for (E each : type.getEnumConstants()) {
            words.add(each.name().toLowerCase(Locale.ROOT));
        }
        String word = text.option(key, null, Pattern.compile(String.join("|", words)), String.join(" or ", words));
        return word == null ? null : Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }

    private static void requireRatesUpToOne(List<FaultRule> rules, CallKind call) {
        Map<Scope, Double> sums = new EnumMap<>(Scope.class);
        for (FaultRule rule : rules) {
            boolean shares = rule.kind.scope() == Scope.ASSET || rule.isAbout(call);
            if (shares && sums.merge(rule.kind.scope(), rule.rate, Double::sum) > 1.000_001) {
                throw new IllegalArgumentException(rule.text + ": the rates add up to more than 1");
            }
        }
    }

    boolean isAbout(CallKind call) {
        return on == null ? call != CallKind.TOKEN : on == call;
    }

    /** Whether its {@code ids} allow this one. */
    boolean selects(String assetId) {
        return ids == null || assetId.startsWith(ids);
    }

    /** Whether it is the fate of this asset by its id. */
    boolean names(String assetId) {
        return ids != null && kind.scope() == Scope.ASSET && assetId.startsWith(ids);
    }

    /** Whether it takes place when a call has deleted one of its assets, and only then. */
    boolean awaitsTheDeed(CallKind call) {
        return ids != null && kind.scope() == Scope.CALL && call == CallKind.DELETE && deed == Deed.AFTER;
    }

    /** The value as a time. */
    Duration time() {
        return RuleText.time(value);
    }

    @Override
    public String toString() {
        return text;
    }
}
