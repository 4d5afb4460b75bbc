package io.voddelete.standalone;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import org.slf4j.LoggerFactory;

/**
 * The log configuration that is packed for the stand-alone form. It counts unless the user has given one by logback's own
 * system property, and not at all where the module is embedded.
 */
public final class LogConfiguration {
    /** The form of the lines. */
    public enum Form {
        /** For people. */
        TEXT("logback.xml"),
        /** One JSON object a line, with the field names of the Elastic Common Schema. */
        ECS("logback-ecs.xml");

        private final String file;

        Form(String file) {
            this.file = file;
        }
    }

    private static final String FOLDER = "vod-delete-routes/";
    private static final String LEVEL = "log.level";

    private LogConfiguration() {}

    /**
     * To be called before anything is logged.
     *
     * @param level of the root logger, unless the system property {@code log.level} says another one
     */
    public static void use(String level, Form form) {
        if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) == null
                && LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            configure(logback, level, form);
        }
    }

    static void configure(LoggerContext logback, String level, Form form) {
        logback.reset();
        if (System.getProperty(LEVEL) == null) {
            logback.putProperty(LEVEL, level);
        }
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(logback);
        URL packed = LogConfiguration.class.getClassLoader().getResource(FOLDER + form.file);
        try {
            configurator.doConfigure(packed);
        } catch (JoranException e) {
            throw new IllegalStateException(packed + " cannot be read", e);
        }
    }
}
