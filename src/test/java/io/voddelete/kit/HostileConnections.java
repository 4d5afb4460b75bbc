package io.voddelete.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens many connections to a local port as an attacker would, and keeps them open; replaces those that are closed. Uses a
 * single thread.
 */
public final class HostileConnections implements AutoCloseable {
    /**
     * What to do on each connection.
     *
     * @param first sent once
     * @param more sent repeatedly after that, as fast as possible; empty for nothing
     * @param reads whether responses are read, so that a close is noticed
     * @param renewal time after which a connection is replaced
     */
    public record Manner(byte[] first, byte[] more, boolean reads, Duration renewal) {}

    /** Delay before a closed connection is replaced. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private static final Duration NEVER = Duration.ofHours(1);

    private final InetSocketAddress address;
    private final Manner manner;
    private final List<Connection> connections = new ArrayList<>();
    private final Selector selector;
    private final Thread thread;
    private final AtomicInteger opened = new AtomicInteger();
    private final ByteBuffer heap = ByteBuffer.allocate(65_536);
    private volatile boolean ended;

    private HostileConnections(int port, int count, Manner manner) {
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.manner = manner;
        for (int i = 0; i < count; i++) {
            connections.add(new Connection());
        }
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::attack, "attacker");
        thread.setDaemon(true);
        thread.start();
    }

    /** Bodies that lack one byte. */
    public static HostileConnections halfSentBodies(int port, int count, String head, int bytes) {
        String announced = head + "Content-Length: " + (bytes + 1) + "\r\n\r\n";
        return new HostileConnections(
                port, count, new Manner(ascii(announced + " ".repeat(bytes)), new byte[0], true, NEVER));
    }

    /** Chunked bodies that never start. */
    public static HostileConnections silentBodies(int port, int count, String head) {
        String chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
        return new HostileConnections(port, count, new Manner(ascii(chunked), new byte[0], true, NEVER));
    }

    /** Connections that send nothing. */
    public static HostileConnections idle(int port, int count) {
        return new HostileConnections(port, count, new Manner(new byte[0], new byte[0], true, NEVER));
    }

    /** Connections that are closed after a moment. */
    public static HostileConnections shortLived(int port, int count) {
        return new HostileConnections(
                port, count, new Manner(ascii("GET "), new byte[0], true, Duration.ofMillis(100)));
    }

    /** Endless requests whose responses are not read. */
    public static HostileConnections pipelining(int port, int count, String request) {
        byte[] many = ascii(request.repeat(200));
        return new HostileConnections(port, count, new Manner(many, many, false, NEVER));
    }

    /** One request per connection, whose response is not read. */
    public static HostileConnections unreadAnswers(int port, int count, String request) {
        return new HostileConnections(
                port, count, new Manner(ascii(request), new byte[0], false, Duration.ofSeconds(4)));
    }

    /** Requests that are answered; the connection then idles for a while and is replaced. */
    public static HostileConnections asking(int port, int count, String requests) {
        return new HostileConnections(
                port, count, new Manner(ascii(requests), new byte[0], true, Duration.ofSeconds(5)));
    }

    /** Endless bodies in chunks of one byte. */
    public static HostileConnections tinyParts(int port, int count, String head) {
        String chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
        return new HostileConnections(
                port, count, new Manner(ascii(chunked), ascii("1\r\n \r\n".repeat(100)), true, NEVER));
    }

    /** Returns the number of connections opened so far. */
    public int opened() {
        return opened.get();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void attack() {
        while (!ended) {
            try {
                connections.forEach(Connection::keepOpen);
                selector.select(20);
                selector.selectedKeys().forEach(key -> ((Connection) key.attachment()).goOn(key));
                selector.selectedKeys().clear();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        connections.forEach(Connection::close);
    }

    private final class Connection {
        private SocketChannel channel;
        private ByteBuffer left;
        private long since;

        void keepOpen() {
            if (channel != null && System.nanoTime() - since > manner.renewal.toNanos()) {
                close();
            }
            if (channel == null && (opened.get() < connections.size() || System.nanoTime() - since > AGAIN.toNanos())) {
                open();
            }
        }

        private void open() {
            try {
                since = System.nanoTime();
                left = ByteBuffer.wrap(manner.first);
                channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(address);
                channel.register(selector, SelectionKey.OP_CONNECT, this);
                opened.incrementAndGet();
            } catch (IOException e) {
                close();
            }
        }

        void goOn(SelectionKey key) {
            try {
                if (key.isConnectable() && channel.finishConnect()) {
                    key.interestOps(SelectionKey.OP_WRITE | (manner.reads ? SelectionKey.OP_READ : 0));
                }
                if (key.isReadable() && channel.read(heap.clear()) < 0) {
                    close();
                } else if (key.isWritable()) {
                    write(key);
                }
            } catch (IOException e) {
                close();
            }
        }

        private void write(SelectionKey key) throws IOException {
            channel.write(left);
            if (!left.hasRemaining() && manner.more.length > 0) {
                left = ByteBuffer.wrap(manner.more);
            } else if (!left.hasRemaining()) {
                key.interestOps(key.interestOps() & ~SelectionKey.OP_WRITE);
            }
        }

        private void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                // closed anyway
            }
            channel = null;
        }
    }

    /** Closes all connections. */
    @Override
    public void close() {
        ended = true;
        selector.wakeup();
        try {
            thread.join();
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
