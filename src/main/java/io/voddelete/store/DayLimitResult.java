package io.voddelete.store;

import java.sql.SQLException;
import java.util.Optional;

/**
 * The result of work that a daily limit may forbid. Not an exception, which would roll back the other work in the transaction.
 *
 * @param over the limit that forbids it; nothing was changed then
 */
record DayLimitResult<T>(Optional<T> value, Optional<DayUse> over) {
    static <T> DayLimitResult<T> unless(Optional<DayUse> over, Accepting<T> accepting) throws SQLException {
        return over.isPresent() ? new DayLimitResult<>(Optional.empty(), over) : of(accepting.accept());
    }

    static <T> DayLimitResult<T> of(T value) {
        return new DayLimitResult<>(Optional.of(value), Optional.empty());
    }

    /** The work. */
    @FunctionalInterface
    interface Accepting<T> {
        T accept() throws SQLException;
    }

    T orThrow() {
        return value.orElseThrow(() -> new OverDayLimitException(over.orElseThrow()));
    }
}
