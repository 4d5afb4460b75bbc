package io.voddelete.spring;

import io.voddelete.camel.HostKeys;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/** What a Spring Boot application adds to a module that {@code vod.embedded} installs. */
@AutoConfiguration
@ConditionalOnProperty("vod.embedded")
final class VodDeleteAutoConfiguration {
    /** Lets the module warn of mistyped keys: Camel cannot list those of Spring's environment. */
    @Bean
    HostKeys vodHostKeys(ConfigurableEnvironment environment) {
        return new EnvironmentKeys(environment);
    }
}
