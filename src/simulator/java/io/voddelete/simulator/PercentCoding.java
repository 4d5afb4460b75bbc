package io.voddelete.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding by RFC 3986, in the strict form required for signatures. */
final class PercentCoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED_MARKS = "-_.~";

    private PercentCoding() {}

    /** Encodes everything except {@code A-Za-z0-9-_.~} as upper-case %XX. */
    static String encode(byte[] bytes) {
        StringBuilder encoded = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            if (isAsciiLetterOrDigit(c) || UNRESERVED_MARKS.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    /** Decodes a path segment of a parsed URI. */
    static byte[] decodePath(String raw) {
        return decode(raw, '+');
    }

    /** Decodes a query name or value of a parsed URI; {@code +} is a space. */
    static byte[] decodeQuery(String raw) {
        return decode(raw, ' ');
    }

    private static byte[] decode(String raw, char plus) {
        byte[] text = raw.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(text.length);
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '%') {
                decoded.write(HexFormat.fromHexDigits(raw(text, i + 1)));
                i += 2;
            } else {
                decoded.write(text[i] == '+' ? plus : text[i]);
            }
        }
        return decoded.toByteArray();
    }

    private static String raw(byte[] text, int from) {
        return new String(text, from, 2, StandardCharsets.US_ASCII);
    }

    private static boolean isAsciiLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
