package org.example;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.Processor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of the host, by names that the module's own have without their prefix. */
@Configuration
class Own {
    @Bean
    Ledger ledger() throws IOException {
        return new Ledger(Path.of("ledger.jsonl"));
    }

    @Bean
    String orders() {
        return "of the host";
    }

    @Bean
    String inbox() {
        return "of the host";
    }

    @Bean
    String deleteBatch() {
        return "of the host";
    }

    @Bean
    Processor readAnswer() {
        return exchange -> exchange.getMessage().setBody("of the host");
    }

    @Bean
    Processor signDelete() {
        return exchange -> exchange.getMessage().removeHeaders("*");
    }
}
