package io.voddelete.simulator;

import io.voddelete.simulator.FaultKind.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A fault and when it applies.
 *
 * @param value the value of the kind; empty if none
 * @param ids prefix of the affected asset ids; may be null
 * @param rate fraction of affected calls or assets; 0 if not drawn
 * @param times how often it applies; per asset, or in total for a call without {@code ids}
 * @param lasting how long it applies; null for no limit
 * @param on the only kind of call affected; null for all except token calls
 * @param status the HTTP status of the response; 0 for the usual one
 * @param retryAfter value of {@code Retry-After} in seconds; null for none
 * @param form how a DELETE reports it; null for the usual form
 * @param text the rule as written
 */
record FaultRule(
        FaultKind kind,
        String value,
        @Nullable String ids,
        double rate,
        int times,
        @Nullable Duration lasting,
        @Nullable CallKind on,
        EffectTiming effect,
        int status,
        @Nullable String retryAfter,
        @Nullable AnswerForm form,
        String text) {
    private static final Set<String> COMMON = Set.of("ids", "rate", "times", "for", "on");
    private static final Map<Scope, Set<String>> MORE =
            Map.of(Scope.ASSET, Set.of("form", "status"), Scope.CALL, Set.of("effect", "status", "retry-after"));
    private static final Set<FaultKind> BEFORE_EFFECT =
            Set.of(FaultKind.ERROR, FaultKind.CODELESS, FaultKind.PAGE, FaultKind.CUT, FaultKind.STALL);

    private static final Pattern IDS = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern RATE = Pattern.compile("0?\\.\\d{1,9}|1|1\\.0");
    private static final Pattern TIMES = Pattern.compile("[1-9]\\d{0,8}");
    private static final Pattern LASTING = Pattern.compile("\\d{1,9}(ms|s|m|h)");
    private static final Pattern STATUS = Pattern.compile("[2-5]\\d\\d");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    /**
     * Parses rules.
     *
     * @throws IllegalArgumentException if invalid; the message names the rule and says what is allowed
     */
    static List<FaultRule> readAll(String text) {
        List<FaultRule> rules = new ArrayList<>();
        RuleText.read(text).forEach(rule -> rules.add(read(rule)));
        requireRatesUpToOne(rules);
        return rules;
    }

    /** Throws IllegalArgumentException if rates add up to more than 1. */
    static void requireRatesUpToOne(List<FaultRule> rules) {
        for (CallKind call : CallKind.values()) {
            requireRatesUpToOne(rules, call);
        }
    }

    private static FaultRule read(RuleText text) {
        FaultKind kind = FaultKind.of(text.word())
                .orElseThrow(() -> text.illegal("unknown fault '" + text.word() + "'", FaultKind.words()));
        if (!kind.allows(text.value())) {
            throw text.illegal("invalid value of " + kind.word(), kind.legalValue());
        }
        Set<String> keys = new HashSet<>(COMMON);
        keys.addAll(MORE.getOrDefault(kind.scope(), Set.of()));
        text.allow(keys);
        String ids = text.option("ids", IDS, "a prefix of ids: 1 to 64 of A-Z a-z 0-9 _ -")
                .orElse(null);
        double rate = Double.parseDouble(text.option("rate", RATE, "a number above 0, up to 1, such as 0.02")
                .orElse("0"));
        if (text.options().containsKey("rate") && (ids != null || rate == 0)) {
            throw text.illegal("rate is 0 or combined with ids", "a rate above 0 without ids");
        }
        return new FaultRule(
                kind,
                text.value(),
                ids,
                rate,
                text.option("times", TIMES, "an integer from 1")
                        .map(Integer::parseInt)
                        .orElse(Integer.MAX_VALUE),
                text.option("for", LASTING, "a duration such as 500ms, 30s or 5m")
                        .map(RuleText::time)
                        .orElse(null),
                oneOf(CallKind.class, text, "on").orElse(null),
                effect(kind, text),
                text.option("status", STATUS, "an HTTP status from 200 to 599")
                        .map(Integer::parseInt)
                        .orElse(0),
                text.option("retry-after", SECONDS, "a number of seconds").orElse(null),
                oneOf(AnswerForm.class, text, "form").orElse(null),
                text.toString());
    }

    private static EffectTiming effect(FaultKind kind, RuleText text) {
        EffectTiming effect = oneOf(EffectTiming.class, text, "effect")
                .orElse(BEFORE_EFFECT.contains(kind) ? EffectTiming.BEFORE : EffectTiming.AFTER);
        if (effect == EffectTiming.LATE && kind != FaultKind.STALL) {
            throw text.illegal("'late' applies to a stall only", "before or after");
        }
        return effect;
    }

    private static <E extends Enum<E>> Optional<E> oneOf(Class<E> type, RuleText text, String key) {
        List<String> words = new ArrayList<>();
        for (E each : type.getEnumConstants()) {
            words.add(each.name().toLowerCase(Locale.ROOT));
        }
        return text.option(key, Pattern.compile(String.join("|", words)), String.join(" or ", words))
                .map(word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
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

    /** Returns whether its {@code ids} match this id or are absent. */
    boolean selects(String assetId) {
        return ids == null || assetId.startsWith(ids);
    }

    /** Returns whether its {@code ids} select this asset. */
    boolean names(String assetId) {
        return ids != null && kind.scope() == Scope.ASSET && assetId.startsWith(ids);
    }

    /** Returns whether it applies only after a call has deleted one of its assets. */
    boolean awaitsEffect(CallKind call) {
        return ids != null && kind.scope() == Scope.CALL && call == CallKind.DELETE && effect == EffectTiming.AFTER;
    }

    /** Returns the value as a duration. */
    Duration time() {
        return RuleText.time(value);
    }

    @Override
    public String toString() {
        return text;
    }
}
