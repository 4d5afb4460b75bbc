package io.voddelete;

import io.voddelete.pipeline.Signal;
import io.voddelete.status.Answering;
import io.voddelete.status.Orders;
import io.voddelete.status.Questions;
import io.voddelete.status.Sender;
import io.voddelete.store.AssetStore;
import io.voddelete.web.Door;
import java.time.InstantSource;
import org.apache.camel.CamelContext;

/** The beans that answer questions and take orders. */
record StatusWiring(Settings settings, InstantSource clock, AssetStore store) {
    /** Who may ask and order. */
    static Door door(CamelContext context, Settings settings) {
        return new Door(settings.text(Setting.STATUS_TOKEN), Reach.isThisMachine(context, settings));
    }

    /** @param work raised when ids may be claimed */
    void bind(CamelContext context, SenderWiring wiring, Signal work) {
        Door door = door(context, settings);
        Sender sender = wiring.sender();
        Answering answering = new Answering(clock);
        context.getRegistry().bind("questions", new Questions(store, sender, door, answering, clock));
        context.getRegistry().bind("orders", new Orders(store, sender, door, answering, work, clock));
    }
}
