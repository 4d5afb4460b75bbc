package io.voddelete.campaign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.net.ssl.SSLContext;

/**
 * A network that goes wrong, as a program of its own between the module and the simulator: some of the calls that pass are
 * disturbed, byte for byte and before or after the deed. It says a line about each: number, fault, position and the
 * milliseconds until the caller had enough. With TLS one connection in {@value #WRONG_NAMES} is of another name.
 */
final class FaultProxy implements Fault.Upstream {
    private static final List<Fault> OF_CALLS = List.of(Fault.values()).subList(0, Fault.WRONG_NAME.ordinal());
    private static final int WRONG_NAMES = 8;
    private static final int REFUSED_MILLIS = 300;
    private static final int LONGEST_MILLIS = 120_000;

    private final URI upstream;
    private final Random random;
    private final double rate;
    private final Path keys;
    private final SSLContext right;
    private final SSLContext wrong;
    private ServerSocket listening;
    private int connections;
    private int calls;
    private int faults;

    private FaultProxy(URI upstream, long seed, double rate, Path keys) throws IOException, GeneralSecurityException {
        this.upstream = upstream;
        this.random = new Random(seed);
        this.rate = rate;
        this.keys = keys;
        this.right = keys == null ? null : TrialTls.server(keys, TrialTls.RIGHT);
        this.wrong = keys == null ? null : TrialTls.server(keys, TrialTls.WRONG);
        this.listening = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
    }

    /**
     * Set up by {@code proxy.upstream}, {@code proxy.seed}, {@code proxy.rate} and, for TLS, {@code proxy.keys}; runs until
     * it is killed.
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        String keys = System.getProperty("proxy.keys");
        Fault.prepare();
        FaultProxy proxy = new FaultProxy(
                URI.create(System.getProperty("proxy.upstream")),
                Long.getLong("proxy.seed"),
                Double.parseDouble(System.getProperty("proxy.rate")),
                keys == null ? null : Path.of(keys));
        say("fault proxy at " + (keys == null ? "http://127.0.0.1:" : "https://" + TrialTls.RIGHT + ":")
                + proxy.listening.getLocalPort());
        proxy.acceptAll();
    }

    private void acceptAll() throws IOException {
        while (true) {
            try {
                Socket caller = socket().accept();
                caller.setTcpNoDelay(true);
                caller.setSoTimeout(LONGEST_MILLIS);
                boolean other = keys != null && ++connections % WRONG_NAMES == 0;
                Thread thread = new Thread(() -> serve(caller, other), "proxied");
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

    @Override
    public void stopListening() throws IOException {
        socket().close();
    }

    private synchronized void listenAgain() throws IOException {
        int port = listening.getLocalPort();
        pause(REFUSED_MILLIS);
        ServerSocket again = new ServerSocket();
        again.setReuseAddress(true);
        again.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 200);
        listening = again;
    }

    private void serve(Socket raw, boolean other) {
        try (raw) {
            if (other) {
                showWrongName(raw);
                return;
            }
            Socket caller = keys == null ? raw : TrialTls.accept(right, raw);
            byte[] head = readHead(caller.getInputStream());
            while (head.length > 0) {
                if (isDisturbed(head, raw, caller)) {
                    return;
                }
                caller.getOutputStream().write(call(head));
                head = readHead(caller.getInputStream());
            }
        } catch (IOException e) {
            // the caller has gone: that is its right
        }
    }

    /** The position that it says is the number of bytes that came all the same. */
    private void showWrongName(Socket raw) {
        long begin = System.nanoTime();
        byte[] head = new byte[0];
        try {
            head = readHead(TrialTls.accept(wrong, raw).getInputStream());
        } catch (IOException e) {
            // the handshake was refused, as it should be
        }
        say(0, Fault.WRONG_NAME, head.length, begin);
    }

    private boolean isDisturbed(byte[] head, Socket raw, Socket caller) {
        int number;
        int position;
        Fault fault;
        synchronized (random) {
            number = ++calls;
            if (random.nextDouble() >= rate) {
                return false;
            }
            // in turns, so that each kind at each position comes as soon as it can
            fault = OF_CALLS.get(faults % OF_CALLS.size());
            position = faults++ / OF_CALLS.size() % Fault.POSITIONS;
        }
        long begin = System.nanoTime();
        try {
            fault.disturb(new Fault.Passing(raw, caller, head, position, this));
        } catch (IOException e) {
            // the caller has had enough
        }
        say(number, fault, position, begin);
        return true;
    }

    @Override
    public void send(byte[] part) throws IOException {
        try (Socket to = connect()) {
            to.getOutputStream().write(part);
        }
    }

    @Override
    public byte[] call(byte[] head) throws IOException {
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

    private static void say(int number, Fault fault, int position, long begin) {
        say("%d %s %d %d".formatted(number, fault, position, (System.nanoTime() - begin) / 1_000_000));
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
