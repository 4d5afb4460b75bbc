package io.voddelete.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** The network between the module and PostgreSQL, with its faults. */
public final class DatabaseProxy extends TcpProxy {
    /** The tag in the answer to a commit. */
    private static final byte[] COMMITTED = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

    private final AtomicInteger answersToDrop = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private volatile Deed deed = () -> {};

    private DatabaseProxy(int database) throws IOException {
        super(database);
    }

    /** @param database its port on this machine */
    public static DatabaseProxy to(int database) {
        try {
            DatabaseProxy proxy = new DatabaseProxy(database);
            proxy.begin();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to the next commit is lost, with its connection. */
    public void dropNextCommitAnswer() {
        answersToDrop.incrementAndGet();
    }

    /** What happens when an answer is lost, before its connection is closed. */
    public void onDrop(Deed deed) {
        this.deed = deed;
    }

    /** Something that happens meanwhile. */
    @FunctionalInterface
    public interface Deed {
        void run() throws SQLException;
    }

    /** How many answers to commits were lost. */
    public int dropped() {
        return dropped.get();
    }

    @Override
    boolean isPassed(byte[] part, int length, boolean isAnswer) {
        if (!isAnswer || !isCommitted(part, length) || answersToDrop.getAndUpdate(i -> Math.max(0, i - 1)) == 0) {
            return true;
        }
        dropped.incrementAndGet();
        try {
            deed.run();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return false;
    }

    private static boolean isCommitted(byte[] buffer, int length) {
        for (int i = 0; i + COMMITTED.length <= length; i++) {
            if (Arrays.equals(buffer, i, i + COMMITTED.length, COMMITTED, 0, COMMITTED.length)) {
                return true;
            }
        }
        return false;
    }
}
