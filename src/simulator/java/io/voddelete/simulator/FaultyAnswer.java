package io.voddelete.simulator;

import io.voddelete.simulator.Listing.Item;
import io.voddelete.simulator.ScriptedAnswer.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes the response to a call according to a fault rule. */
final class FaultyAnswer {
    private final FaultRule rule;

    FaultyAnswer(FaultRule rule) {
        this.rule = rule;
    }

    /**
     * Returns the changed response.
     *
     * @param listing the assets in the ordinary response; null if it has none
     * @param before the previous response that listed assets; null if there was none
     */
    SimulatedResponse reply(@Nullable Listing listing, SimulatedResponse ordinary, @Nullable Listing before) {
        SimulatedResponse reply = switch (rule.kind()) {
            case ERROR -> ErrorTable.reply(rule.value(), rule.status());
            case CODELESS -> SimulatedResponse.json(status(), "{\"error_msg\":\"An error without a code.\"}");
            case PAGE -> SimulatedResponse.html(status());
            case WORD, LIE -> listing == null || listing.items().isEmpty() ? ordinary : bent(listing, before);
            default -> ordinary;
        };
        return rule.retryAfter() == null ? reply : reply.withHeader("Retry-After", rule.retryAfter());
    }

    private SimulatedResponse bent(Listing listing, @Nullable Listing before) {
        return rule.kind() == FaultKind.WORD
                ? withWord(listing).reply()
                : MalformedResponse.of(rule.value()).orElseThrow().tell(listing, chosen(listing), before);
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
