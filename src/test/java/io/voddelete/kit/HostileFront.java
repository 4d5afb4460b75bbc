package io.voddelete.kit;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in front of a server: answers the first requests itself as configured, and forwards the rest. */
public final class HostileFront implements AutoCloseable {
    private final URI target;
    private final RawServer.Conduct hostile;
    private final AtomicInteger left;
    private final RawServer server;

    private HostileFront(URI target, int requests, RawServer.Conduct hostile) {
        this.target = target;
        this.hostile = hostile;
        this.left = new AtomicInteger(requests);
        this.server = RawServer.startReading(this::answer);
    }

    /** @param requests number of requests to answer instead of the target */
    public static HostileFront of(URI target, int requests, RawServer.Conduct hostile) {
        return new HostileFront(target, requests, hostile);
    }

    /** Sends one endless header line. */
    public static boolean endlessLine(Socket connection) throws IOException {
        return endless(connection, "X-Endless: ", "x".repeat(1024));
    }

    /** Sends endless header lines. */
    public static boolean endlessHeaders(Socket connection) throws IOException {
        return endless(connection, "", "X-Many: 1\r\n");
    }

    private static boolean endless(Socket connection, String before, String again) throws IOException {
        connection.getOutputStream().write(("HTTP/1.1 200 OK\r\n" + before).getBytes(StandardCharsets.US_ASCII));
        RawServer.writeEndlessly(connection.getOutputStream(), again.getBytes(StandardCharsets.US_ASCII));
        return false;
    }

    /** Returns how many more requests are answered instead of the target. */
    public int left() {
        return Math.max(left.get(), 0);
    }

    public URI address() {
        return server.address();
    }

    private boolean answer(String head, Socket connection) throws IOException {
        if (left.getAndDecrement() > 0) {
            return hostile.answer(connection);
        }
        Socket other = new Socket(target.getHost(), target.getPort());
        other.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        Tunnel.between(connection, other);
        return false;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
