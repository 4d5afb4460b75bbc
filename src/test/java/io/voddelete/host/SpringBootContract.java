package io.voddelete.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.HostProject;
import org.junit.jupiter.api.Test;

/** What Spring Boot adds: one message for a refused start, and a stop in its order. */
abstract class SpringBootContract extends HostContract {
    SpringBootContract(int version) {
        super(HostProject.springBoot(version));
    }

    @Test
    void aSubmissionIsFoundUnderTheContextPathOfTheServer() {
        assertLocationUnder("server.servlet.context-path");
    }

    @Override
    void assertRefusal(String log) {
        assertThat(log).containsOnlyOnce("APPLICATION FAILED TO START").doesNotContain("\tat ");
        String report = log.substring(log.indexOf("APPLICATION FAILED TO START"));
        assertThat(report).contains("Description:", "vod.batch.size", "'11'", "Action:");
    }

    /** The server takes no more requests when the module stops. */
    @Override
    void assertStopped(String log) {
        super.assertStopped(log);
        assertThat(log.indexOf("Graceful shutdown complete"))
                .isPositive()
                .isLessThan(log.lastIndexOf("is shutting down"));
    }
}
