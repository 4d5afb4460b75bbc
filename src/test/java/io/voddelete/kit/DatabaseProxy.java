package io.voddelete.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The network between the module and PostgreSQL, with its faults. */
public final class DatabaseProxy implements AutoCloseable {
    /** The tag in the answer to a commit. */
    private static final byte[] COMMITTED = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listening;
    private final int database;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger answersToDrop = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private volatile boolean isCut;
    private volatile Deed deed = () -> {};

    private DatabaseProxy(int database) throws IOException {
        this.database = database;
        this.listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }

    /** @param database its port on this machine */
    public static DatabaseProxy to(int database) {
        try {
            DatabaseProxy proxy = new DatabaseProxy(database);
            daemon(proxy::acceptAll);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listening.getLocalPort();
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

    /** Closes all connections. */
    public void cutAll() {
        for (Socket socket : open) {
            close(socket);
        }
    }

    /** Closes all connections and every new one at once. */
    public void cut() {
        isCut = true;
        cutAll();
    }

    /** Lets connections pass again. */
    public void heal() {
        isCut = false;
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = listening.accept();
                if (isCut) {
                    client.close();
                } else {
                    connect(client);
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(InetAddress.getByName("127.0.0.1"), database);
            open.add(client);
            open.add(server);
            if (isCut) {
                cutAll();
            }
            daemon(() -> pass(client, server, false));
            daemon(() -> pass(server, client, true));
        } catch (IOException e) {
            client.close(); // the database does not run
        }
    }

    private void pass(Socket from, Socket to, boolean isAnswer) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (isAnswer && isCommitted(buffer, n) && answersToDrop.getAndUpdate(i -> Math.max(0, i - 1)) > 0) {
                    dropped.incrementAndGet();
                    deed.run();
                    return;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // one side has closed
        } catch (SQLException e) {
            throw new AssertionError(e);
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static boolean isCommitted(byte[] buffer, int length) {
        for (int i = 0; i + COMMITTED.length <= length; i++) {
            if (Arrays.equals(buffer, i, i + COMMITTED.length, COMMITTED, 0, COMMITTED.length)) {
                return true;
            }
        }
        return false;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "database-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
