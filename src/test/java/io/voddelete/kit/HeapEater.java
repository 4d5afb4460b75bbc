package io.voddelete.kit;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;

/**
 * A part of a host that takes all memory there is, or all of the stack, once, at a step of a route: the errors are those of
 * the JVM. System properties say at which step ({@code eater.step}) and in which way ({@code eater.way}). A file in the
 * working directory tells the next process that it has happened.
 */
public final class HeapEater implements InterceptStrategy {
    /** Written when it has happened. */
    public static final Path MARK = Path.of("eaten");

    private static final int MEBIBYTE = 1024 * 1024;

    private static volatile Object held;

    private final String step = System.getProperty("eater.step");
    private final String way = System.getProperty("eater.way");

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode node, Processor target, Processor next) {
        if (!node.getId().equals(step)) {
            return target;
        }
        return exchange -> {
            target.process(exchange);
            if (isFirst()) {
                act(exchange.getContext());
            }
        };
    }

    private void act(CamelContext context) {
        switch (way) {
            case "here" -> eat();
            case "stack" -> dive(0);
            case "thread" -> new Thread(HeapEater::eat, "thread-of-a-host").start();
            case "everywhere" -> new Thread(HeapEater::eatAndHold, "thread-of-a-host").start();
            case "event-loop" ->
                context.getRegistry().lookupByNameAndType("vertx", Vertx.class).runOnContext(nothing -> eat());
            default -> throw new IllegalArgumentException(way);
        }
    }

    private static boolean isFirst() {
        try {
            Files.createFile(MARK);
            return true;
        } catch (java.nio.file.FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void eat() {
        List<byte[]> all = new ArrayList<>();
        while (true) {
            all.add(new byte[MEBIBYTE]);
        }
    }

    /** This thread goes on, so that others find no memory. */
    private static void eatAndHold() {
        List<byte[]> all = new ArrayList<>();
        held = all;
        for (int size = MEBIBYTE; ; size = Math.max(16, size / 2)) {
            try {
                while (true) {
                    all.add(new byte[size]);
                }
            } catch (OutOfMemoryError e) {
                Thread.onSpinWait(); // what others give back is taken too
            }
        }
    }

    private static int dive(int depth) {
        return dive(depth + 1) + 1;
    }
}
