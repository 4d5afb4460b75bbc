package io.voddelete.http;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds requests that cannot be parsed, or that another server on the way may parse differently. Looks only at the request
 * line and headers of HTTP/1.1.
 */
public final class RequestCheck {
    /** The message for a request whose path or query cannot be parsed. */
    static final String BAD_TARGET = "invalid request target: an escape must be '%' and two hexadecimal"
            + " digits, and the path must be UTF-8 and begin with '/'";

    /** The message for a request in which the name of a header or query parameter is not ASCII. */
    static final String BAD_NAME = "the name of a header or query parameter contains characters that are not ASCII";

    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    /** An escaped non-ASCII byte in the name of a parameter; the server also treats ; as a separator. */
    private static final Pattern BAD_PARAMETER = Pattern.compile("(^|[&;])[^=&;#]*%[89A-Fa-f]");
    /** A token, as RFC 9110 has it: ASCII only. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private RequestCheck() {}

    /**
     * Finds what is wrong with the request line and headers.
     *
     * @param target as in the request line
     * @param http11 whether the request is HTTP/1.1 rather than HTTP/1.0
     * @param headers in the order in which they were sent
     * @return empty if nothing is wrong
     */
    public static Optional<String> fault(String target, boolean http11, List<Map.Entry<String, String>> headers) {
        if (!isReadable(target)) {
            return Optional.of(BAD_TARGET);
        }
        if (BAD_PARAMETER.matcher(query(target)).find()) {
            return Optional.of(BAD_NAME);
        }
        if (!headers.stream().allMatch(header -> NAME.matcher(header.getKey()).matches())) {
            return Optional.of("a header name contains characters that are not allowed");
        }
        List<String> hosts = values(headers, "Host");
        if (hosts.size() > 1 || http11 && hosts.isEmpty()) {
            return Optional.of("exactly one Host header is required, but there are " + hosts.size());
        }
        List<String> lengths = values(headers, "Content-Length");
        List<String> codings = values(headers, "Transfer-Encoding");
        if (lengths.size() > 1 || !lengths.isEmpty() && !codings.isEmpty()) {
            return Optional.of("the length of the body is specified twice");
        }
        boolean chunked =
                http11 && codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked");
        return codings.isEmpty() || chunked
                ? Optional.empty()
                : Optional.of("the only supported transfer coding is 'chunked', with HTTP/1.1");
    }

    static boolean isAscii(String name) {
        return name.chars().allMatch(each -> each < 0x80);
    }

    private static List<String> values(List<Map.Entry<String, String>> headers, String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String query(String target) {
        int start = target.indexOf('?');
        return start < 0 ? "" : target.substring(start + 1);
    }

    private static boolean isReadable(String target) {
        if (!target.chars().allMatch(each -> each > ' ' && each < 0x7f)
                || BAD_ESCAPE.matcher(target).find()) {
            return false;
        }
        if (target.equals("*")) {
            return true;
        }
        String path =
                target.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*", "").split("[?#]", 2)[0];
        return path.startsWith("/") && isText(path);
    }

    private static boolean isText(String path) {
        byte[] bytes = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
