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
 * Many connections to one port of this machine on which an attacker sends something and keeps them open. Where one is
 * closed he opens another one. One thread does it all.
 */
public final class HostileConnections implements AutoCloseable {
    /**
     * What an attacker does on each connection.
     *
     * @param first is sent once
     * @param more is sent after that, again and again, as fast as it is taken; empty for nothing
     * @param reads whether answers are read, and hang-ups noticed
     * @param renewal after so long a connection is closed and opened again
     */
    public record Manner(byte[] first, byte[] more, boolean reads, Duration renewal) {}

    /** From one connection to the next in its place. */
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

    /** Bodies that are all here but for one byte. */
    public static HostileConnections halfSentBodies(int port, int count, String head, int bytes) {
        String announced = head + "Content-Length: " + (bytes + 1) + "\r\n\r\n";
        return new HostileConnections(
                port, count, new Manner(ascii(announced + " ".repeat(bytes)), new byte[0], true, NEVER));
    }

    /** Bodies of no known length of which nothing comes. */
    public static HostileConnections silentBodies(int port, int count, String head) {
        String chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
        return new HostileConnections(port, count, new Manner(ascii(chunked), new byte[0], true, NEVER));
    }

    /** Connections on which nothing comes at all. */
    public static HostileConnections idle(int port, int count) {
        return new HostileConnections(port, count, new Manner(new byte[0], new byte[0], true, NEVER));
    }

    /** Connections that come and go, each for a moment. */
    public static HostileConnections shortLived(int port, int count) {
        return new HostileConnections(
                port, count, new Manner(ascii("GET "), new byte[0], true, Duration.ofMillis(100)));
    }

    /** Requests without end, of which no answer is read. */
    public static HostileConnections pipelining(int port, int count, String request) {
        byte[] many = ascii(request.repeat(200));
        return new HostileConnections(port, count, new Manner(many, many, false, NEVER));
    }

    /** One request each, of which the answer is not read. */
    public static HostileConnections unreadAnswers(int port, int count, String request) {
        return new HostileConnections(
                port, count, new Manner(ascii(request), new byte[0], false, Duration.ofSeconds(4)));
    }

    /** Requests that are answered, after which the connection is left idle for a while, and others opened in its place. */
    public static HostileConnections asking(int port, int count, String requests) {
        return new HostileConnections(
                port, count, new Manner(ascii(requests), new byte[0], true, Duration.ofSeconds(5)));
    }

    /** Bodies without end that come in parts of one byte. */
    public static HostileConnections tinyParts(int port, int count, String head) {
        String chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
        return new HostileConnections(
                port, count, new Manner(ascii(chunked), ascii("1\r\n \r\n".repeat(100)), true, NEVER));
    }

    /** How many connections were opened up to now. */
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
                // it is closed all the same
            }
            channel = null;
        }
    }

    /** Closes them all. */
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
