package io.voddelete.camel;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.RouteInfo.LayerType;
import org.apache.hc.client5.http.RouteInfo.TunnelType;
import org.apache.hc.client5.http.auth.AuthExchange;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;

/**
 * A proxy that opens tunnels to HTTPS servers (CONNECT).
 *
 * @param user sent to the proxy as Basic authentication, and to nobody else; empty for none
 * @param source of the address, for messages
 */
record CallProxy(String host, int port, String user, String password, String source) {
    /** The route of a planned call through this proxy. */
    HttpRoute route(HttpRoute planned) {
        return new HttpRoute(
                planned.getTargetHost(),
                planned.getLocalAddress(),
                address(),
                planned.isSecure(),
                TunnelType.TUNNELLED,
                LayerType.LAYERED);
    }

    /** Sends the credentials with CONNECT itself, without waiting for a 407 on each new connection. */
    void authenticate(HttpClientContext context) {
        if (user.isEmpty()) {
            return;
        }
        BasicScheme basic = new BasicScheme();
        basic.initPreemptive(new UsernamePasswordCredentials(user, password.toCharArray()));
        AuthExchange exchange = new AuthExchange();
        exchange.select(basic);
        context.setAuthExchange(address(), exchange);
    }

    /** The message about a proxy that does not answer CONNECT with a tunnel. */
    static String refusal(String proxy, HttpHost target, HttpResponse response) {
        String reason =
                response.getReasonPhrase() == null ? "" : " " + NotSentException.part(response.getReasonPhrase());
        return proxy + " refused a tunnel to " + target.toHostString() + ": HTTP " + response.getCode() + reason
                + switch (response.getCode()) {
                    case HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED -> "; " + checkCredentials(response);
                    case HttpStatus.SC_FORBIDDEN -> "; ask its operator to allow this host";
                    default -> "";
                };
    }

    private static String checkCredentials(HttpResponse response) {
        String schemes = Arrays.stream(response.getHeaders(HttpHeaders.PROXY_AUTHENTICATE))
                .map(header -> header.getValue().strip().split("\\s", 2)[0])
                .distinct()
                .collect(Collectors.joining(", "));
        return schemes.isEmpty() || schemes.toLowerCase(Locale.ROOT).matches("(.*, )?basic(, .*)?")
                ? "check vod.proxy.user and vod.proxy.password"
                : "it asks for " + NotSentException.part(schemes) + " authentication, and only Basic is supported";
    }

    private HttpHost address() {
        return new HttpHost("http", host, port);
    }

    /** Safe for logs. */
    @Override
    public String toString() {
        return "the proxy " + address().toHostString() + " (" + source + ")";
    }
}
