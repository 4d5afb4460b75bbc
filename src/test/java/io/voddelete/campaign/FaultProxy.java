package io.voddelete.campaign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * A network that goes wrong, as a program of its own between the module and the simulator: some of the calls that pass are
 * disturbed, byte for byte and before or after the deed. It says a line about each: number, fault, and the milliseconds
 * until the caller had enough.
 */
final class FaultProxy {
    /** What it does with a call. The order is part of what a seed means. */
    enum Fault {
        /** The connection is reset; the call never gets through. */
        RESET_BEFORE,
        /** The request is cut off at one of {@link #POSITIONS} positions; VOD cannot have understood it. */
        CUT_REQUEST,
        /** The call gets through; then the connection is reset. */
        RESET_AFTER,
        /** The answer is cut off at one of {@link #POSITIONS} positions. */
        CUT_ANSWER,
        /** The answer comes by one byte a second. */
        DRIP,
        /** The call gets through, and nothing is said. */
        SILENT,
        /** The call gets through, and 10 MiB come as the answer. */
        HUGE,
        /** The call gets through, and the answer is 100 KiB that unpack to 100 MiB. */
        BOMB,
        /** Half of the answer, and no more will come; but the connection stays open the other way. */
        HALF_CLOSE,
        /** The call gets through; then nobody listens for a while. */
        REFUSED
    }

    static final int POSITIONS = 50;
    private static final int HUGE_BYTES = 10 << 20;
    private static final int BOMB_BYTES = 100 << 20;
    private static final int REFUSED_MILLIS = 300;
    private static final int LONGEST_MILLIS = 120_000;

    private final URI upstream;
    private final Random random;
    private final double rate;
    private final byte[] bomb = bomb();
    private ServerSocket listening;
    private int calls;
    private int faults;

    private FaultProxy(URI upstream, long seed, double rate) throws IOException {
        this.upstream = upstream;
        this.random = new Random(seed);
        this.rate = rate;
        this.listening = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
    }

    /** Set up by {@code proxy.upstream}, {@code proxy.seed} and {@code proxy.rate}; runs until it is killed. */
    public static void main(String[] args) throws IOException {
        FaultProxy proxy = new FaultProxy(
                URI.create(System.getProperty("proxy.upstream")),
                Long.getLong("proxy.seed"),
                Double.parseDouble(System.getProperty("proxy.rate")));
        say("fault proxy at http://127.0.0.1:" + proxy.listening.getLocalPort());
        proxy.acceptAll();
    }

    private void acceptAll() throws IOException {
        while (true) {
            try {
                Socket caller = socket().accept();
                caller.setTcpNoDelay(true);
                caller.setSoTimeout(LONGEST_MILLIS);
                Thread thread = new Thread(() -> serve(caller), "proxied");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                listenAgain();
            }
        }
    }

    private synchronized ServerSocket socket() {
        return listening;
    }

    private synchronized void listenAgain() throws IOException {
        int port = listening.getLocalPort();
        pause(REFUSED_MILLIS);
        ServerSocket again = new ServerSocket();
        again.setReuseAddress(true);
        again.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 200);
        listening = again;
    }

    private void serve(Socket caller) {
        try (caller) {
            byte[] head = readHead(caller.getInputStream());
            while (head.length > 0) {
                int number;
                int position;
                Fault fault;
                synchronized (random) {
                    number = ++calls;
                    boolean wrong = random.nextDouble() < rate;
                    // in turns, so that each kind at each position comes as soon as it can
                    fault = wrong ? Fault.values()[faults % Fault.values().length] : null;
                    position = wrong ? faults++ / Fault.values().length % POSITIONS : 0;
                }
                if (fault == null) {
                    caller.getOutputStream().write(forward(head));
                } else {
                    long begin = System.nanoTime();
                    disturb(fault, position, head, caller);
                    say("%d %s %d %d".formatted(number, fault, position, (System.nanoTime() - begin) / 1_000_000));
                    return;
                }
                head = readHead(caller.getInputStream());
            }
        } catch (IOException e) {
            // the caller has gone: that is its right
        }
    }

    private void disturb(Fault fault, int position, byte[] head, Socket caller) throws IOException {
        OutputStream out = caller.getOutputStream();
        if (fault == Fault.RESET_BEFORE) {
            reset(caller);
            return;
        }
        if (fault == Fault.CUT_REQUEST) {
            try (Socket to = connect()) {
                to.getOutputStream().write(part(head, position));
            }
            reset(caller);
            return;
        }
        byte[] answer = forward(head);
        switch (fault) {
            case RESET_AFTER -> reset(caller);
            case CUT_ANSWER -> out.write(part(answer, position));
            case DRIP -> drip(caller, answer);
            case SILENT -> awaitLeaving(caller);
            case HUGE -> {
                out.write(head("Content-Length: " + HUGE_BYTES));
                byte[] block = new byte[1 << 16];
                Arrays.fill(block, (byte) ' ');
                try {
                    for (int i = 0; i < HUGE_BYTES / block.length; i++) {
                        out.write(block);
                    }
                } catch (IOException e) {
                    return; // the caller has had enough, as it should
                }
            }
            case BOMB -> {
                out.write(head("Content-Encoding: gzip\r\nContent-Length: " + bomb.length));
                out.write(bomb);
            }
            case HALF_CLOSE -> {
                out.write(answer, 0, answer.length / 2);
                caller.shutdownOutput();
                awaitLeaving(caller);
            }
            default -> socket().close();
        }
    }

    /** The whole answer. */
    private byte[] forward(byte[] head) throws IOException {
        try (Socket to = connect()) {
            to.getOutputStream().write(head);
            InputStream in = to.getInputStream();
            byte[] answerHead = readHead(in);
            String text = new String(answerHead, StandardCharsets.ISO_8859_1);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            answer.write(answerHead);
            for (String line : text.split("\r\n")) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    answer.write(in.readNBytes(Integer.parseInt(
                            line.substring(line.indexOf(':') + 1).trim())));
                }
            }
            return answer.toByteArray();
        }
    }

    private Socket connect() throws IOException {
        Socket to = new Socket(upstream.getHost(), upstream.getPort());
        to.setTcpNoDelay(true);
        return to;
    }

    private static byte[] part(byte[] whole, int position) {
        return Arrays.copyOf(whole, whole.length * position / POSITIONS);
    }

    private static byte[] head(String headers) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + headers + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void reset(Socket caller) throws IOException {
        caller.setSoLinger(true, 0);
        caller.close();
    }

    private static void drip(Socket caller, byte[] answer) throws IOException {
        caller.setSoTimeout(1000);
        for (byte each : answer) {
            caller.getOutputStream().write(each);
            try {
                if (caller.getInputStream().read() < 0) {
                    return;
                }
            } catch (SocketTimeoutException e) {
                // the time between two bytes
            } catch (IOException e) {
                return; // it has gone
            }
        }
    }

    private static void awaitLeaving(Socket caller) {
        try {
            while (caller.getInputStream().read() >= 0) {
                // it is to say no more
            }
        } catch (IOException e) {
            // gone by a reset: gone all the same
        }
    }

    private static byte[] readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            ends = b == '\n' ? ends + 1 : b == '\r' ? ends : 0;
            if (ends == 2) {
                return head.toByteArray();
            }
        }
        return new byte[0];
    }

    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            byte[] block = new byte[1 << 16];
            for (int i = 0; i < BOMB_BYTES / block.length; i++) {
                out.write(block);
            }
        }
        return packed.toByteArray();
    }

    private static void pause(int millis) {
        Object nobody = new Object();
        synchronized (nobody) {
            try {
                nobody.wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
