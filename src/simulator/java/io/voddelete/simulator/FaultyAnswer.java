package io.voddelete.simulator;

import io.voddelete.simulator.Listing.Item;
import io.voddelete.simulator.ScriptedAnswer.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Changes the response to a call according to a fault rule. */
final class FaultyAnswer {
    private final FaultRule rule;

    FaultyAnswer(FaultRule rule) {
        this.rule = rule;
    }

    /**
     * Returns the changed response.
     *
     * @param listing the ordinary response; null if the call was refused
     * @param refusal the ordinary response; null if the call was not refused
     * @param before the previous response; may be null
     */
    SimulatedResponse reply(Listing listing, SimulatedResponse refusal, Listing before) {
        SimulatedResponse ordinary = listing == null ? refusal : listing.reply();
        boolean nothingToBend = listing == null || listing.items().isEmpty();
        SimulatedResponse reply = switch (rule.kind()) {
            case ERROR -> ErrorTable.reply(rule.value(), rule.status());
            case CODELESS -> SimulatedResponse.json(status(), "{\"error_msg\":\"An error without a code.\"}");
            case PAGE -> SimulatedResponse.html(status());
            case WORD -> nothingToBend ? ordinary : withWord(listing).reply();
            case LIE -> nothingToBend ? ordinary : lie().tell(listing, chosen(listing), before);
            default -> ordinary;
        };
        return rule.retryAfter() == null ? reply : reply.withHeader("Retry-After", rule.retryAfter());
    }

    /** Returns how the response is sent. */
    Delivery delivery(Delivery ordinary) {
        Duration delay = ordinary.delay();
        return switch (rule.kind()) {
            case CUT -> ordinary.ending(Ending.NO_ANSWER);
            case STALL ->
                new Delivery(
                        rule.effect() == EffectTiming.LATE ? Duration.ZERO : rule.time(),
                        Ending.NO_ANSWER,
                        ordinary.drip());
            case DELAY -> new Delivery(delay.plus(rule.time()), ordinary.ending(), ordinary.drip());
            case DRIP -> new Delivery(delay, ordinary.ending(), rule.time());
            case HALF -> ordinary.ending(Ending.TRUNCATED);
            default -> ordinary;
        };
    }

    private int status() {
        return Integer.parseInt(rule.value());
    }

    private Lie lie() {
        return Lie.of(rule.value()).orElseThrow();
    }

    private Listing withWord(Listing listing) {
        List<Item> items = new ArrayList<>(listing.items());
        int chosen = chosen(listing);
        items.set(chosen, items.get(chosen).withStatus(rule.value()));
        return listing.with(items);
    }

    /** Returns the index of the first asset that the rule affects. */
    private int chosen(Listing listing) {
        for (int i = 0; rule.ids() != null && i < listing.items().size(); i++) {
            if (listing.items().get(i).assetId().startsWith('"' + rule.ids())) {
                return i;
            }
        }
        return 0;
    }
}
