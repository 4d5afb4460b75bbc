package io.voddelete.operations;

import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.http.RequestHead;
import io.voddelete.support.Text;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the parameters of queries that several of them have. */
final class Parameters {
    private static final int LONGEST_TEXT = 300;
    /** Until then the store's numbers hold, and so does the year of four digits. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Parameters() {}

    /** @throws HttpProblemException with 400 if it is empty or too long */
    static Optional<String> text(RequestHead head, String name) {
        Optional<String> text = head.parameter(name);
        if (text.isPresent() && (text.get().isEmpty() || text.get().length() > LONGEST_TEXT)) {
            throw invalid(name + "; allowed: 1 to " + LONGEST_TEXT + " characters");
        }
        return text;
    }

    /** @throws HttpProblemException with 400 if it is no time with an offset, from 1970 on */
    static Optional<Instant> time(RequestHead head, String name) {
        return head.parameter(name).map(text -> {
            try {
                // a plus sign that nobody has escaped arrives as a blank
                Instant time = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
                if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
                    return time;
                }
            } catch (DateTimeException e) {
                // as wrong as a time that is out of the question
            }
            throw invalid(
                    name + " '" + Text.visible(text) + "'; allowed: a time from 1970 on, such as 2026-11-24T12:00:00Z");
        });
    }

    /** Returns those of a request that have these names, as the beginning of a query. */
    static String given(RequestHead head, Collection<String> names) {
        return names.stream()
                .flatMap(name -> head
                        .parameter(name)
                        .map(value -> name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8) + "&")
                        .stream())
                .collect(Collectors.joining());
    }

    static HttpProblemException invalid(String what) {
        return new HttpProblemException(
                Problem.of(400, "invalid parameter " + what, "invalid-parameter", "omit it, or correct it"));
    }
}
