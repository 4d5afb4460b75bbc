package io.voddelete.store;

import java.sql.SQLException;
import java.util.Optional;

/** What came of work that the limit of a day may forbid; then it has changed nothing, and those in its transaction go on. */
record DayLimitResult<T>(T value, DayUse over) {
    static <T> DayLimitResult<T> unless(Optional<DayUse> over, Accepting<T> accepting) throws SQLException {
        return over.isPresent()
                ? new DayLimitResult<>(null, over.get())
                : new DayLimitResult<>(accepting.accept(), null);
    }

    /** Does the work. */
    @FunctionalInterface
    interface Accepting<T> {
        T accept() throws SQLException;
    }

    T orThrow() {
        if (over != null) {
            throw new OverDayLimitException(over);
        }
        return value;
    }
}
