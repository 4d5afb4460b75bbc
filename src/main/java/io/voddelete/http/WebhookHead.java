package io.voddelete.http;

import java.util.List;
import java.util.Optional;

/**
 * The three headers of Standard Webhooks, named {@code webhook-…}, or {@code svix-…} by Svix and its libraries. All three
 * must have the same prefix.
 */
public final class WebhookHead {
    /** How the names of the standard begin. */
    static final String STANDARD = "webhook-";

    private static final String SVIX = "svix-";
    private static final List<String> NAMES = List.of("id", "timestamp", "signature");

    private final RequestHead head;
    private final String family;

    /** @throws HttpProblemException if there are headers with both prefixes and they differ */
    public WebhookHead(RequestHead head) {
        this.head = head;
        this.family = hasAny(SVIX) && !hasAny(STANDARD) ? SVIX : STANDARD;
        if (hasAny(SVIX) && hasAny(STANDARD)) {
            NAMES.forEach(this::requireSame);
        }
    }

    /** The id of the request. */
    public Optional<String> id() {
        return value("id");
    }

    /** Whether the request has a signature, valid or not. */
    boolean isSigned() {
        return value("signature").isPresent();
    }

    /** The full name of a header, with the prefix that this request uses: {@code webhook-id} for {@code id}. */
    String named(String name) {
        return family + name;
    }

    /** @throws HttpProblemException with 401 if the header is missing or empty */
    String required(String name) {
        return value(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(
                        () -> new HttpProblemException(Problem.of(401, "the header " + named(name) + " is missing")));
    }

    private Optional<String> value(String name) {
        return head.header(named(name));
    }

    private boolean hasAny(String one) {
        return NAMES.stream().anyMatch(name -> head.header(one + name).isPresent());
    }

    private void requireSame(String name) {
        if (!head.header(STANDARD + name).equals(head.header(SVIX + name))) {
            throw new HttpProblemException(Problem.of(
                    400,
                    "the headers " + STANDARD + name + " and " + SVIX + name
                            + " differ, or one of them is missing; send either the " + STANDARD + " or the " + SVIX
                            + " headers"));
        }
    }
}
