package io.voddelete.vod;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an error means: one class an error code, and whether the call may have deleted something all the same, from the
 * resource {@code error-codes.txt}. VOD answers HTTP 403 for nearly everything and the gateway gives the same code under
 * different statuses, so the HTTP status counts only where there is no known code: a known code is a definite word of
 * VOD or of its gateway on what became of the call, under a 200 or a 5xx as well. The one exception is
 * {@code APIGW.0201}, which is one code for a malformed request, an unreachable VOD and a time-out.
 */
public final class ErrorCodes {
    /** What to do about an error. */
    public enum ErrorClass {
        /** An asset of the call does not exist. */
        GONE,
        /** An asset of the call cannot be deleted now. */
        BUSY,
        /** Another fault of one asset of the call. */
        ASSET,
        /** Too many calls. */
        THROTTLED,
        /** A passing fault of the server or of the way to it. */
        TRANSIENT,
        /** The credentials or their rights. */
        AUTH,
        /** The state of the account. */
        ACCOUNT,
        /** The request itself, as this module or its settings made it. */
        REQUEST,
        /** A code that the table does not have, or none, under a status that says nothing either. */
        UNKNOWN
    }

    /**
     * What an error means.
     *
     * @param mayHaveActed whether the call may have deleted something all the same
     * @param reason the machine word of a FAILED outcome that rests on this error
     */
    public record Meaning(ErrorClass errorClass, boolean mayHaveActed, String reason) {}

    private static final String RESOURCE = "/vod-delete-routes/error-codes.txt";
    private static final String REFUSED = "refused";
    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final Pattern OTHER_NAME = Pattern.compile("^APIG\\.");
    private static final String ONE_CODE_FOR_ALL = "APIGW.0201";
    private static final Map<String, Meaning> TABLE = read();

    private ErrorCodes() {}

    /**
     * The meaning of an error.
     *
     * @param code VOD's or the gateway's error code, which is known under {@code APIG.} and {@code APIGW.}; null or empty
     *     if there is none
     * @param httpStatus the HTTP status, 100 to 599
     */
    static Meaning meaning(@Nullable String code, int httpStatus) {
        String name = code == null ? "" : OTHER_NAME.matcher(code).replaceFirst("APIGW.");
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
     * 4xx is a refusal. A 5xx may come after the deed, and so may a 408: servers answer it for time-outs of their own too.
     * A 2xx with an error, a redirect and what lies below are no answers of this interface: nothing is known of the deed.
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
            default -> throw new IllegalStateException(RESOURCE + ": acted of " + words[0] + ": " + words[2]);
        };
        return new Meaning(errorClass, mayHaveActed, words.length > 3 ? words[3] : REFUSED);
    }
}
