package io.voddelete.vod;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.voddelete.support.Sha256;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests with an access key and a secret key: algorithm {@code SDK-HMAC-SHA256}, signature in the header.
 *
 * <p>The signature covers exact bytes: send the path of {@link #canonicalPath}, the query of {@link #canonicalQuery} and the
 * host of {@link Request#host} unchanged. A signature is valid for about 15 minutes, so sign each attempt anew.
 *
 * <p>Stateless and thread-safe. Algorithm: Huawei Cloud "API Request Signing Guide"; verified against the official Java SDK.
 */
public final class AkSkSigner {

    private static final String ALGORITHM = "SDK-HMAC-SHA256";
    private static final String DATE_HEADER = "X-Sdk-Date";
    private static final String TOKEN_HEADER = "X-Security-Token";
    private static final Set<String> SET_BY_SIGNER =
            Set.of("host", "authorization", "x-sdk-date", "x-security-token", "x-sdk-content-sha256");

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Comparator<String> BYTE_ORDER =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));
    private static final Comparator<Entry<String, String>> BY_NAME_THEN_VALUE =
            Entry.<String, String>comparingByKey(BYTE_ORDER).thenComparing(Entry.comparingByValue(BYTE_ORDER));
    private static final HexFormat LOWER_HEX = HexFormat.of();
    private static final HexFormat UPPER_HEX = LOWER_HEX.withUpperCase();

    private AkSkSigner() {}

    /**
     * A request to sign. No component may be null.
     *
     * @param method the HTTP method in upper case
     * @param endpoint scheme, host and optional port of the service; only host and port are signed
     * @param path the decoded path without a query; empty or starting with a slash
     * @param query the decoded parameters in any order; names may repeat
     * @param headers headers to sign in addition to the signer's own. Values are visible ASCII and spaces, and are signed
     *     without leading and trailing spaces. {@code Content-Type} and names with an underscore are not signed. {@code Host},
     *     {@code Authorization}, {@code X-Sdk-Date}, {@code X-Security-Token} and {@code X-Sdk-Content-Sha256} are rejected,
     *     because leftovers of an earlier request would invalidate this one
     * @param body the payload, empty if there is none; neither copied nor modified
     */
    public record Request(
            String method,
            URI endpoint,
            String path,
            List<Entry<String, String>> query,
            Map<String, String> headers,
            byte[] body) {

        /** @throws IllegalArgumentException if a component is invalid; the message quotes no value */
        public Request {
            require(method.matches("[A-Z]+"), "method must be upper case");
            require(endpoint.getHost() != null, "endpoint must name a host");
            require(path.isEmpty() || path.startsWith("/"), "path must start with a slash");
            query = List.copyOf(query);
            headers = Map.copyOf(headers);
            Objects.requireNonNull(body, "body");
            headers.forEach((name, value) -> {
                require(name.matches("[A-Za-z0-9_-]+"), "header name must consist of letters, digits, - and _");
                require(!SET_BY_SIGNER.contains(lowerCase(name)), "header is set by the signer: " + name);
                require(value.chars().allMatch(c -> c >= ' ' && c <= '~'), "header value must be ASCII: " + name);
            });
        }

        /** Returns the value of the {@code Host} header; includes a port only if the endpoint does. */
        String host() {
            return endpoint.getPort() < 0 ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort();
        }
    }

    /**
     * Signs a request.
     *
     * @param now the time of signing; VOD compares it with its own clock
     * @return the headers to add, in this order: {@code X-Sdk-Date}, {@code X-Security-Token} for temporary keys, {@code
     *     Authorization}; unmodifiable
     */
    static Map<String, String> sign(Request request, Credentials credentials, Instant now) {
        String date = DATE.format(now);
        SortedMap<String, String> signed = signedHeaders(request, credentials.sessionToken(), date);
        String signature = signature(stringToSign(canonicalRequest(request, signed), date), credentials.secretKey());

        Map<String, String> added = new LinkedHashMap<>();
        added.put(DATE_HEADER, date);
        if (credentials.isTemporary()) {
            added.put(TOKEN_HEADER, credentials.sessionToken());
        }
        added.put(
                "Authorization",
                ALGORITHM + " Access=" + credentials.accessKey() + ", SignedHeaders=" + names(signed) + ", Signature="
                        + signature);
        return Collections.unmodifiableMap(added);
    }

    /**
     * Returns the canonical request on one line with {@code |} for line breaks, the format in which the gateway quotes its own
     * on a signature mismatch. Safe to log: a session token shows as {@code ***}.
     */
    static String explain(Request request, Credentials credentials, Instant now) {
        String token = credentials.isTemporary() ? "***" : null;
        return canonicalRequest(request, signedHeaders(request, token, DATE.format(now)))
                .replace('\n', '|');
    }

    /**
     * Returns the query as it is signed and must be sent: percent-encoded and sorted by the bytes of the decoded names, equal
     * names by those of their decoded values. The guide does not define the order of equal names; sorting them suits verifiers
     * that sort as well as those that keep the received order.
     *
     * @return without a question mark; empty if there are no parameters
     */
    public static String canonicalQuery(List<Entry<String, String>> query) {
        return query.stream()
                .sorted(BY_NAME_THEN_VALUE)
                .map(parameter -> encode(parameter.getKey(), "") + "=" + encode(parameter.getValue(), ""))
                .collect(Collectors.joining("&"));
    }

    /** Returns the path as it must be sent: each segment percent-encoded; {@code /} for an empty path. */
    public static String canonicalPath(String path) {
        return path.isEmpty() ? "/" : encode(path, "/");
    }

    static SortedMap<String, String> signedHeaders(Request request, @Nullable String sessionToken, String date) {
        SortedMap<String, String> signed = new TreeMap<>();
        request.headers().forEach((name, value) -> {
            String lowerCase = lowerCase(name);
            if (!lowerCase.equals("content-type") && !lowerCase.contains("_")) {
                require(signed.put(lowerCase, value.strip()) == null, "duplicate header: " + name);
            }
        });
        signed.put("host", request.host());
        signed.put(lowerCase(DATE_HEADER), date);
        if (sessionToken != null) {
            signed.put(lowerCase(TOKEN_HEADER), sessionToken);
        }
        return signed;
    }

    static String canonicalRequest(Request request, SortedMap<String, String> signedHeaders) {
        String path = canonicalPath(request.path());
        StringBuilder lines = new StringBuilder(512)
                .append(request.method())
                .append('\n')
                .append(path)
                // only the signed form of a path must end with a slash
                .append(path.endsWith("/") ? "\n" : "/\n")
                .append(canonicalQuery(request.query()))
                .append('\n');
        signedHeaders.forEach(
                (name, value) -> lines.append(name).append(':').append(value).append('\n'));
        return lines.append('\n')
                .append(names(signedHeaders))
                .append('\n')
                .append(Sha256.hex(request.body()))
                .toString();
    }

    static String stringToSign(String canonicalRequest, String date) {
        return ALGORITHM + "\n" + date + "\n" + Sha256.hex(canonicalRequest.getBytes(UTF_8));
    }

    static String signature(String stringToSign, String secretKey) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secretKey.getBytes(UTF_8), "HmacSHA256"));
            return LOWER_HEX.formatHex(mac.doFinal(stringToSign.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static String names(SortedMap<String, String> signedHeaders) {
        return String.join(";", signedHeaders.keySet());
    }

    private static String encode(String text, String alsoKept) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(UTF_8)) {
            char c = (char) (octet & 0xff);
            if (isUnreserved(c) || alsoKept.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                UPPER_HEX.toHexDigits(encoded.append('%'), octet);
            }
        }
        return encoded.toString();
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_.~".indexOf(c) >= 0;
    }

    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
