package io.voddelete.camel;

import io.voddelete.http.Door;
import io.voddelete.operations.Answering;
import io.voddelete.operations.Downloads;
import io.voddelete.operations.Orders;
import io.voddelete.operations.PageMark;
import io.voddelete.operations.Questions;
import io.voddelete.operations.Sender;
import io.voddelete.store.AssetStore;
import io.voddelete.support.Signal;
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
