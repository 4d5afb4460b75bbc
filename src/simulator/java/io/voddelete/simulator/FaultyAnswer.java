package io.voddelete.simulator;

import io.voddelete.simulator.Listing.Item;
import io.voddelete.simulator.ScriptedAnswer.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a fault makes of the answer to a call. */
final class FaultyAnswer {
    private final FaultRule rule;

    FaultyAnswer(FaultRule rule) {
        this.rule = rule;
    }

    /**
     * The answer in place of the ordinary one.
     *
     * @param listing the ordinary one, or null if the call was refused as a whole
     * @param refusal the ordinary one, or null if the call was not refused
     * @param before the answer to the call before, or null
     */
    Reply reply(Listing listing, Reply refusal, Listing before) {
        Reply ordinary = listing == null ? refusal : listing.reply();
        boolean nothingToBend = listing == null || listing.items().isEmpty();
        Reply reply = switch (rule.kind()) {
            case ERROR -> ErrorTable.reply(rule.value(), rule.status());
            case CODELESS -> Reply.json(status(), "{\"error_msg\":\"An error without a code.\"}");
            case PAGE -> Reply.html(status());
            case WORD -> nothingToBend ? ordinary : withWord(listing).reply();
            case LIE -> nothingToBend ? ordinary : lie().tell(listing, chosen(listing), before);
            default -> ordinary;
        };
        return rule.retryAfter() == null ? reply : reply.withHeader("Retry-After", rule.retryAfter());
    }

    /** How it goes over the wire. */
    Manner manner(Manner ordinary) {
        Duration delay = ordinary.delay();
        return switch (rule.kind()) {
            case CUT -> ordinary.ending(Ending.NO_ANSWER);
            case STALL ->
                new Manner(rule.deed() == Deed.LATE ? Duration.ZERO : rule.time(), Ending.NO_ANSWER, ordinary.drip());
            case DELAY -> new Manner(delay.plus(rule.time()), ordinary.ending(), ordinary.drip());
            case DRIP -> new Manner(delay, ordinary.ending(), rule.time());
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

    /** The first asset that the rule is about. */
    private int chosen(Listing listing) {
        for (int i = 0; rule.ids() != null && i < listing.items().size(); i++) {
            if (listing.items().get(i).assetId().startsWith('"' + rule.ids())) {
                return i;
            }
        }
        return 0;
    }
}
