package io.voddelete.camel;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestWriterFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;

/**
 * A connection that logs neither heads nor bytes: at DEBUG, which a host may enable for all loggers, the HTTP client would log
 * tokens, passwords and signatures.
 */
final class QuietConnection extends DefaultManagedHttpClientConnection {
    private static final AtomicLong COUNTER = new AtomicLong();

    private QuietConnection(Http1Config bounds, HttpMessageParserFactory<ClassicHttpResponse> heads) {
        super(
                "vod-" + COUNTER.getAndIncrement(),
                null,
                null,
                bounds,
                null,
                null,
                DefaultHttpRequestWriterFactory.INSTANCE,
                heads);
    }

    static HttpConnectionFactory<ManagedHttpClientConnection> factory(
            Http1Config bounds, HttpMessageParserFactory<ClassicHttpResponse> heads) {
        return socket -> {
            QuietConnection connection = new QuietConnection(bounds, heads);
            if (socket != null) {
                connection.bind(socket);
            }
            return connection;
        };
    }

    @Override
    public void bind(Socket socket) throws IOException {
        bind(new SocketHolder(socket));
    }

    @Override
    public void bind(SSLSocket secured, Socket socket) throws IOException {
        bind(new SocketHolder(secured, socket));
    }

    @Override
    protected void onRequestSubmitted(ClassicHttpRequest request) {
        // the caller logs the result
    }

    @Override
    protected void onResponseReceived(ClassicHttpResponse response) {
        // the caller logs the result
    }
}
