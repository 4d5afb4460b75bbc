package io.voddelete.vod;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Classifies errors by their code, using the resource {@code error-codes.txt}, and tells whether the call may have deleted
 * something in spite of the error. VOD answers HTTP 403 for nearly everything, and the gateway uses the same code with
 * different statuses, so the HTTP status counts only if the code is unknown. A known code is definite, even with a 200 or a
 * 5xx. The exception is {@code APIGW.0201}, which stands for a malformed request, an unreachable VOD or a timeout.
 */
public final class ErrorCodes {
    /** Classes of errors, by how to handle them. */
    public enum ErrorClass {
        /** An asset of the call does not exist. */
        GONE,
        /** An asset of the call cannot be deleted now. */
        BUSY,
        /** Another error of one asset of the call. */
        ASSET,
        /** Too many calls. */
        THROTTLED,
        /** A temporary failure of the server or the network. */
        TRANSIENT,
        /** Wrong credentials or missing permissions. */
        AUTH,
        /** The state of the account. */
        ACCOUNT,
        /** An invalid request, caused by this module or its settings. */
        REQUEST,
        /** An unknown or missing code with a status that is not specific either. */
        UNKNOWN
    }

    /**
     * The classification of an error.
     *
     * @param mayHaveActed whether the call may have deleted something in spite of the error
     * @param reason the reason code of a FAILED outcome caused by this error
     */
    public record Meaning(ErrorClass errorClass, boolean mayHaveActed, String reason) {}

    private static final String RESOURCE = "/vod-delete-routes/error-codes.txt";
    private static final String REFUSED = "refused";
    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final Pattern OTHER_NAME = Pattern.compile("^APIG\\.");
    private static final String ONE_CODE_FOR_ALL = "APIGW.0201";
    private static final Map<String, Meaning> TABLE = read();

    private ErrorCodes() {}

    /** Returns what a code alone means; empty if it is null or not known. */
    public static Optional<ErrorClass> classOf(@Nullable String code) {
        return Optional.ofNullable(TABLE.get(name(code))).map(Meaning::errorClass);
    }

    private static String name(@Nullable String code) {
        return code == null ? "" : OTHER_NAME.matcher(code).replaceFirst("APIGW.");
    }

    /**
     * Classifies an error.
     *
     * @param code VOD's or the gateway's error code, with the prefix {@code APIG.} or {@code APIGW.}; null or empty if there is
     *     none
     * @param httpStatus the HTTP status, 100 to 599
     */
    static Meaning meaning(@Nullable String code, int httpStatus) {
        String name = name(code);
        Meaning known = TABLE.get(name);
        Meaning byStatus = byStatus(httpStatus);
        if (known == null) {
            return byStatus;
        }
        boolean statusCounts =
                name.equals(ONE_CODE_FOR_ALL) && (byStatus.errorClass != ErrorClass.UNKNOWN || byStatus.mayHaveActed);
        return statusCounts ? byStatus : known;
    }

    /**
     * Classifies by status. 4xx is a refusal. A 5xx may follow a deletion, and so may a 408, which servers also send for their own
     * timeouts. An error with 2xx, a redirect or 1xx is not part of the API and proves nothing.
     */
    private static Meaning byStatus(int httpStatus) {
        return switch (httpStatus) {
            case 401 -> new Meaning(ErrorClass.AUTH, false, REFUSED);
            case 408 -> new Meaning(ErrorClass.TRANSIENT, true, REFUSED);
            case 429 -> new Meaning(ErrorClass.THROTTLED, false, REFUSED);
            default ->
                httpStatus >= 500
                        ? new Meaning(ErrorClass.TRANSIENT, true, REFUSED)
                        : new Meaning(ErrorClass.UNKNOWN, httpStatus < 400, REFUSED);
        };
    }

    private static Map<String, Meaning> read() {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(ErrorCodes.class.getResourceAsStream(RESOURCE), StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(BLANKS::split)
                    .collect(Collectors.toUnmodifiableMap(words -> words[0], ErrorCodes::meaning));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    private static Meaning meaning(String[] words) {
        ErrorClass errorClass = ErrorClass.valueOf(words[1].toUpperCase(Locale.ROOT));
        boolean mayHaveActed = switch (words[2]) {
            case "maybe" -> true;
            case "none" -> false;
            default -> throw new IllegalStateException(RESOURCE + ": invalid 'acted' of " + words[0] + ": " + words[2]);
        };
        return new Meaning(errorClass, mayHaveActed, words.length > 3 ? words[3] : REFUSED);
    }
}
