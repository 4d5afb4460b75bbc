package io.voddelete.campaign;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.bytebuddy.asm.MemberSubstitution;

/**
 * Stands between the module and everything that is to last: commits, the writes and flushes of outcome files and of
 * the audit log, moves of lists and plans. It halts the JVM at the n-th of these steps: in the middle of a write, before and after everything else.
 */
public final class DurableSteps {
    /**
     * How many steps a run has.
     *
     * @param start until it was armed
     * @param armed from then on until its end
     */
    record Counted(int start, int armed) {}

    private static final String HALT_AT = "campaign.halt-at";
    private static final String HALTED = "halted at step ";
    private static final String BADLY_HALTED = "not halted as it should be: ";
    private static final String ARMS = "campaign.arms";
    private static final String SAID = "durable steps, of the start and after it: ";
    private static final Pattern COUNTED = Pattern.compile(SAID + "(\\d+) (\\d+)");
    private static final List<String> CLASSES = List.of(
            "io/voddelete/support/PrivateFiles",
            "io/voddelete/store/Sql",
            "io/voddelete/outcome/JsonLines",
            "io/voddelete/support/AtomicFile",
            "io/voddelete/intake/Inbox",
            "io/voddelete/audit/AuditLog",
            "io/voddelete/plan/HeldFolder",
            "io/voddelete/plan/RefusedPlans");
    private static final Map<FileChannel, Path> FILES = new ConcurrentHashMap<>();
    private static int haltAt = Integer.getInteger(HALT_AT, 0);
    private static Path arms = System.getProperty(ARMS) == null ? null : Path.of(System.getProperty(ARMS));
    private static int before;
    private static int points;
    private static boolean stopping;

    static {
        if (haltAt == 0 && arms != null) {
            Runtime.getRuntime().addShutdownHook(new Thread(DurableSteps::stopping));
        }
    }

    private DurableSteps() {}

    static Map<String, byte[]> rewritten() throws IOException {
        try {
            Map<String, byte[]> rewritten = new HashMap<>();
            MemberSubstitution calls = calls();
            for (String name : CLASSES) {
                rewritten.put(name, Program.rewritten(name, calls));
            }
            return rewritten;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    /** The JVM option that halts it at the n-th step. */
    static String haltAt(int step) {
        return "-D" + HALT_AT + "=" + step;
    }

    /** The JVM options that halt it at the n-th step after this file is there, or at none if it is 0. */
    static String[] haltAt(int step, Path arms) {
        return new String[] {haltAt(step), "-D" + ARMS + "=" + arms};
    }

    private static MemberSubstitution calls() throws NoSuchMethodException {
        return MemberSubstitution.relaxed()
                .method(isDeclaredBy(Connection.class).and(named("commit")))
                .replaceWith(DurableSteps.class.getMethod("commit", Connection.class))
                .method(isDeclaredBy(Files.class).and(named("move")))
                .replaceWith(DurableSteps.class.getMethod("move", Path.class, Path.class, CopyOption[].class))
                .method(isDeclaredBy(FileChannel.class)
                        .and(named("open"))
                        .and(takesArguments(Path.class, OpenOption[].class)))
                .replaceWith(DurableSteps.class.getMethod("open", Path.class, OpenOption[].class))
                .method(isDeclaredBy(FileChannel.class)
                        .and(named("open"))
                        .and(takesArguments(Path.class, Set.class, FileAttribute[].class)))
                .replaceWith(DurableSteps.class.getMethod("open", Path.class, Set.class, FileAttribute[].class))
                .method(isDeclaredBy(Files.class).and(named("createLink")))
                .replaceWith(DurableSteps.class.getMethod("link", Path.class, Path.class))
                .method(isDeclaredBy(FileChannel.class).and(named("write")).and(takesArguments(ByteBuffer.class)))
                .replaceWith(DurableSteps.class.getMethod("write", FileChannel.class, ByteBuffer.class))
                .method(isDeclaredBy(FileChannel.class)
                        .and(named("write"))
                        .and(takesArguments(ByteBuffer.class, long.class)))
                .replaceWith(DurableSteps.class.getMethod("write", FileChannel.class, ByteBuffer.class, long.class))
                .method(isDeclaredBy(FileChannel.class).and(named("force")))
                .replaceWith(DurableSteps.class.getMethod("force", FileChannel.class, boolean.class));
    }

    /** What a run says that has ended by itself. */
    static Counted counted(String log) {
        Matcher said = COUNTED.matcher(log);
        Counted last = null;
        while (said.find()) {
            last = new Counted(Integer.parseInt(said.group(1)), Integer.parseInt(said.group(2)));
        }
        if (last == null) {
            throw new AssertionError("the steps were not counted: " + log);
        }
        return last;
    }

    /** Whether this run was halted at that step, and as it should be. */
    static boolean isHalted(String said, int step) {
        return said.contains(HALTED + step + ",") && !said.contains(BADLY_HALTED);
    }

    /** From now on each step may be the last one. */
    private static synchronized void stopping() {
        stopping = true;
        say();
    }

    private static void say() {
        System.out.println(SAID + before + " " + points);
    }

    public static void commit(Connection connection) throws SQLException {
        point("before a commit", () -> {});
        connection.commit();
        point("after a commit", () -> {});
    }

    public static Path move(Path from, Path to, CopyOption... options) throws IOException {
        point("before a move to " + to, () -> {});
        Path moved = Files.move(from, to, options);
        point("after a move to " + to, () -> {});
        return moved;
    }

    public static Path link(Path link, Path file) throws IOException {
        point("before a link " + link, () -> {});
        Path linked = Files.createLink(link, file);
        point("after a link " + link, () -> {});
        return linked;
    }

    public static FileChannel open(Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        FileChannel channel = FileChannel.open(file, options, attributes);
        FILES.put(channel, file);
        return channel;
    }

    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        FileChannel channel = FileChannel.open(file, options);
        FILES.put(channel, file);
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

    public static int write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        point("in a write to " + FILES.get(channel), () -> {
            ByteBuffer half = bytes.duplicate();
            half.limit(half.position() + half.remaining() / 2);
            channel.write(half, position);
        });
        int written = channel.write(bytes, position);
        point("after a write to " + FILES.get(channel), () -> {});
        return written;
    }

    public static void force(FileChannel channel, boolean metadata) throws IOException {
        Path file = FILES.get(channel);
        point("before a flush of " + file, () -> {});
        channel.force(metadata);
        point("after a flush of " + file, () -> {});
    }

    private interface Torn {
        void write() throws IOException;
    }

    /** One at a time: nobody gets any further while the JVM halts. */
    private static synchronized void point(String where, Torn torn) {
        if (arms != null && Files.exists(arms)) {
            before = points;
            points = 0;
            arms = null;
        }
        points++;
        if (stopping) {
            say();
        }
        if (arms != null || points != haltAt) {
            return;
        }
        try {
            torn.write();
            System.out.println(HALTED + points + ", " + where);
        } catch (IOException e) {
            System.out.println(BADLY_HALTED + e);
        } finally {
            System.out.flush();
            Runtime.getRuntime().halt(137);
        }
    }
}
