package io.voddelete.http;

import io.voddelete.support.Text;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The headers of one request. Camel adds the query parameters to them; these do not count as headers here. */
public final class RequestHead {
    /** The message header that contains the query. */
    public static final String RAW_QUERY = "CamelHttpRawQuery";

    /** The message header that contains the address of the peer. */
    public static final String REMOTE_ADDRESS = "CamelVertxPlatformHttpRemoteAddress";

    private static final String METHOD = "CamelHttpMethod";
    private static final String URI = "CamelHttpUri";

    /** The only one that Servlet containers provide; also raw. */
    private static final String QUERY = "CamelHttpQuery";

    /** Two slashes would begin the name of another server. */
    private static final Pattern CONTEXT_PATH = Pattern.compile("(/[A-Za-z0-9._~%-]+)+");

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String TRACEPARENT = "traceparent";

    private final Map<String, Object> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> inQuery;
    /** Address and port; null if the server does not tell them. */
    private final @Nullable String peer;

    /**
     * @param headers of the message, before any of them is removed
     * @throws HttpProblemException if a name is not ASCII: case folding would turn it into another name
     */
    public RequestHead(Map<String, Object> headers) {
        Object given = headers.getOrDefault(RAW_QUERY, headers.get(QUERY));
        this.inQuery = given instanceof String query ? names(query) : List.of();
        headers.keySet().forEach(RequestHead::requireAscii);
        this.headers.putAll(headers);
        this.peer = peer(headers);
    }

    /** Read at once, since a server may use the object for another request later. */
    private static @Nullable String peer(Map<String, Object> headers) {
        Object request = headers.get(ServletPeer.REQUEST);
        String ofServlet = request == null ? null : ServletPeer.of(request);
        Object address = headers.get(REMOTE_ADDRESS);
        return ofServlet == null && address != null ? address.toString() : ofServlet;
    }

