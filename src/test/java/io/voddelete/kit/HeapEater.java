package io.voddelete.kit;

import io.vertx.core.Vertx;
import io.voddelete.intake.AcceptIds;
import io.voddelete.store.WriterInTests;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.spi.Registry;

/**
 * Uses up all memory of the process at a step of a route, so that the JVM throws its real errors. The system properties
 * {@code eater.step} and {@code eater.thread} name the step and the thread. Camel Main creates it if
 * {@code camel.main.configurationClasses} names it.
 */
public final class HeapEater implements CamelConfiguration, InterceptStrategy {
    private static final int MEBIBYTE = 1024 * 1024;

    private static volatile List<byte[]> held;

    private final String step = System.getProperty("eater.step");
    private final String thread = System.getProperty("eater.thread");

    @Override
    public void configure(CamelContext context) {
        context.getCamelContextExtension().addInterceptStrategy(this);
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode node, Processor target, Processor next) {
        return node.getId().equals(step) ? exchange -> process(exchange, target) : target;
    }

    private void process(Exchange exchange, Processor target) throws Exception {
        target.process(exchange); // the step has taken effect, but nothing has recorded that yet
        Registry registry = exchange.getContext().getRegistry();
        switch (thread) {
            case "step" -> eat();
            case "other" -> new Thread(HeapEater::eatAndHold, "thread-of-a-host").start();
            case "writer" ->
                WriterInTests.run(registry.lookupByNameAndType("vodAcceptIds", AcceptIds.class), HeapEater::eat);
            case "event-loop" ->
                registry.lookupByNameAndType("vertx", Vertx.class).runOnContext(nothing -> eat());
            default -> throw new IllegalArgumentException(thread);
        }
    }

    private static void eat() {
        List<byte[]> all = new ArrayList<>();
        while (true) {
            all.add(new byte[MEBIBYTE]);
        }
    }

    /** Continues this thread, so that another one runs out of memory. */
    private static void eatAndHold() {
        List<byte[]> all = new ArrayList<>();
        held = all;
        for (int size = MEBIBYTE; ; size = Math.max(16, size / 2)) {
            try {
                while (true) {
                    all.add(new byte[size]);
                }
            } catch (OutOfMemoryError e) {
                Thread.onSpinWait(); // also takes what other threads release
            }
        }
    }
}
