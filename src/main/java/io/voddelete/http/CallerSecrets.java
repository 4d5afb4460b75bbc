package io.voddelete.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Maps secrets to callers; may change at any time. Thread-safe. */
final class CallerSecrets {
    private record Known(Caller caller, byte[] secret) {}

    private final Function<String, Caller> callers;
    private final Function<String, byte[]> bytes;
    private volatile List<Known> known = List.of();

    /**
     * @param callers returns the caller with a name
     * @param bytes converts a secret to the bytes that are compared
     */
    CallerSecrets(Function<String, Caller> callers, Function<String, byte[]> bytes) {
        this.callers = callers;
        this.bytes = bytes;
    }

    /** Replaces all secrets. */
    void use(List<NamedSecret> secrets) {
        boolean several = secrets.stream().map(NamedSecret::name).distinct().count() > 1;
        known = secrets.stream()
                .map(one -> {
                    Caller caller = callers.apply(one.name());
                    return new Known(several ? caller.amongOthers() : caller, bytes.apply(one.secret()));
                })
                .toList();
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /** The caller to whom a secret belongs. Always tries every secret, so that the time taken reveals nothing. */
    Optional<Caller> find(Predicate<byte[]> isIt) {
        Caller found = null;
        for (Known one : known) {
            found = isIt.test(one.secret) ? one.caller : found;
        }
        return Optional.ofNullable(found);
    }
}
