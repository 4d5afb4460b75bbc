package io.voddelete.http;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a request that came to a loopback address was sent by a program of this machine: not by a web page in a browser,
 * and not by a proxy on this machine for somebody else.
 */
final class LocalCaller {
    /** Any other name may be one that a web page has led to this address. */
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1])(:[0-9]+)?");

    /** What proxies, load balancers and content delivery networks tell of those that they forward; in lower case. */
    private static final Pattern FORWARDED = Pattern.compile("forwarded|x-forwarded(-.*)?|x-original-.*|via|cdn-loop"
            + "|x-real-ip|(x-)?(cluster-)?client-ip|true-client-ip|cf-.*|(fastly|fly|wl-proxy)-client-ip|x-envoy-.*|x-azure-.*"
            + "|x-proxyuser-ip|x-remote-(ip|addr)");

    /** What a browser sends for a page of another site says something else. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private LocalCaller() {}

    /** @throws HttpProblemException if the header Host, Origin or Sec-Fetch-Site comes more than once */
    static boolean sent(RequestHead head) {
        return LOOPBACK.matcher(head.header("Host").orElse("")).matches()
                && head.header("Origin").isEmpty()
                && head.header("Sec-Fetch-Site").map(OWN_SITES::contains).orElse(true)
                && head.names().stream()
                        .noneMatch(name -> FORWARDED.matcher(name).matches());
    }
}
