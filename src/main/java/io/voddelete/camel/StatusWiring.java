package io.voddelete.camel;

import io.voddelete.http.AccessPolicy;
import io.voddelete.operations.Downloads;
import io.voddelete.operations.ErrorMapping;
import io.voddelete.operations.OperatorCommands;
import io.voddelete.operations.PageMark;
import io.voddelete.operations.Sender;
import io.voddelete.operations.StatusQueries;
import io.voddelete.store.AssetStore;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;

/** The beans for queries and commands. */
record StatusWiring(TimeSource clock, RandomGenerator random, AssetStore store, Callers callers) {
    /** @param work raised when ids may be claimed */
    void bind(CamelContext context, SenderWiring wiring, WakeUp work) {
        AccessPolicy door = callers.door();
        byte[] key = new byte[16];
        random.nextBytes(key);
        Sender sender = wiring.sender();
        ErrorMapping answering = new ErrorMapping(callers.refused(), clock);
        VodBeans.bind(
                context,
                "vodStatusQueries",
                new StatusQueries(
                        store.sealedSubmissions(),
                        store.queries(),
                        sender,
                        door,
                        answering,
                        new Downloads(clock::nanoTime),
                        new PageMark(key),
                        clock));
        VodBeans.bind(
                context,
                "vodOperatorCommands",
                new OperatorCommands(store.submissions(), store.queries(), sender, door, answering, work));
    }
}
