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
 * <p>The signature covers bytes, so the request must leave with exactly the path of {@link #canonicalPath}, the query
 * of {@link #canonicalQuery} and the host of {@link Request#host}. A signature is valid for about 15 minutes: sign
 * each attempt anew.
 *
 * <p>Pure functions without shared state: safe for any number of threads. Source of the algorithm: Huawei Cloud "API
 * Request Signing Guide"; checked against the official Java SDK.
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
     * What is to be signed. Nothing may be null.
     *
     * @param method the HTTP method in upper case
     * @param endpoint scheme, host and perhaps port of the service; only host and port are signed
     * @param path the decoded path, empty or beginning with a slash; never with a query glued to it
     * @param query the decoded parameters in any order; a name may come more than once
     * @param headers the headers to be signed besides those the signer knows itself; values are visible ASCII and
     *     blanks, and are signed without blanks at their ends. {@code Content-Type} and names with an underscore may
     *     be given but stay unsigned. {@code Host}, {@code Authorization}, {@code X-Sdk-Date}, {@code X-Security-Token}
     *     and {@code X-Sdk-Content-Sha256} are refused: one left over from an earlier request would spoil this one
     * @param body the payload, empty when there is none; neither copied nor changed
     */
    public record Request(
            String method,
            URI endpoint,
            String path,
            List<Entry<String, String>> query,
            Map<String, String> headers,
            byte[] body) {

        /** @throws IllegalArgumentException if a part breaks its rule; the text quotes no value */
        public Request {
            require(method.matches("[A-Z]+"), "method must be in upper case");
            require(endpoint.getHost() != null, "endpoint must name a host");
            require(path.isEmpty() || path.startsWith("/"), "path must begin with a slash");
            query = List.copyOf(query);
            headers = Map.copyOf(headers);
            Objects.requireNonNull(body, "body");
            headers.forEach((name, value) -> {
                require(name.matches("[A-Za-z0-9_-]+"), "header name must be of letters, digits, - and _");
                require(!SET_BY_SIGNER.contains(lowerCase(name)), "header is set by the signer: " + name);
                require(value.chars().allMatch(c -> c >= ' ' && c <= '~'), "header value must be ASCII: " + name);
            });
        }

        /** The value of the {@code Host} header to send; with a port only where the endpoint names one. */
        String host() {
            return endpoint.getPort() < 0 ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort();
        }
    }

    /**
     * Signs a request.
     *
     * @param now the time of signing, which VOD compares with its own clock
     * @return the headers to add: {@code X-Sdk-Date}, {@code X-Security-Token} with temporary keys, {@code
     *     Authorization}; in this order, unmodifiable
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
     * The canonical request on one line, {@code |} in place of each line break, as the gateway quotes its own reading
     * when signatures differ. Fit for logs: a session token shows as {@code ***}.
     */
    static String explain(Request request, Credentials credentials, Instant now) {
        String token = credentials.isTemporary() ? "***" : null;
        return canonicalRequest(request, signedHeaders(request, token, DATE.format(now)))
                .replace('\n', '|');
    }

    /**
     * The query as it is signed and must be sent: percent-encoded, sorted by the bytes of the decoded names, equal
     * names by the bytes of their decoded values. The guide leaves the order of equal names open; verifiers that sort
     * them and verifiers that keep the received order agree on a sorted one.
     *
     * @return without a leading question mark; empty when there is no parameter
     */
    public static String canonicalQuery(List<Entry<String, String>> query) {
        return query.stream()
                .sorted(BY_NAME_THEN_VALUE)
                .map(parameter -> encode(parameter.getKey(), "") + "=" + encode(parameter.getValue(), ""))
                .collect(Collectors.joining("&"));
    }

    /** The path as it must be sent: each segment percent-encoded, {@code /} for an empty path. */
    public static String canonicalPath(String path) {
        return path.isEmpty() ? "/" : encode(path, "/");
    }

    static SortedMap<String, String> signedHeaders(Request request, @Nullable String sessionToken, String date) {
        SortedMap<String, String> signed = new TreeMap<>();
        request.headers().forEach((name, value) -> {
            String lowerCase = lowerCase(name);
            if (!lowerCase.equals("content-type") && !lowerCase.contains("_")) {
                require(signed.put(lowerCase, value.strip()) == null, "header is given twice: " + name);
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
                // only the signed form of a path must end in a slash
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
