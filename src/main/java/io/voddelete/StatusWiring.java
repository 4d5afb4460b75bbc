package io.voddelete;

import io.voddelete.pipeline.RefusedCallers;
import io.voddelete.pipeline.Signal;
import io.voddelete.status.Answering;
import io.voddelete.status.Downloads;
import io.voddelete.status.Orders;
import io.voddelete.status.Questions;
import io.voddelete.status.Sender;
import io.voddelete.store.AssetStore;
import io.voddelete.web.BearerToken;
import io.voddelete.web.Door;
import io.voddelete.web.NamedSecret;
import java.time.InstantSource;
import java.util.List;
import org.apache.camel.CamelContext;

/** The beans that answer questions and take orders. */
record StatusWiring(Settings settings, InstantSource clock, AssetStore store, RefusedCallers refused) {
    /** Who may ask and order. */
    static Door door(CamelContext context, Settings settings, InstantSource clock) {
        List<NamedSecret> tokens = CallerRules.secrets(Setting.STATUS_TOKEN, settings.text(Setting.STATUS_TOKEN));
        BearerToken token = tokens.isEmpty()
                ? null
                : new BearerToken(tokens, name -> settings.callers().caller(Setting.STATUS_TOKEN, name));
        return new Door(token, WebhookWiring.senders(settings, clock), Reach.isThisMachine(context, settings));
    }

    /** @param work raised when ids may be claimed */
    void bind(CamelContext context, SenderWiring wiring, Signal work) {
        Door door = door(context, settings, clock);
        Sender sender = wiring.sender();
        Answering answering = new Answering(refused, clock);
        context.getRegistry()
                .bind(
                        "questions",
                        new Questions(store, sender, door, answering, new Downloads(System::nanoTime), clock));
        context.getRegistry().bind("orders", new Orders(store, sender, door, answering, work));
    }
}
