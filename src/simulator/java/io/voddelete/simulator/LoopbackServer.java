package io.voddelete.simulator;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server on 127.0.0.1 with one handler and one daemon thread per concurrent call. */
final class LoopbackServer implements AutoCloseable {
    private static final int BACKLOG = 1024;

    static {
        // read once when the server class is loaded; without it, Nagle's algorithm delays each response by some 40 ms
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private LoopbackServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * @param name prefix of its thread names
     * @param portKey setting to name if the port is unavailable
     * @param port 0 for any free port
     * @throws UncheckedIOException if the port is unavailable
     */
    static LoopbackServer start(String name, String portKey, int port, HttpHandler handler) {
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), BACKLOG);
            ExecutorService threads = Executors.newCachedThreadPool(daemons(name));
            server.setExecutor(threads);
            server.createContext("/", handler);
            server.start();
            return new LoopbackServer(server, threads);
        } catch (IOException e) {
            String fault = portKey + '=' + port + ": cannot listen on this port (" + e.getMessage()
                    + "). Choose another port, or 0 for any free one";
            throw new UncheckedIOException(fault, e);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + '-' + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
