package io.voddelete.spring;

import io.voddelete.camel.HostKeys;
import io.voddelete.settings.Setting;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * The module's keys and values in Spring's environment, the keys as the module spells them: Spring takes {@code vod.projectId} for
 * {@code vod.project-id}. Names of environment variables are left out.
 */
record EnvironmentKeys(ConfigurableEnvironment environment) implements HostKeys {
    private static final String PREFIX = "vod.";

    @Override
    public Set<String> keys() {
        Map<ConfigurationPropertyName, String> known = Arrays.stream(Setting.values())
                .flatMap(setting -> setting.keys().stream())
                .collect(Collectors.toMap(ConfigurationPropertyName::of, Function.identity()));
        return environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source -> Arrays.stream(((EnumerablePropertySource<?>) source).getPropertyNames()))
                .filter(name -> name.startsWith(PREFIX))
                .map(name -> known.getOrDefault(ConfigurationPropertyName.adapt(name, '.'), name))
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<String> value(String key) {
        return Optional.ofNullable(environment.getProperty(key));
    }
}
