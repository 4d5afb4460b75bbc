package io.voddelete;

import io.voddelete.pipeline.Signal;
import io.voddelete.status.Answering;
import io.voddelete.status.Downloads;
import io.voddelete.status.Orders;
import io.voddelete.status.PageMark;
import io.voddelete.status.Questions;
import io.voddelete.status.Sender;
import io.voddelete.store.AssetStore;
import io.voddelete.web.Door;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;

/** The beans that answer questions and take orders. */
record StatusWiring(InstantSource clock, RandomGenerator random, AssetStore store, Callers callers) {
    /** @param work raised when ids may be claimed */
    void bind(CamelContext context, SenderWiring wiring, Signal work) {
        Door door = callers.door();
        byte[] key = new byte[16];
        random.nextBytes(key);
        Sender sender = wiring.sender();
        Answering answering = new Answering(callers.refused(), clock);
        OwnBeans.bind(
                context,
                "questions",
                new Questions(
                        store, sender, door, answering, new Downloads(System::nanoTime), new PageMark(key), clock));
        OwnBeans.bind(context, "orders", new Orders(store, sender, door, answering, work));
    }
}
