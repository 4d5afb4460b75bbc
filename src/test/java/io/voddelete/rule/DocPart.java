package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The part of a page between {@code <!-- name: begin -->} and {@code <!-- name: end -->}. */
record DocPart(Path page, String name) {
    /** Whether what is written about the code is to be written anew. */
    static final boolean WRITE = Boolean.getBoolean("docs.write");

    /** Fails unless the part is as it should be; writes it first where that is asked for. */
    void assertIs(UnaryOperator<String> asItShouldBe) throws IOException {
        if (WRITE) {
            String whole = Files.readString(page);
            Files.writeString(
                    page, whole.substring(0, begin(whole)) + asItShouldBe.apply(text()) + whole.substring(end(whole)));
        }
        assertThat(text()).isEqualTo(asItShouldBe.apply(text()));
    }

    private String text() throws IOException {
        String whole = Files.readString(page);
        return whole.substring(begin(whole), end(whole));
    }

    private int begin(String whole) {
        String mark = "<!-- " + name + ": begin -->\n";
        assertThat(whole).contains(mark);
        return whole.indexOf(mark) + mark.length();
    }

    private int end(String whole) {
        String mark = "<!-- " + name + ": end -->";
        assertThat(whole).contains(mark);
        return whole.indexOf(mark);
    }
}
