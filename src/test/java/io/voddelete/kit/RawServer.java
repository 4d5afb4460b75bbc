package io.voddelete.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on 127.0.0.1 that sends exact bytes as configured and records the exact requests. */
public final class RawServer implements AutoCloseable {
    /** Handles a request whose head has been read. */
    @FunctionalInterface
    public interface Conduct {
        /** @return whether the connection stays open for another request */
        boolean answer(Socket connection) throws IOException;

        /** Like this, then closes the connection. */
        default Conduct andClose() {
            return connection -> {
                answer(connection);
                return false;
            };
        }
    }

    /** Handles a request depending on its head. */
    @FunctionalInterface
    interface Reading {
        boolean answer(String head, Socket connection) throws IOException;
    }

    private final ServerSocket socket;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Reading conduct;

    private RawServer(ServerSocket socket, Reading conduct) {
        this.socket = socket;
        this.conduct = conduct;
    }

    public static RawServer start(Conduct conduct) {
        return startReading(whatever(conduct));
    }

    static RawServer startReading(Reading conduct) {
        try {
            RawServer server = new RawServer(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), conduct);
            daemon(server::acceptAll);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends this text in ISO-8859-1 and keeps the connection open. */
    public static Conduct saying(String answer) {
        return connection -> {
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        };
    }

    /** Returns a complete response with Content-Length. */
    public static String answer(String statusLine, String headers, String body) {
        return "HTTP/1.1 " + statusLine + "\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Sets the conduct from the next request on. */
    public void conduct(Conduct next) {
        read(whatever(next));
    }

    void read(Reading next) {
        conduct = next;
    }

    private static Reading whatever(Conduct conduct) {
        return (head, connection) -> conduct.answer(connection);
    }

    /** Clears the recorded requests. */
    public void forget() {
        requests.clear();
        connections.set(0);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    public int connections() {
        return connections.get();
    }

    /** Returns the heads of the requests, including line ends. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        cutAll();
    }

    /** Closes all connections. */
    public void cutAll() throws IOException {
        for (Socket connection : open) {
            connection.close();
        }
    }

    private void acceptAll() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                connections.incrementAndGet();
                open.add(connection);
                daemon(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            String head = readHead(connection.getInputStream());
            while (!head.isEmpty()) {
                requests.add(head);
                if (!conduct.answer(head, connection)) {
                    return;
                }
                head = readHead(connection.getInputStream());
            }
        } catch (IOException e) {
            // the client disconnected, which is allowed
        } finally {
            open.remove(connection);
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Writes the same bytes repeatedly until the client disconnects. */
    public static void writeEndlessly(OutputStream out, byte[] bytes) throws IOException {
        while (true) {
            out.write(bytes);
        }
    }
}
