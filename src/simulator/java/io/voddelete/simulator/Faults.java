package io.voddelete.simulator;

import io.voddelete.simulator.FaultKind.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The fault rules in force and how often they applied. Rules are tried in this order: configured rules, built-in rules,
 * configured rules with a rate; the first match applies. Configured rules that select an asset by id disable the built-in ones
 * for it. Rules with a rate share one random draw, so their rates add up. Whether an asset is drawn depends only on its id
 * and the seed, not on the order of calls. Thread-safe.
 */
final class Faults {
    /** Built-in rules that select assets by id, so that a file of ids can serve as a script. */
    static final List<FaultRule> ALWAYS = FaultRule.readAll("""
            unknown,ids=00000000404
            gone,ids=00000000410
            busy,ids=00000000423,times=2
            busy,ids=00000000425,for=20s
            refused,ids=00000000403
            refused,ids=00000000409,times=2
            spoils=VOD.10111,ids=00000000401
            deleting,ids=00000000202,for=10s
            page=502,ids=00000000502,times=1,effect=after,on=delete
            """);

    private static final class State {
        private final FaultRule rule;
        private final boolean always;
        private final Instant setAt;
        private final Map<String, Instant> since = new HashMap<>();
        private final Map<String, Integer> used = new HashMap<>();
        private long taken;

        private State(FaultRule rule, boolean always, Instant setAt) {
            this.rule = rule;
            this.always = always;
            this.setAt = setAt;
        }

        /** Counts an application to this asset, or to all if empty; false if the limit of times or time is reached. */
        private boolean use(String assetId, Instant now) {
            if (rule.lasting() != null && !now.isBefore(began(assetId, now).plus(rule.lasting()))) {
                return false;
            }
            if (rule.times() < Integer.MAX_VALUE) {
                int before = used.getOrDefault(assetId, 0);
                if (before >= rule.times()) {
                    return false;
                }
                used.put(assetId, before + 1);
            }
            taken++;
            return true;
        }

        private Instant began(String assetId, Instant now) {
            return rule.kind().scope() == Scope.ASSET ? since.computeIfAbsent(assetId, id -> now) : setAt;
        }

        private boolean use(Collection<String> assetIds, Instant now) {
            if (rule.ids() == null) {
                return use("", now);
            }
            boolean any = false;
            for (String assetId : assetIds) {
                any |= rule.selects(assetId) && use(assetId, now);
            }
            return any;
        }

        private void start(String assetId, Instant now) {
            since.put(assetId, now);
            used.remove(assetId);
        }
    }

    private final InstantSource clock;
    private final RandomSource randomSource;
    private List<State> states = List.of();

    Faults(InstantSource clock, RandomSource randomSource, List<FaultRule> rules) {
        this.clock = clock;
        this.randomSource = randomSource;
        set(rules);
    }

    /** Replaces the configured rules; all counters start again. */
    synchronized void set(List<FaultRule> rules) {
        Instant now = clock.instant();
        List<State> all = new ArrayList<>();
        rules.stream().filter(rule -> rule.rate() == 0).forEach(rule -> all.add(new State(rule, false, now)));
        ALWAYS.forEach(rule -> all.add(new State(rule, true, now)));
        rules.stream().filter(rule -> rule.rate() > 0).forEach(rule -> all.add(new State(rule, false, now)));
        states = all;
    }

    /** Returns the fault of a call in this scope, except those that wait for the effect. */
    synchronized Optional<FaultRule> onCall(Scope scope, ApiCall call) {
        Instant now = clock.instant();
        return first(
                randomSource.draw(),
                rule -> rule.kind().scope() == scope && rule.isAbout(call.kind()),
                state -> !state.rule.awaitsEffect(call.kind()) && state.use(call.assetIds(), now));
    }

    /** Returns the fault of a DELETE call that has deleted these assets. */
    synchronized Optional<FaultRule> afterEffect(Collection<String> deleted) {
        Instant now = clock.instant();
        return first(
                0,
                rule -> rule.awaitsEffect(CallKind.DELETE) && rule.isAbout(CallKind.DELETE),
                state -> state.use(deleted, now));
    }

    /** Returns the fault of an asset as seen by this call, and counts it. */
    synchronized Optional<FaultRule> onAsset(String assetId, CallKind call, boolean deleted) {
        Instant now = clock.instant();
        return ofAsset(
                assetId,
                state -> state.rule.kind().shows(call, deleted) && state.rule.isAbout(call) && state.use(assetId, now));
    }

    /** Called for every deletion; starts rules that apply from then on. Returns the rule that makes the asset DELETING at first. */
    synchronized Optional<FaultRule> atDeletion(String assetId) {
        Instant now = clock.instant();
        List<State> deleting = new ArrayList<>();
        ofAsset(assetId, state -> {
            if (state.rule.kind().startsAtDeletion()) {
                state.start(assetId, now);
            }
            if (state.rule.kind() == FaultKind.DELETING) {
                deleting.add(state);
            }
            return false;
        });
        return deleting.stream().findFirst().map(state -> state.rule);
    }

    private Optional<FaultRule> ofAsset(String assetId, Predicate<State> takesPlace) {
        boolean named = states.stream().anyMatch(state -> !state.always && state.rule.names(assetId));
        return first(
                randomSource.shareOf(assetId),
                rule -> rule.kind().scope() == Scope.ASSET,
                state -> state.rule.selects(assetId) && !(state.always && named) && takesPlace.test(state));
    }

    /** Returns the first matching rule. Each rule with a rate owns an interval of that size in [0, 1). */
    private Optional<FaultRule> first(double draw, Predicate<FaultRule> ofThese, Predicate<State> takesPlace) {
        double left = draw;
        for (State state : states) {
            if (ofThese.test(state.rule)) {
                double rate = state.rule.rate();
                boolean drawn = rate == 0 || left >= 0 && left < rate;
                left -= rate;
                if (drawn && takesPlace.test(state)) {
                    return Optional.of(state.rule);
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the rules in the order in which they are tried, one per line, with the number of applications as a comment. */
    synchronized String text() {
        return states.stream()
                .map(state -> (state.always ? "# always: " : "") + state.rule + "  # applied: " + state.taken + '\n')
                .collect(Collectors.joining());
    }
}
