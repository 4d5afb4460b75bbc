package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** With a host's server too, where nobody else adds what Camel would drop. */
class AnswerFilterTest {
    private final HeaderFilterStrategy filter = new AnswerFilter();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void whatEveryAnswerSaysGoesOutAndNothingOfCamel() {
        assertThat(filter.applyFilterToCamelHeaders("Cache-Control", "no-store", exchange))
                .isFalse();
        assertThat(filter.applyFilterToCamelHeaders("X-Content-Type-Options", "nosniff", exchange))
                .isFalse();
        assertThat(filter.applyFilterToCamelHeaders("Content-Disposition", "attachment", exchange))
                .isFalse();
        assertThat(filter.applyFilterToCamelHeaders("CamelHttpUri", "x", exchange))
                .isTrue();
        assertThat(filter.applyFilterToExternalHeaders("CamelHttpUri", "x", exchange))
                .isTrue();
    }
}
