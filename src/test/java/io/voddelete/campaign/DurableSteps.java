package io.voddelete.campaign;

import static net.bytebuddy.matcher.ElementMatchers.any;
import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.MemberSubstitution;

/**
 * A Java agent that puts itself between the module and everything that is to last: commits, the writes and flushes of
 * outcome files, moves of files. It halts the JVM at point n of them: in the middle of a write, before and after everything
 * else. With {@code power} it is a power loss: what was not flushed is cut off first. Nothing of it is in the product.
 */
public final class DurableSteps {
    private static final String SAID = "durable points: ";
    private static final Map<FileChannel, Path> FILES = new ConcurrentHashMap<>();
    private static final Map<Path, Long> FLUSHED = new ConcurrentHashMap<>();
    private static int haltAt;
    private static boolean power;
    private static int points;
    private static Path[] lastMove;

    private DurableSteps() {}

    /** @param arguments the point, and {@code ,power} for a power loss; 0 for none */
    public static void premain(String arguments, Instrumentation instrumentation) throws NoSuchMethodException {
        haltAt = Integer.parseInt(arguments.replace(",power", ""));
        power = arguments.endsWith(",power");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(SAID + points)));
        MemberSubstitution calls = MemberSubstitution.relaxed()
                .method(isDeclaredBy(Connection.class).and(named("commit")))
                .replaceWith(DurableSteps.class.getMethod("commit", Connection.class))
                .method(isDeclaredBy(Files.class).and(named("move")))
                .replaceWith(DurableSteps.class.getMethod("move", Path.class, Path.class, CopyOption[].class))
                .method(isDeclaredBy(FileChannel.class)
                        .and(named("open"))
                        .and(takesArguments(Path.class, OpenOption[].class)))
                .replaceWith(DurableSteps.class.getMethod("open", Path.class, OpenOption[].class))
                .method(isDeclaredBy(FileChannel.class).and(named("write")).and(takesArguments(ByteBuffer.class)))
                .replaceWith(DurableSteps.class.getMethod("write", FileChannel.class, ByteBuffer.class))
                .method(isDeclaredBy(FileChannel.class).and(named("force")))
                .replaceWith(DurableSteps.class.getMethod("force", FileChannel.class, boolean.class));
        new AgentBuilder.Default()
                .with(AgentBuilder.InitializationStrategy.NoOp.INSTANCE)
                .with(AgentBuilder.TypeStrategy.Default.DECORATE)
                .type(namedOneOf(
                        "io.voddelete.store.Sql",
                        "io.voddelete.pipeline.JsonLines",
                        "io.voddelete.pipeline.WholeFile",
                        "io.voddelete.intake.Inbox"))
                .transform((type, description, loader, module, domain) -> type.visit(calls.on(any())))
                .installOn(instrumentation);
    }

    /** How many points a run has passed that ended by itself; -1 if the log does not say. */
    static int counted(String log) {
        int at = log.lastIndexOf(SAID);
        return at < 0
                ? -1
                : Integer.parseInt(
                        log.substring(at + SAID.length()).lines().findFirst().orElseThrow());
    }

    public static void commit(Connection connection) throws SQLException {
        point("before a commit", () -> {});
        connection.commit();
        point("after a commit", () -> {});
    }

    public static Path move(Path from, Path to, CopyOption... options) throws IOException {
        point("before a move to " + to, () -> {});
        synchronized (DurableSteps.class) {
            lastMove = new Path[] {to, from};
        }
        Path moved = Files.move(from, to, options);
        point("after a move to " + to, () -> {});
        return moved;
    }

    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        FileChannel channel = FileChannel.open(file, options);
        FILES.put(channel, file);
        if (Files.isRegularFile(file)) {
            FLUSHED.putIfAbsent(file, Files.size(file));
        }
        return channel;
    }

    public static int write(FileChannel channel, ByteBuffer bytes) throws IOException {
        point("in a write to " + FILES.get(channel), () -> {
            ByteBuffer half = bytes.duplicate();
            half.limit(half.position() + half.remaining() / 2);
            channel.write(half);
        });
        int written = channel.write(bytes);
        point("after a write to " + FILES.get(channel), () -> {});
        return written;
    }

    public static void force(FileChannel channel, boolean metadata) throws IOException {
        Path file = FILES.get(channel);
        point("before a flush of " + file, () -> {});
        channel.force(metadata);
        if (Files.isRegularFile(file)) {
            FLUSHED.put(file, Files.size(file));
        } else {
            synchronized (DurableSteps.class) {
                lastMove = null; // a folder: its names are on the disk
            }
        }
        point("after a flush of " + file, () -> {});
    }

    private interface Torn {
        void write() throws IOException;
    }

    /** One at a time: nobody gets any further while the JVM halts. */
    private static synchronized void point(String where, Torn torn) {
        points++;
        if (points != haltAt) {
            return;
        }
        try {
            torn.write();
            if (power) {
                loseWhatWasNotFlushed();
            }
            System.out.println("halted at point " + points + ", " + where);
        } catch (IOException e) {
            System.out.println("not halted as it should be: " + e);
        } finally {
            System.out.flush();
            Runtime.getRuntime().halt(137);
        }
    }

    /** Outcome files end somewhere behind what was flushed of them; the last rename has not come to the disk. */
    private static void loseWhatWasNotFlushed() throws IOException {
        for (Map.Entry<Path, Long> file : FLUSHED.entrySet()) {
            if (Files.isRegularFile(file.getKey())) {
                try (FileChannel channel = FileChannel.open(file.getKey(), StandardOpenOption.WRITE)) {
                    long unflushed = Math.max(0, channel.size() - file.getValue());
                    channel.truncate(file.getValue() + unflushed * (points % 4) / 4);
                }
            }
        }
        if (lastMove != null && Files.exists(lastMove[0]) && !Files.exists(lastMove[1])) {
            Files.move(lastMove[0], lastMove[1]);
        }
    }
}
