package io.voddelete.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The network between two programs on this machine, with its faults. */
public class TcpProxy implements AutoCloseable {
    /** Both ends of a connection. */
    private static final class Link {
        private final Socket client;
        private final Socket server;
        /** Whether the server does not learn that the client has gone. */
        private volatile boolean isHalfOpen;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }
    }

    private final ServerSocket listening;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Object passage = new Object();
    private volatile boolean isCut;
    private boolean holdsRequests;
    private boolean holdsAnswers;
    private Duration delay = Duration.ZERO;

    TcpProxy(int target) throws IOException {
        this("127.0.0.1", 0, target);
    }

    private TcpProxy(String address, int port, int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(port, 50, InetAddress.getByName(address));
    }

    /** @param target a port of this machine */
    public static TcpProxy to(int target) {
        try {
            TcpProxy proxy = new TcpProxy(target);
            proxy.begin();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The way of one of several programs that know the target by the same name and port.
     *
     * @param address of this machine, which the name means for that program
     */
    public static TcpProxy at(String address, int port, int target) throws IOException {
        TcpProxy proxy = new TcpProxy(address, port, target);
        proxy.begin();
        return proxy;
    }

    /** Accepts connections. */
    final void begin() {
        daemon(this::acceptAll);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Closes all connections. */
    public void cutAll() {
        for (Link link : links) {
            close(link.client);
            close(link.server);
        }
    }

    /** Closes all connections, and each new one at once. */
    public void cut() {
        isCut = true;
        cutAll();
    }

    /** Loses in silence what is sent, in one direction or both; after {@link #heal} it arrives, as TCP sends it again. */
    public void hold(boolean requests, boolean answers) {
        synchronized (passage) {
            holdsRequests = requests;
            holdsAnswers = answers;
        }
    }

    /** Each part of what is sent arrives so much later. */
    public void delay(Duration time) {
        synchronized (passage) {
            delay = time;
        }
    }

    /** Closes all connections; the server does not learn it until {@link #heal}. New ones pass. */
    public void closeClients() {
        for (Link link : links) {
            link.isHalfOpen = true;
            close(link.client);
        }
    }

    /** Ends all faults. */
    public void heal() {
        isCut = false;
        links.stream().filter(link -> link.isHalfOpen).forEach(link -> close(link.server));
        synchronized (passage) {
            holdsRequests = false;
            holdsAnswers = false;
            delay = Duration.ZERO;
            passage.notifyAll();
        }
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
            Link link = new Link(client, new Socket(InetAddress.getByName("127.0.0.1"), target));
            links.add(link);
            if (isCut) {
                cutAll();
            }
            daemon(() -> pass(link, false));
            daemon(() -> pass(link, true));
        } catch (IOException e) {
            client.close(); // the server does not run
        }
    }

    private void pass(Link link, boolean isAnswer) {
        try {
            InputStream in = (isAnswer ? link.server : link.client).getInputStream();
            OutputStream out = (isAnswer ? link.client : link.server).getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0 && isPassed(buffer, n, isAnswer); n = in.read(buffer)) {
                awaitPassage(isAnswer);
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // one side has closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(link);
        }
    }

    private void end(Link link) {
        close(link.client);
        if (!link.isHalfOpen) {
            close(link.server);
        }
        if (link.server.isClosed()) {
            links.remove(link);
        }
    }

    /** Whether a part of what is sent may pass; otherwise its connection is closed. */
    boolean isPassed(byte[] part, int length, boolean isAnswer) {
        return true;
    }

    private void awaitPassage(boolean isAnswer) throws InterruptedException {
        synchronized (passage) {
            long begin = System.nanoTime();
            while (true) {
                long left = delay.toNanos() - (System.nanoTime() - begin);
                if (isAnswer ? holdsAnswers : holdsRequests) {
                    passage.wait();
                } else if (left > 0) {
                    passage.wait(left / 1_000_000 + 1);
                } else {
                    return;
                }
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy");
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
        heal();
        cut();
    }
}
