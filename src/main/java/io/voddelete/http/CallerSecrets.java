package io.voddelete.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Who is known by which secret; may change at any time. Safe for use by many threads. */
final class CallerSecrets {
    private record Known(Caller caller, byte[] secret) {}

    private final Function<String, Caller> callers;
    private final Function<String, byte[]> bytes;
    private volatile List<Known> known = List.of();

    /**
     * @param callers gives who has a name
     * @param bytes of a secret, as they are compared
     */
    CallerSecrets(Function<String, Caller> callers, Function<String, byte[]> bytes) {
        this.callers = callers;
        this.bytes = bytes;
    }

    /** From now on these count and no others. */
    void use(List<NamedSecret> secrets) {
        known = secrets.stream()
                .map(one -> new Known(callers.apply(one.name()), bytes.apply(one.secret())))
                .toList();
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /** Whose secret it is. Every secret is tried, whichever it is, so that the time tells nothing. */
    Optional<Caller> find(Predicate<byte[]> isIt) {
        Caller found = null;
        for (Known one : known) {
            found = isIt.test(one.secret) ? one.caller : found;
        }
        return Optional.ofNullable(found);
    }
}
