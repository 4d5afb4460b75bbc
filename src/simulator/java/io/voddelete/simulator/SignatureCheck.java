package io.voddelete.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Verifies the SDK-HMAC-SHA256 signature of a received request like the gateway. */
final class SignatureCheck {
    private static final String ALGORITHM = "SDK-HMAC-SHA256";
    private static final Pattern AUTHORIZATION =
            Pattern.compile(ALGORITHM + " Access=([^, ]+), SignedHeaders=([^, ]+), Signature=([0-9a-f]{64})");
    private static final Duration MAX_SKEW = Duration.ofMinutes(15);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String DATE_HEADER = "x-sdk-date";
    private static final String TOKEN_HEADER = "x-security-token";

    private final AccessKeys keys;

    SignatureCheck(AccessKeys keys) {
        this.keys = keys;
    }

    /** Returns the access key of the request; empty if there is none. */
    static Optional<String> accessKey(ReceivedRequest request) {
        Matcher authorization = AUTHORIZATION.matcher(request.headers().getOrDefault("authorization", ""));
        return authorization.matches() ? Optional.of(authorization.group(1)) : Optional.empty();
    }

    /** Returns the gateway's message about an unknown access key. */
    static String unknownKey(String accessKey) {
        return "Get secretKey failed,ak " + accessKey + " not exist";
    }

    /** Returns what is wrong with the signature; empty if the request is authentic. */
    Optional<String> fault(ReceivedRequest request, Instant now) {
        String header = request.headers().get("authorization");
        if (header == null) {
            return Optional.of("x-auth-token not found");
        }
        Matcher authorization = AUTHORIZATION.matcher(header);
        if (!authorization.matches()) {
            return Optional.of("verify aksk signature fail, the authorization header is malformed");
        }
        String accessKey = authorization.group(1);
        AccessKeys.Key key = keys.find(accessKey).orElse(null);
        if (key == null) {
            return Optional.of(unknownKey(accessKey));
        }
        List<String> signedHeaders = Arrays.asList(authorization.group(2).split(";"));
        return dateFault(request, signedHeaders, now)
                .or(() -> tokenFault(request, signedHeaders, key))
                .or(() -> signatureFault(request, signedHeaders, authorization.group(3), key));
    }

    private Optional<String> dateFault(ReceivedRequest request, List<String> signedHeaders, Instant now) {
        String date = request.headers().getOrDefault(DATE_HEADER, "");
        if (!signedHeaders.contains(DATE_HEADER)) {
            return Optional.of("verify aksk signature fail, x-sdk-date is not signed");
        }
        Instant signed;
        try {
            signed = DATE.parse(date, Instant::from);
        } catch (DateTimeParseException e) {
            return Optional.of("verify aksk signature fail, x-sdk-date is missing or malformed");
        }
        if (Duration.between(signed, now).abs().compareTo(MAX_SKEW) <= 0) {
            return Optional.empty();
        }
        return Optional.of("calc aksk signature fail:signature expired, signature time:" + date + ",server time:"
                + DATE.format(now));
    }

    private Optional<String> tokenFault(ReceivedRequest request, List<String> signedHeaders, AccessKeys.Key key) {
        String token = key.sessionToken();
        if (token == null
                || token.equals(request.headers().get(TOKEN_HEADER)) && signedHeaders.contains(TOKEN_HEADER)) {
            return Optional.empty();
        }
        return Optional.of("verify aksk signature fail, x-security-token is missing, wrong or not signed");
    }

    private Optional<String> signatureFault(
            ReceivedRequest request, List<String> signedHeaders, String signature, AccessKeys.Key key) {
        CanonicalRequest canonical = new CanonicalRequest(request, signedHeaders);
        String asReceived = canonical.keepingOrder();
        if (signs(signature, request, asReceived, key) || signs(signature, request, canonical.sortingValues(), key)) {
            return Optional.empty();
        }
        return Optional.of("verify aksk signature fail, canonicalRequest:" + asReceived.replace('\n', '|'));
    }

    private static boolean signs(
            String signature, ReceivedRequest request, String canonicalRequest, AccessKeys.Key key) {
        String date = request.headers().get(DATE_HEADER);
        String stringToSign = ALGORITHM + '\n' + date + '\n' + Hashes.sha256(canonicalRequest);
        return signature.equals(Hashes.hmacSha256(key.secretKey(), stringToSign));
    }
}
