package io.voddelete.protect;

/** What is wrong with a file of protected ids that holds fewer than before. */
enum Loss {
    /** It holds as many, more, or few less. */
    NONE,
    /** It holds none, and held some. */
    EMPTY,
    /** It holds less than half of the most that it held. */
    SMALLER;

    /**
     * @param most the largest number of ids that the file held since a loss was confirmed, so that several small losses count
     *     like one; 0 if there was no file
     */
    static Loss of(int most, int now) {
        if (most > 0 && now == 0) {
            return EMPTY;
        }
        return now < most - now ? SMALLER : NONE;
    }

    String text(int most, int now) {
        return this == EMPTY
                ? "is empty; it held " + most + " ids"
                : "shrank from " + most + " to " + now + " ids, by more than half";
    }
}
