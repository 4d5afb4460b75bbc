package io.voddelete.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void aValidOneStaysAsItIs() {
        assertThat(TraceParent.valid(VALID)).hasValue(VALID);
        assertThat(TraceParent.valid(" " + VALID + " ")).hasValue(VALID);
    }

    @Test
    void oneOfALaterVersionIsReadAsVersion00() {
        assertThat(TraceParent.valid("01" + VALID.substring(2))).hasValue(VALID);
        assertThat(TraceParent.valid("cc" + VALID.substring(2) + "-what-comes-later"))
                .hasValue(VALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\nX: 1"
            })
    void whatIsNotValidIsNone(String value) {
        assertThat(TraceParent.valid(value)).isEmpty();
    }

    @Test
    void nothingIsNone() {
        assertThat(TraceParent.valid(null)).isEmpty();
    }
}
