package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The part of the README between {@code <!-- name: begin -->} and {@code <!-- name: end -->}. */
record ReadmePart(String name) {
    /** Whether what is written about the code is to be written anew. */
    static final boolean WRITE = Boolean.getBoolean("docs.write");

    private static final Path README = Path.of("README.md");

    /** Fails unless the part is as it should be; writes it first where that is asked for. */
    void assertIs(UnaryOperator<String> asItShouldBe) throws IOException {
        if (WRITE) {
            String readme = Files.readString(README);
            Files.writeString(
                    README,
                    readme.substring(0, begin(readme)) + asItShouldBe.apply(text()) + readme.substring(end(readme)));
        }
        assertThat(text()).isEqualTo(asItShouldBe.apply(text()));
    }

    private String text() throws IOException {
        String readme = Files.readString(README);
        return readme.substring(begin(readme), end(readme));
    }

    private int begin(String readme) {
        String mark = "<!-- " + name + ": begin -->\n";
        assertThat(readme).contains(mark);
        return readme.indexOf(mark) + mark.length();
    }

    private int end(String readme) {
        String mark = "<!-- " + name + ": end -->";
        assertThat(readme).contains(mark);
        return readme.indexOf(mark);
    }
}
