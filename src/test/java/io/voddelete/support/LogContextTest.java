package io.voddelete.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {
    @BeforeEach
    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void theIdIsThereWhileTheWorkLastsAndNoLonger() {
        String during = LogContext.ofCall("c-1", () -> {
            LogContext.ofSubmission(
                    "s-1",
                    () -> assertThat(MDC.getCopyOfContextMap())
                            .isEqualTo(Map.of("vod.call.id", "c-1", "vod.submission.id", "s-1")));
            return MDC.get("vod.call.id") + MDC.get("vod.submission.id");
        });

        assertThat(during).isEqualTo("c-1null");
        assertThat(MDC.get("vod.call.id")).isNull();
    }

    @Test
    void theTraceIsThatOfTheRequest() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        LogContext.ofSubmission(
                "s-1",
                "00-" + trace + "-00f067aa0ba902b7-01",
                () -> assertThat(MDC.getCopyOfContextMap())
                        .isEqualTo(Map.of("trace.id", trace, "vod.submission.id", "s-1")));
        LogContext.ofSubmission(
                "s-2", null, () -> assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("vod.submission.id", "s-2")));

        assertThat(MDC.get("trace.id")).isNull();
    }

    @Test
    void afterAFaultWhatAHostHadIsThereAgain() {
        MDC.put("mine", "x");
        MDC.put("vod.submission.id", "theirs");

        assertThatThrownBy(() -> LogContext.ofSubmission("s-1", () -> {
                    assertThat(MDC.get("vod.submission.id")).isEqualTo("s-1");
                    assertThat(MDC.get("mine")).isEqualTo("x");
                    throw new IOException("made up");
                }))
                .isInstanceOf(IOException.class);

        assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("mine", "x", "vod.submission.id", "theirs"));
    }
}
