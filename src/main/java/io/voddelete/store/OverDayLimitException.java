package io.voddelete.store;

/** The ids exceed the daily limit of the caller; none of them was accepted. */
public final class OverDayLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient DayUse use;

    OverDayLimitException(DayUse use) {
        super(
                use.asked() + " ids exceed the daily limit of the caller " + use.caller() + ": " + use.used() + " of "
                        + use.limit() + " are used",
                null,
                false,
                false);
        this.use = use;
    }

    public DayUse use() {
        return use;
    }
}
