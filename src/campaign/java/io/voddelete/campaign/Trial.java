package io.voddelete.campaign;

import java.nio.file.Path;
import java.util.Random;

/** One test of the campaign. */
@FunctionalInterface
interface Trial {
    /**
     * What a trial is given.
     *
     * @param full whether all that the campaign asks for is to be done, or as much as fits into a build
     * @param directory new
     * @param random of the seed
     */
    record Given(boolean full, long seed, Path directory, Random random, Tally tally) {
        /** One number for each form. */
        int scale(int full, int small) {
            return this.full ? full : small;
        }
    }

    void run(Given given) throws Exception;
}
