package io.voddelete.campaign;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/**
 * A Java agent that does something, and says so, when a thread of the module comes to a step: waits there until the whole
 * process has slept and woken up, or fills the disk. Nothing of it is in the product.
 */
public final class AtStep {
    /**
     * Where something is done.
     *
     * @param method of the module, as {@code sender.DeleteBatch.beginCall}
     * @param entry when it is entered, or else when it returns
     * @param passage at which passage, counted since something was done at the step before
     * @param last after a sleep it goes on only when the others have had time to go on
     */
    record Step(String method, boolean entry, int passage, boolean last) {
        static Step read(String text) {
            String[] parts = text.split(" ");
            return new Step(
                    parts[0],
                    Boolean.parseBoolean(parts[1]),
                    Integer.parseInt(parts[2]),
                    Boolean.parseBoolean(parts[3]));
        }

        @Override
        public String toString() {
            return method + " " + entry + " " + passage + " " + last;
        }

        private String type() {
            return MODULE + method.substring(0, method.lastIndexOf('.'));
        }

        private String name() {
            return method.substring(method.lastIndexOf('.') + 1);
        }
    }

    private static final String MODULE = "io.voddelete.";
    private static final String SAID = "at step ";
    private static final String SLEEP = "sleep";
    /** The threads of the route whose steps are slept at; some steps are in other routes too. */
    private static final String SLEEPERS = "vod-delete-batch";

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration GAP = Duration.ofSeconds(1);
    private static final Deque<Step> STEPS = new ArrayDeque<>();
    private static Path ballast;
    private static int passages;
    private static int done;

    private AtStep() {}

    /** The JVM option that has a thread wait at each of the steps, in their order, until the process has slept. */
    static String sleep(Path directory, List<Step> steps) throws IOException {
        return option(directory, SLEEP, steps);
    }

    /** The JVM option that has the disk filled up when one of the steps is come to. */
    static String fill(Path directory, Path ballast, Step step) throws IOException {
        return option(directory, ballast.toAbsolutePath().toString(), List.of(step));
    }

    private static String option(Path directory, String deed, Collection<Step> steps) throws IOException {
        Stream<String> arguments = Stream.concat(Stream.of(deed), steps.stream().map(Step::toString));
        return AgentJar.option(directory, AtStep.class, String.join("|", arguments.toList()));
    }

    /** Whether it says that it has done something for this time, counted from 1. */
    static boolean isSaid(String log, int time) {
        return log.contains(SAID + time + ": ");
    }

    /** @param arguments what is done, {@code sleep} or the file that fills the disk, and the steps, with bars between them */
    public static void premain(String arguments, Instrumentation instrumentation) {
        String[] parts = arguments.split("[|]");
        ballast = parts[0].equals(SLEEP) ? null : Path.of(parts[0]);
        Stream.of(parts).skip(1).map(Step::read).forEach(STEPS::add);
        AgentBuilder agent = new AgentBuilder.Default()
                .with(AgentBuilder.InitializationStrategy.NoOp.INSTANCE)
                .with(AgentBuilder.TypeStrategy.Default.DECORATE);
        for (String each : STEPS.stream().map(Step::type).distinct().toList()) {
            String[] methods = STEPS.stream()
                    .filter(step -> step.type().equals(each))
                    .map(Step::name)
                    .toArray(String[]::new);
            agent = agent.type(named(each))
                    .transform((type, description, loader, module, domain) ->
                            type.visit(Advice.to(Passage.class).on(namedOneOf(methods))));
        }
        agent.installOn(instrumentation);
    }

    /** Is copied into the methods. */
    public static final class Passage {
        private Passage() {}

        @Advice.OnMethodEnter
        public static void in(@Advice.Origin("#t.#m") String method) {
            AtStep.passed(method, true);
        }

        @Advice.OnMethodExit
        public static void out(@Advice.Origin("#t.#m") String method) {
            AtStep.passed(method, false);
        }
    }

    public static void passed(String method, boolean entry) {
        Step step;
        synchronized (STEPS) {
            step = STEPS.peek();
            if (step == null
                    || entry != step.entry
                    || !method.equals(MODULE + step.method)
                    || ballast == null && !Thread.currentThread().getName().contains(SLEEPERS)
                    || ++passages < step.passage) {
                return;
            }
            STEPS.remove();
            passages = 0;
            done++;
        }
        if (ballast == null) {
            System.out.println(SAID + done + ": " + step);
            awaitSleep(step);
        } else {
            fill(ballast);
            System.out.println(SAID + done + ": " + step);
        }
    }

    /** That the process slept is seen by the time that is missing. */
    private static void awaitSleep(Step step) {
        long begin = System.nanoTime();
        long last = begin;
        long now = begin;
        while (now - last < GAP.toNanos() && now - begin < LONGEST.toNanos()) {
            last = now;
            LockSupport.parkNanos(5_000_000);
            now = System.nanoTime();
        }
        for (long woke = now; step.last && System.nanoTime() - woke < GAP.toNanos(); ) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Writes a file until nothing more goes in, however little. */
    static void fill(Path ballast) {
        for (int size = 64 * 1024; size > 0; size /= 2) {
            try (OutputStream out =
                    Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                while (true) {
                    out.write(new byte[size]);
                }
            } catch (IOException e) {
                // there is no room for so much
            }
        }
    }
}
