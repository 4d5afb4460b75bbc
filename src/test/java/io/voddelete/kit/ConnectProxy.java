package io.voddelete.kit;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy for CONNECT, like that of a company. It ignores the requested host name and connects to the port on this
 * machine, so clients need not resolve the name.
 */
public final class ConnectProxy implements AutoCloseable {
    private static final Pattern CONNECT = Pattern.compile("CONNECT [A-Za-z0-9.-]+:([0-9]+) HTTP/1\\.1\r\n[\\s\\S]*");
    private static final String OPEN = "HTTP/1.1 200 Connection established\r\n\r\n";

    private final RawServer server;
    private volatile String credentials = "";

    private ConnectProxy() {
        server = RawServer.startReading(this::open);
    }

    public static ConnectProxy start() {
        return new ConnectProxy();
    }

    /** From now on requires these credentials. */
    public ConnectProxy admitOnly(String user, String password) {
        credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Sets what to do with further requests instead of opening a tunnel. */
    public void conduct(RawServer.Conduct conduct) {
        server.conduct(conduct);
    }

    /** Opens tunnels again. */
    public void open() {
        server.read(this::open);
    }

    /** Closes all connections and their tunnels. */
    public void cutAll() throws IOException {
        server.cutAll();
    }

    /** Confirms the tunnel, then applies this conduct to it. */
    public static RawServer.Conduct opening(RawServer.Conduct then) {
        return connection -> {
            connection.getOutputStream().write(OPEN.getBytes(StandardCharsets.US_ASCII));
            return then.answer(connection);
        };
    }

    public URI address() {
        return server.address();
    }

    /** Returns the heads of all requests, including their credentials. */
    public List<String> requests() {
        return server.requests();
    }

    public int connections() {
        return server.connections();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private boolean open(String head, Socket connection) throws IOException {
        Matcher connect = CONNECT.matcher(head);
        if (!connect.matches()) {
            return RawServer.saying(RawServer.answer("405 Method Not Allowed", "", "only CONNECT"))
                    .answer(connection);
        }
        if (!credentials.isEmpty() && !head.contains("\r\nProxy-Authorization: Basic " + credentials + "\r\n")) {
            return RawServer.saying(RawServer.answer(
                            "407 Proxy Authentication Required",
                            "Proxy-Authenticate: Basic realm=\"company\"\r\n",
                            "{\"error_code\":\"VOD.10054\",\"error_msg\":\"a page that pretends\"}"))
                    .answer(connection);
        }
        Socket to;
        try {
            to = new Socket("127.0.0.1", Integer.parseInt(connect.group(1)));
        } catch (IOException e) {
            return RawServer.saying(RawServer.answer("502 Bad Gateway", "", "nobody is there"))
                    .answer(connection);
        }
        return opening(each -> {
                    Tunnel.between(each, to);
                    return false;
                })
                .answer(connection);
    }
}
