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
 * The rules in force, and what they have done so far. Rules that are set come first, then those that are always in force, then the set ones
 * that are drawn; the first that fits takes place. Set rules that name an asset by its id leave nothing to those always in force. What is drawn shares one draw, so that rates add up. Which assets are drawn depends on
 * id and seed alone, not on the order of the calls. Thread-safe.
 */
final class Faults {
    /** Ids that choose their fate, so that a file of ids can be a script. */
    static final List<FaultRule> ALWAYS = FaultRule.readAll("""
            unknown,ids=00000000404
            gone,ids=00000000410
            busy,ids=00000000423,times=2
            busy,ids=00000000425,for=20s
            refused,ids=00000000403
            refused,ids=00000000409,times=2
            spoils=VOD.10111,ids=00000000401
            deleting,ids=00000000202,for=10s
            page=502,ids=00000000502,times=1,deed=after,on=delete
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

        /** Counts a use for this asset, or the empty text for all; false if it has had its times or its time. */
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
    private final Chance chance;
    private List<State> states = List.of();

    Faults(InstantSource clock, Chance chance, List<FaultRule> rules) {
        this.clock = clock;
        this.chance = chance;
        set(rules);
    }

    /** Puts these rules in the place of those that were set before; all start anew. */
    synchronized void set(List<FaultRule> rules) {
        Instant now = clock.instant();
        List<State> all = new ArrayList<>();
        rules.stream().filter(rule -> rule.rate() == 0).forEach(rule -> all.add(new State(rule, false, now)));
        ALWAYS.forEach(rule -> all.add(new State(rule, true, now)));
        rules.stream().filter(rule -> rule.rate() > 0).forEach(rule -> all.add(new State(rule, false, now)));
        states = all;
    }

    /** What goes wrong with a call in this scope, apart from what awaits the deed. */
    synchronized Optional<FaultRule> onCall(Scope scope, ApiCall call) {
        Instant now = clock.instant();
        return first(
                chance.draw(),
                rule -> rule.kind().scope() == scope && rule.isAbout(call.kind()),
                state -> !state.rule.awaitsTheDeed(call.kind()) && state.use(call.assetIds(), now));
    }

    /** What goes wrong with a DELETE after it has deleted these assets. */
    synchronized Optional<FaultRule> afterDeed(Collection<String> deleted) {
        Instant now = clock.instant();
        return first(
                0,
                rule -> rule.awaitsTheDeed(CallKind.DELETE) && rule.isAbout(CallKind.DELETE),
                state -> state.use(deleted, now));
    }

    /** The fate of the asset as far as a call now meets it; that counts as once. */
    synchronized Optional<FaultRule> onAsset(String assetId, CallKind call, boolean deleted) {
        Instant now = clock.instant();
        return ofAsset(
                assetId,
                state -> state.rule.kind().shows(call, deleted) && state.rule.isAbout(call) && state.use(assetId, now));
    }

    /** To be told of every deletion: begins what shows from then on. Gives the rule by which the asset is DELETING at first. */
    synchronized Optional<FaultRule> atDeed(String assetId) {
        Instant now = clock.instant();
        List<State> deleting = new ArrayList<>();
        ofAsset(assetId, state -> {
            if (state.rule.kind().startsAtTheDeed()) {
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
                chance.shareOf(assetId),
                rule -> rule.kind().scope() == Scope.ASSET,
                state -> state.rule.selects(assetId) && !(state.always && named) && takesPlace.test(state));
    }

    /** The first that is drawn and takes place. Of these rules each drawn one owns a part of [0, 1) as large as its rate. */
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

    /** The rules in the order in which they are tried, one a line in their written form, with how often each took place. */
    synchronized String text() {
        return states.stream()
                .map(state -> (state.always ? "# always: " : "") + state.rule + "  # took place: " + state.taken + '\n')
                .collect(Collectors.joining());
    }
}
