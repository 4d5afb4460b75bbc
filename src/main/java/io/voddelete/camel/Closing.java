package io.voddelete.camel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes parts of the module at its stop. */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(VodModule.class);

    private Closing() {}

    /** Closes all of them in this order, also if one fails, which is logged. */
    static void quietly(AutoCloseable... all) {
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.error("A part could not be stopped: {}", e.toString());
            }
        }
    }
}
