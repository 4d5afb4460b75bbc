package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.FilterReply;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.impl.engine.AbstractCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the jar's own log configuration lets through. */
class JarLogTest {
    private final LoggerContext jar = new LoggerContext();

    @BeforeEach
    void configure() throws Exception {
        jar.setMDCAdapter(new LogbackMDCAdapter());
        jar.putProperty("log.level", "TRACE");
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(jar);
        configurator.doConfigure(
                Path.of("src/main/resources/vod-delete-routes/logback.xml").toFile());
    }

    @Test
    void theLevelIsAsTheProgramSaysAndNoSystemPropertyIsSet() {
        assumeThat(System.getProperty("log.level")).isNull();
        Properties before = (Properties) System.getProperties().clone();

        LogConfiguration.configure(jar, "WARN", LogConfiguration.Form.TEXT);

        assertThat(jar.getLogger("io.voddelete").getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(jar.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("console"))
                .isNotNull();
        assertThat(System.getProperties()).isEqualTo(before);
    }

    @AfterEach
    void stop() {
        jar.stop();
    }

    /** A refused start tells to look at DEBUG; the HTTP client prints there all that it sends. */
    @Test
    void nothingOfTheWireAtAnyLevel() {
        assertThat(jar.getLogger("org.apache.hc.client5").isTraceEnabled()).isTrue();
        assertThat(Stream.of("headers", "wire").map(name -> jar.getLogger("org.apache.hc.client5.http." + name)))
                .noneMatch(Logger::isErrorEnabled);
    }

    @Test
    void noHeaderOfARequestThatIsHandedToABeanAtAnyLevel() {
        assertThat(jar.getLogger("org.apache.camel.component.bean.MethodInfo").isTraceEnabled())
                .isFalse();
    }

    @Test
    void whyAStartFailedIsLeftToTheMessageAtTheEnd() {
        String fault = "vod-delete-routes cannot start:\n  Cannot use vod.http.port '80'";

        assertThat(line(Level.ERROR, "Error starting CamelContext (vod) due to exception thrown: " + fault))
                .isEmpty();
        assertThat(line(
                        Level.WARN,
                        "Lifecycle strategy io.voddelete.camel.OutcomeEndpoints@1f failed initializing CamelContext (vod) due to: "
                                + fault))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error stopping component kafka. This exception will be ignored.",
                "Error occurred while shutting down routes. This exception will be ignored."
            })
    void whatFailsAtTheStopIsTold(String message) {
        assertThat(line(Level.WARN, message))
                .contains("WARN", "AbstractCamelContext: " + message, "IllegalStateException: made up")
                .containsOnlyOnce("IllegalStateException: made up");
    }

    @Test
    void whatOthersWroteDoesNotActOnATerminal() {
        assertThat(line(Level.WARN, "a\u202eb\u001b[2Jc\u009bd\re\u0007\tf\ng 媒资"))
                .contains("a?b?[2Jc?d?e?\tf\ng 媒资");
    }

    /** As Camel prints it at DEBUG, in a message and in the exception. */
    @Test
    void noPasswordOfAnAddress() {
        assertThat(line(Level.DEBUG, "Using endpoint: sftp://me:pa55/w@rd@host/lists?passphrase=pa55w0rd&delay=5"))
                .contains("Using endpoint: sftp://***@host/lists?passphrase=***&delay=5")
                .contains("made up, at http://***@host")
                .doesNotContain("pa55");
    }

    @Test
    void theFormForMachinesLeavesOutAndHidesTheSame() throws Exception {
        LogConfiguration.configure(jar, "TRACE", LogConfiguration.Form.ECS);

        whyAStartFailedIsLeftToTheMessageAtTheEnd();
        nothingOfTheWireAtAnyLevel();
        noHeaderOfARequestThatIsHandedToABeanAtAnyLevel();
        String line = line(Level.DEBUG, "Using endpoint: sftp://me:pa55/w@rd@host/lists?passphrase=pa55w0rd");
        assertThat(line).doesNotContain("pa55").endsWith("}" + System.lineSeparator());
        assertThat(new ObjectMapper().readTree(line).get("message").textValue())
                .isEqualTo("Using endpoint: sftp://***@host/lists?passphrase=***");
    }

    private String line(Level level, String message) {
        Logger context = jar.getLogger(AbstractCamelContext.class);
        ConsoleAppender<ILoggingEvent> console =
                (ConsoleAppender<ILoggingEvent>) context.getAppender("console-of-the-context");
        ILoggingEvent event = new LoggingEvent(
                Logger.class.getName(),
                context,
                level,
                message,
                new IllegalStateException("made up, at http://me:pa55@host"),
                null);
        if (console.getFilterChainDecision(event) == FilterReply.DENY) {
            return "";
        }
        return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
