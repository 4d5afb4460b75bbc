package io.voddelete.vod;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * What an error means: one class an error code, from the resource {@code error-codes.properties}. VOD answers HTTP 403
 * for nearly everything, so the HTTP status counts only where there is no known code.
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
        /** A fault of the server or of the way to it; it says nothing about what was done. */
        TRANSIENT,
        /** The credentials or their rights. */
        AUTH,
        /** The state of the account. */
        ACCOUNT,
        /** The request itself, as this module or its settings made it. */
        REQUEST,
        /** A code that the table does not have. */
        UNKNOWN
    }

    /**
     * A code's class.
     *
     * @param reason the machine word of a FAILED outcome that rests on this code
     */
    public record Meaning(ErrorClass errorClass, String reason) {}

    private static final String RESOURCE = "/vod-delete-routes/error-codes.properties";
    private static final String REFUSED = "refused";
    private static final Map<String, Meaning> TABLE = read();

    private ErrorCodes() {}

    /**
     * The meaning of an error.
     *
     * @param code VOD's or the gateway's error code; null or empty if there is none
     * @param httpStatus the HTTP status, 100 to 599
     */
    public static Meaning meaning(String code, int httpStatus) {
        Meaning known = code == null ? null : TABLE.get(code.replaceFirst("^APIG\\.", "APIGW."));
        return known != null ? known : new Meaning(byStatus(code, httpStatus), REFUSED);
    }

    private static ErrorClass byStatus(String code, int httpStatus) {
        if (httpStatus == 429) {
            return ErrorClass.THROTTLED;
        }
        if (httpStatus >= 500 || httpStatus == 408) {
            return ErrorClass.TRANSIENT;
        }
        if (httpStatus == 401) {
            return ErrorClass.AUTH;
        }
        return code != null && code.endsWith(".0201") ? ErrorClass.REQUEST : ErrorClass.UNKNOWN;
    }

    private static Map<String, Meaning> read() {
        Properties table = new Properties();
        try (Reader in =
                new InputStreamReader(ErrorCodes.class.getResourceAsStream(RESOURCE), StandardCharsets.UTF_8)) {
            table.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
        Map<String, Meaning> meanings = new HashMap<>();
        table.forEach((code, text) -> {
            String[] words = text.toString().split(" ");
            ErrorClass errorClass = ErrorClass.valueOf(words[0].toUpperCase(Locale.ROOT));
            meanings.put(code.toString(), new Meaning(errorClass, words.length > 1 ? words[1] : REFUSED));
        });
        return Map.copyOf(meanings);
    }
}
