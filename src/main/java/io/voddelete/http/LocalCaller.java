package io.voddelete.http;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides whether a request to a loopback address was sent by a program on this machine, rather than by a web page in a
 * browser or by a proxy on this machine on behalf of somebody else.
 */
final class LocalCaller {
    /** Any other name may be one that a web page has rebound to this address. */
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1])(:[0-9]+)?");

    /** The headers by which proxies, load balancers and content delivery networks identify the original client; lower case. */
    private static final Pattern FORWARDED = Pattern.compile("forwarded|x-forwarded(-.*)?|x-original-.*|via|cdn-loop"
            + "|x-real-ip|(x-)?(cluster-)?client-ip|true-client-ip|cf-.*|(fastly|fly|wl-proxy)-client-ip|x-envoy-.*|x-azure-.*"
            + "|x-proxyuser-ip|x-remote-(ip|addr)");

    /** For a page of another site, browsers send another value. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private LocalCaller() {}

    /** Whether the request was sent to a name of this machine, or comes by way of a proxy that says so. */
    static boolean meantUs(RequestHead head) {
        return LOOPBACK.matcher(head.header("Host").orElse("")).matches() || isForwarded(head);
    }

    private static boolean isForwarded(RequestHead head) {
        return head.names().stream().anyMatch(name -> FORWARDED.matcher(name).matches());
    }

    /** @throws HttpProblemException if the header Host, Origin or Sec-Fetch-Site occurs more than once */
    static boolean sent(RequestHead head) {
        return asked(head) && head.header("Origin").isEmpty();
    }

    /**
     * Like {@link #sent}, or by a page of this very server, which is the console. Enough for a query only: a page that a host
     * serves beside it may be less careful.
     *
     * @throws HttpProblemException if the header Host, Origin or Sec-Fetch-Site occurs more than once
     */
    static boolean asked(RequestHead head) {
        String host = head.header("Host").orElse("");
        return LOOPBACK.matcher(host).matches()
                && head.header("Origin")
                        .map(origin -> origin.equals("http://" + host) || origin.equals("https://" + host))
                        .orElse(true)
                && head.header("Sec-Fetch-Site").map(OWN_SITES::contains).orElse(true)
                && !isForwarded(head);
    }
}
