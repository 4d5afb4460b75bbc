package io.voddelete.camel;

import io.voddelete.support.TimeSource;
import io.voddelete.support.Times;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.methods.HttpHead;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Explains which certificate was refused, and why. A failed handshake does not keep the certificate, so a second connection
 * fetches it; that connection ends in its handshake and sends no request.
 */
final class CertificateFaults {
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int MOST_CAUSES = 20;
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private record Seen(@Nullable X509Certificate certificate, long at) {}

    private final ScheduledExecutorService timer;
    private final TimeSource clock;
    private final Map<HttpRoute, Seen> seen = new ConcurrentHashMap<>();

    /** @param timer ends a connection that takes too long */
    CertificateFaults(ScheduledExecutorService timer, TimeSource clock) {
        this.timer = timer;
        this.clock = clock;
    }

    /**
     * The message about a failed connection.
     *
     * @param proxy of the route; null if there is none
     * @param end of the call
     * @return null if no certificate is at fault
     */
    @Nullable
    String explain(Exception fault, HttpRoute route, @Nullable CallProxy proxy, Instant end) {
        String host = route.getTargetHost().toHostString();
        if (trustsNobody(fault)) {
            return "the certificate of " + host + " cannot be checked, since the JVM's trust store is empty or missing;"
                    + " check javax.net.ssl.trustStore";
        }
        Throwable cause = certificateFault(fault);
        if (cause == null) {
            return null;
        }
        X509Certificate found = look(route, proxy, end);
        if (found != null
                && isAboutName(cause)
                && isFor(found, route.getTargetHost().getHostName())) {
            found = null; // another server answered this time
        }
        String by = route.getProxyHost() == null
                ? ""
                : " through the proxy " + route.getProxyHost().toHostString();
        if (found == null) {
            return "the certificate of " + host + by + " was refused: " + NotSentException.part(cause.getMessage());
        }
        return "the certificate of " + host + by + " was refused: " + why(cause, found, route)
                + ". Presented: subject '"
                + NotSentException.part(found.getSubjectX500Principal().getName())
                + "', issuer '"
                + NotSentException.part(found.getIssuerX500Principal().getName())
                + "', valid " + Times.text(found.getNotBefore().toInstant()) + " to "
                + Times.text(found.getNotAfter().toInstant());
    }

    /** The innermost cause, if a certificate was refused at all; otherwise null. */
    private static @Nullable Throwable certificateFault(Throwable fault) {
        Throwable last = null;
        for (Throwable each : causes(fault)) {
            if (each instanceof CertificateException
                    || each instanceof GeneralSecurityException && last != null
                    || each instanceof SSLPeerUnverifiedException) {
                last = each;
            }
        }
        return last;
    }

    /** For the JVM, a missing trust store is an empty one. */
    private static boolean trustsNobody(Throwable fault) {
        return causes(fault).stream().anyMatch(InvalidAlgorithmParameterException.class::isInstance);
    }

    private static List<Throwable> causes(Throwable fault) {
        return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
                .limit(MOST_CAUSES)
                .toList();
    }

    private static String why(Throwable cause, X509Certificate found, HttpRoute route) {
        if (cause instanceof CertificateExpiredException) {
            return "it, or a certificate above it, has expired; check this machine's clock, then ask its owner to renew it";
        }
        if (cause instanceof CertificateNotYetValidException) {
            return "it is not valid yet; check this machine's clock";
        }
        String host = route.getTargetHost().getHostName();
        if (isAboutName(cause)) {
            return "it is for " + names(found) + ", not for " + host
                    + "; check the address and which server responds there";
        }
        boolean unknownCa = cause instanceof CertPathBuilderException
                || String.valueOf(cause.getMessage()).contains("trust anchor");
        if (!unknownCa) {
            return NotSentException.part(cause.getMessage()); // such as its key usage or algorithm
        }
        return "its CA is not trusted; if it is yours, add it to the JVM's trust store (credentials.md, Certificates)";
    }

    private static boolean isAboutName(Throwable cause) {
        return cause instanceof SSLPeerUnverifiedException
                || String.valueOf(cause.getMessage()).contains("name");
    }

    private static boolean isFor(X509Certificate found, String host) {
        try {
            new DefaultHostnameVerifier().verify(host, found);
            return true;
        } catch (SSLException e) {
            return false;
        }
    }

    private static String names(X509Certificate found) {
        try {
            Collection<List<?>> all = found.getSubjectAlternativeNames();
            return all == null
                    ? "no host"
                    : NotSentException.part(all.stream()
                            .filter(each ->
                                    each.get(0).equals(DNS_NAME) || each.get(0).equals(IP_ADDRESS))
                            .map(each -> String.valueOf(each.get(1)))
                            .collect(Collectors.joining(", ")));
        } catch (CertificateParsingException e) {
            return "names that cannot be read";
        }
    }

    private @Nullable X509Certificate look(HttpRoute route, @Nullable CallProxy proxy, Instant end) {
        long now = clock.nanoTime();
        Seen last = seen.get(route);
        if (last != null && now - last.at < KEPT.toNanos()) {
            return last.certificate;
        }
        Duration left = Duration.between(clock.instant(), end);
        X509Certificate found = fetch(route, proxy, left.compareTo(LONGEST) < 0 ? left : LONGEST);
        seen.put(route, new Seen(found, now));
        return found;
    }

    private @Nullable X509Certificate fetch(HttpRoute route, @Nullable CallProxy proxy, Duration atMost) {
        Witness witness = new Witness();
        HttpHead head = new HttpHead("/");
        Future<?> deadline = timer.schedule(head::cancel, atMost.toMillis(), TimeUnit.MILLISECONDS);
        try (CloseableHttpClient client = client(route, witness)) {
            HttpClientContext context = HttpClientContext.create();
            if (proxy != null) {
                proxy.authenticate(context);
            }
            client.execute(route.getTargetHost(), head, context, response -> null);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // expected: the witness lets no handshake succeed
        } finally {
            deadline.cancel(false);
        }
        return witness.certificate;
    }

    private static CloseableHttpClient client(HttpRoute route, Witness witness) throws GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {witness}, null);
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                        .build())
                .setRoutePlanner((host, context) -> route)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableAuthCaching()
                .build();
    }

    /** Trusts nobody, and remembers the certificate that was presented. */
    private static final class Witness extends X509ExtendedTrustManager {
        /** Null until one was presented. */
        private volatile @Nullable X509Certificate certificate;

        private void see(X509Certificate[] chain) throws CertificateException {
            certificate = chain[0];
            throw new CertificateException("only looked at");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            see(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            see(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            see(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            see(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            see(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            see(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
