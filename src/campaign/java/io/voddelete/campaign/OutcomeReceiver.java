package io.voddelete.campaign;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.voddelete.kit.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.regex.Pattern;

/** An endpoint of outcomes as a program of its own: takes one at a time by HTTP, and appends each to a file as a line. */
final class OutcomeReceiver {
    private static final Pattern ADDRESS = Pattern.compile("outcomes at (\\S+)");

    private final FileChannel file;
    private final int millis;
    private int refusals;

    private OutcomeReceiver(FileChannel file, int millis, int refusals) {
        this.file = file;
        this.millis = millis;
        this.refusals = refusals;
    }

    /** Set up by the properties that {@link #start} gives; runs until it is killed. */
    public static void main(String[] args) throws IOException {
        FileChannel file = FileChannel.open(
                Path.of(System.getProperty("receiver.file")), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        OutcomeReceiver receiver = new OutcomeReceiver(
                file, Integer.getInteger("receiver.millis"), Integer.getInteger("receiver.refusals"));
        HttpServer server =
                HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.getInteger("receiver.port")), 0);
        server.createContext("/", receiver::take); // in the server's one thread
        server.start();
        System.out.println("outcomes at http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /**
     * @param port 0 for any free one
     * @param millis what each outcome takes
     * @param refusals so many outcomes are answered 503 first
     */
    static JavaProcess start(Path file, int port, int millis, int refusals) {
        return JavaProcess.start(
                OutcomeReceiver.class,
                Map.of(
                        "receiver.file", file.toString(),
                        "receiver.port", "" + port,
                        "receiver.millis", "" + millis,
                        "receiver.refusals", "" + refusals),
                file.resolveSibling("receiver.txt"));
    }

    /** Where a receiver is, once it is there. */
    static URI address(JavaProcess receiver) {
        return URI.create(receiver.awaitSaid(ADDRESS));
    }

    private synchronized void take(HttpExchange call) {
        try (call) {
            byte[] body = call.getRequestBody().readAllBytes();
            if (refusals > 0) {
                refusals--;
                call.sendResponseHeaders(503, -1);
                return;
            }
            if (millis > 0) {
                wait(millis);
            }
            ByteBuffer line = ByteBuffer.allocate(body.length + 1);
            file.write(line.put(body).put((byte) '\n').flip());
            call.sendResponseHeaders(204, -1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
