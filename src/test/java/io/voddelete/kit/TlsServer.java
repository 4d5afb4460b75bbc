package io.voddelete.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Terminates TLS on 127.0.0.1 in front of a plain HTTP server. */
public final class TlsServer implements AutoCloseable {
    private final ServerSocket socket;
    private final URI behind;
    private final AtomicInteger handshakes = new AtomicInteger();
    private volatile SSLContext tls;

    private TlsServer(ServerSocket socket, SSLContext tls, URI behind) {
        this.socket = socket;
        this.tls = tls;
        this.behind = behind;
    }

    /** @param behind target of the decrypted traffic */
    public static TlsServer start(SSLContext tls, URI behind) {
        try {
            TlsServer server = new TlsServer(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), tls, behind);
            daemon(server::acceptAll);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Presents another certificate from the next connection on. */
    public void show(SSLContext other) {
        tls = other;
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** Returns the number of successful handshakes. */
    public int handshakes() {
        return handshakes.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void acceptAll() {
        while (!socket.isClosed()) {
            try {
                Socket raw = socket.accept();
                daemon(() -> serve(raw));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket raw) {
        try (raw;
                Socket to = new Socket(behind.getHost(), behind.getPort())) {
            SSLSocket secured = KeyFile.accept(tls, raw);
            secured.startHandshake();
            handshakes.incrementAndGet();
            Tunnel.between(secured, to);
        } catch (IOException e) {
            // the client disconnected, or does not trust the certificate
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "tls-server");
        thread.setDaemon(true);
        thread.start();
    }
}
