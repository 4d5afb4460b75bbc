package io.voddelete.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever others say, the labels of the counters are a closed set. */
class CounterTest {
    @Property(tries = 500)
    void theLastWordOfALabelMayBeAnything(@ForAll("words") String word) {
        for (String call : List.of("delete", "info", "token")) {
            assertThat(Counter.CALLS.labels()).contains(Counter.CALLS.label(call, word));
        }
        for (String status : List.of("failed", "kept")) {
            assertThat(Counter.SETTLED.labels()).contains(Counter.SETTLED.label(status, word));
        }
        assertThat(Counter.WEBHOOK.labels()).contains(Counter.WEBHOOK.label(word));
    }

    @Property(tries = 500)
    void theSourceOfASubmissionMayBeAnything(@ForAll("words") String begin, @ForAll("words") String name) {
        for (Counter counter : List.of(Counter.ACCEPTED, Counter.REJECTED, Counter.DUPLICATES, Counter.COMPLETED)) {
            assertThat(counter.labels())
                    .contains(counter.ofSource(begin + ":" + name))
                    .contains(counter.ofSource(name));
        }
        assertThat(Counter.ACCEPTED.ofSource("file:" + name)).isEqualTo("file");
    }

    @Property(tries = 500)
    void nothingIsCountedUnderAnotherLabel(@ForAll("words") String word) {
        for (Counter counter : Counter.values()) {
            if (!counter.labels().contains(word)) {
                assertThatThrownBy(() -> counter.require(word)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> new LaterCounts().add(counter, word, 1))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.of(
                        "ok",
                        "ok:ok",
                        "VOD.10051",
                        "APIGW.0301",
                        "a\"} 1\n",
                        "none",
                        "other",
                        "unknown",
                        "FILE",
                        "-",
                        ":"),
                Arbitraries.integers().between(-1, 700).map(String::valueOf));
    }
}