    /**
     * A request as a server sees it.
     *
     * @param address of the peer
     * @param uri as sent, with its query
     * @param headers by name; those that Camel itself sets are ignored, as Camel does
     * @throws HttpProblemException if a name is not ASCII
     */
    public static RequestHead of(String method, String uri, Object address, List<Map.Entry<String, String>> headers) {
        Map<String, Object> collected = new TreeMap<>();
        headers.forEach(header -> {
            requireAscii(header.getKey());
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!name.startsWith("camel")) {
                collected.merge(name, header.getValue(), (one, other) -> List.of(one, other));
            }
        });
        collected.put(METHOD, method);
        collected.put(URI, uri);
        collected.put(REMOTE_ADDRESS, address);
        if (uri.contains("?")) {
            collected.put(RAW_QUERY, uri.replaceFirst("[^?]*[?]", ""));
        }
        return new RequestHead(collected);
    }

    /** The names of all headers and query parameters, in lower case. */
    Set<String> names() {
        return headers.keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /**
     * The value of a header, without surrounding blanks.
     *
     * @throws HttpProblemException if there is a query parameter of this name, or the header occurs more than once
     */
    public Optional<String> header(String name) {
        Object value = headers.get(name);
        if (inQuery.contains(name.toLowerCase(Locale.ROOT))) {
            throw new HttpProblemException(Problem.of(400, name + " must be a header, not a query parameter"));
        }
        if (value != null && !(value instanceof String)) {
            throw new HttpProblemException(Problem.of(400, "the header " + name + " occurs more than once"));
        }
        return Optional.ofNullable((String) value).map(String::strip);
    }

    /**
     * The value of a query parameter; empty if it is missing.
     *
     * @param name in lower case
     * @throws HttpProblemException if it occurs more than once, or a header has the same name
     */
    public Optional<String> parameter(String name) {
        if (!inQuery.contains(name)) {
            return Optional.empty();
        }
        if (headers.get(name) instanceof String value) {
            return Optional.of(value);
        }
        throw new HttpProblemException(Problem.of(400, "the parameter " + name + " occurs more than once"));
    }

    /**
     * Refuses what a caller may believe to have an effect.
     *
     * @param allowed the names of all query parameters, in lower case
     * @throws HttpProblemException with 400 if there is another one, or one occurs more than once
     */
    public void requireParameters(Set<String> allowed) {
        String words = allowed.isEmpty() ? "none" : String.join(", ", new TreeSet<>(allowed));
        Set<String> seen = new HashSet<>();
        for (String name : inQuery) {
            if (!allowed.contains(name)) {
                throw new HttpProblemException(Problem.of(
                        400,
                        "unknown parameter " + Text.visible(name) + "; allowed: " + words,
                        "unknown-parameter",
                        "omit it, or correct it"));
            }
            if (!seen.add(name)) {
                throw new HttpProblemException(Problem.of(
                        400,
                        "the parameter " + name + " occurs more than once; allowed: each of " + words + " once",
                        "repeated-parameter",
                        "send it once"));
            }
        }
    }

    /** Method and target as sent, such as {@code GET /vod/submissions?limit=5}: this is signed if there is no body. */
    String request() {
        String uri = header(URI).orElse("");
        Object query = headers.getOrDefault(RAW_QUERY, headers.get(QUERY));
        boolean isWhole = uri.contains("?") || query == null;
        return header(METHOD).orElse("") + " " + uri + (isWhole ? "" : "?" + query);
    }

    /**
     * What a host's server has before our paths, such as {@code /api}: its context path or root path. Empty if there is nothing,
     * or nothing that can be told.
     *
     * @param ownPath the path of the route that takes the request, or how it begins
     */
    public String contextPath(String ownPath) {
        String path = path();
        int end = path.lastIndexOf(ownPath);
        String before = end < 0 ? "" : path.substring(0, end);
        return CONTEXT_PATH.matcher(before).matches() ? before : "";
    }

    /**
     * A parameter in the path of a route; empty if there is none. Camel's server on Spring Boot counts the segments of a path
     * from its root and so takes another one under a context path; there the path itself is read.
     *
     * @param ownPath what stands before the parameter in the route, with a slash at its end
     * @throws HttpProblemException if there is a query parameter of this name
     */
    public String pathParameter(String name, String ownPath) {
        String given = header(name).orElse("");
        String context = contextPath(ownPath);
        return context.isEmpty()
                ? given
                : decoded(path().substring(context.length() + ownPath.length())
                        .replaceFirst("/.*", "")
                        .replace("+", "%2B"));
    }

    /** What follows after the path of a route that takes all paths that begin with its own; decoded, empty if nothing follows. */
    public String below(String ownPath) {
        String path = path();
        int start = path.indexOf(ownPath);
        return start < 0 ? "" : decoded(path.substring(start + ownPath.length()).replace("+", "%2B"));
    }

    private String path() {
        String uri = headers.get(URI) instanceof String one ? one : "";
        return uri.replaceFirst("[?].*", "").replaceFirst("^https?://[^/]*", "");
    }

    /** Whether only the head of the response is sent (HEAD). */
    public boolean isWithoutBody() {
        return header(METHOD).orElse("").equals("HEAD");
    }

    /** Whether the request changes nothing (GET or HEAD). */
    boolean isQuery() {
        return isWithoutBody() || header(METHOD).orElse("").equals("GET");
    }

    /** The media type without parameters, in lower case; empty if there is none. */
    public String mediaType() {
        return header("Content-Type").orElse("").replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    /** The address of the peer, which may be a proxy, without its port. Not escaped. */
    public String address() {
        return shownPeer().replaceFirst(":[0-9]+$", "");
    }

    private String shownPeer() {
        return peer == null ? "an unknown address" : peer;
    }

    /**
     * The origin of the request, for the log only: the peer's address and the addresses it claims to forward for, which can be
     * forged. Neither escaped nor truncated.
     */
    public String from() {
        return shownPeer() + forwarded();
    }

    private String forwarded() {
        Object forwarded = inQuery.contains(FORWARDED_FOR.toLowerCase(Locale.ROOT)) ? null : headers.get(FORWARDED_FOR);
        return forwarded == null ? "" : " (" + FORWARDED_FOR + ", not verified: " + forwarded + ")";
    }

    /**
     * Where the request comes from, for the records: like {@link #from} without the port. Null if the server does not say. Neither
     * escaped nor truncated.
     */
    public @Nullable String origin() {
        return peer == null ? null : address() + forwarded();
    }

    /**
     * A header with a text for people. A server reads its bytes as ISO 8859-1; if they are UTF-8, that is what was meant.
     *
     * @throws HttpProblemException like {@link #header}
     */
    public Optional<String> text(String name) {
        return header(name).map(RequestHead::utf8);
    }

    private static String utf8(String latin) {
        if (latin.chars().anyMatch(each -> each > 0xFF)) {
            return latin; // the server has decoded it
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(latin.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return latin;
        }
    }

    /** The W3C Trace Context of the request, not validated; null if it has none, or several, since that is nobody's fault. */
    public @Nullable String traceparent() {
        boolean isHeader = !inQuery.contains(TRACEPARENT) && headers.get(TRACEPARENT) instanceof String;
        return isHeader ? (String) headers.get(TRACEPARENT) : null;
    }

    private static List<String> names(String query) {
        return Arrays.stream(query.split("[&;]")) // the server takes either for the end of a parameter
                .filter(parameter -> !parameter.isEmpty())
                .map(parameter -> decoded(parameter.replaceFirst("(?s)=.*", "")))
                .peek(RequestHead::requireAscii)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static void requireAscii(String name) {
        if (!RequestCheck.isAscii(name)) {
            throw new HttpProblemException(Problem.of(400, RequestCheck.BAD_NAME));
        }
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name; // a lone %: then nobody takes it for one of our names
        }
    }
}
