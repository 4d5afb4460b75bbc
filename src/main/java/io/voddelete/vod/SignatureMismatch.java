package io.voddelete.vod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.support.Text;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The canonical requests of the gateway and of this module for a refused signature. Each on one line with {@code |} for
 * line breaks; escaped, truncated and without a session token.
 *
 * @param theirs as quoted by the gateway
 * @param ours as signed
 */
public record SignatureMismatch(String theirs, String ours) {
    /** Signing guide: {@code verify aksk signature fail, canonicalRequest:GET|/test/||host:…|x-sdk-date:…||host;x-sdk-date|e3b0…}. */
    private static final Pattern QUOTED = Pattern.compile("canonicalRequest:\\s*(.+)", Pattern.DOTALL);

    private static final Pattern TOKEN = Pattern.compile("(?i)(x-security-token:)[^|\\s]+");
    /** Enough for ten ids of maximum length, percent-encoded. */
    private static final int LONGEST = 4000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Parses the response to a call.
     *
     * @param ours the result of {@link AkSkSigner#explain} for the request
     * @return empty if the response is not about a signature mismatch
     */
    public static Optional<SignatureMismatch> read(VodResponse answer, String ours) {
        if (answer.status() >= 200 && answer.status() < 300) {
            return Optional.empty();
        }
        try {
            JsonNode body = JSON.readTree(answer.body());
            String message = body == null ? null : ResponseReader.text(body, "error_msg");
            Matcher quoted = QUOTED.matcher(message == null ? "" : message);
            return quoted.find()
                    ? Optional.of(new SignatureMismatch(shown(answer.redact(quoted.group(1))), shown(ours)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Describes the difference. */
    public String difference() {
        String[] theirLines = theirs.split("\\|", -1);
        String[] ourLines = ours.split("\\|", -1);
        for (int i = 0; i < Math.max(theirLines.length, ourLines.length); i++) {
            String their = i < theirLines.length ? theirLines[i] : "";
            String our = i < ourLines.length ? ourLines[i] : "";
            if (!their.equals(our)) {
                return "the canonical requests differ first in line " + (i + 1) + ", theirs '" + their + "', ours '"
                        + our + "': a proxy or gateway modifies the requests";
            }
        }
        return "the canonical requests are equal: the secret key does not belong to the access key";
    }

    private static String shown(String canonicalRequest) {
        String oneLine = canonicalRequest.replace('\n', '|');
        return Text.visible(TOKEN.matcher(oneLine).replaceAll("$1***"), LONGEST);
    }
}
