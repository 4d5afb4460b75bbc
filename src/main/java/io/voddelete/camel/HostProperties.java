package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;

/**
 * The properties of a host application as Camel resolves them: {@code application.properties} or {@code .yml}, ConfigMaps,
 * system properties, environment variables.
 *
 * @param context of the host
 */
record HostProperties(CamelContext context) implements Function<String, Optional<String>> {
    private static final String PREFIX = "vod.";
    private static final Pattern OF_CALLER = Pattern.compile("(vod\\.callers\\.[^.]+\\.)(.+)");

    /** The settings of a module in this context. */
    Settings settings() {
        return Settings.ofHost(this, keys(), System.getenv());
    }

    /** The value of a key. Secrets bypass Camel's resolver, which logs values at DEBUG. */
    @Override
    public Optional<String> apply(String key) {
        return Setting.of(key).filter(Setting::isSecret).isPresent() ? secret(key) : resolved(key);
    }

    private Optional<String> resolved(String key) {
        // a host may have its context leave unknown placeholders as they are
        return context.getPropertiesComponent().resolveProperty(key).filter(value -> !value.equals("{{" + key + "}}"));
    }

    private Optional<String> secret(String key) {
        PropertiesComponent component = (PropertiesComponent) context.getPropertiesComponent();
        String variable = Setting.environmentName(key);
        Stream<Optional<String>> strongestFirst = Stream.of(
                of(component.getOverrideProperties(), key),
                Optional.ofNullable(System.getProperty(key)),
                Optional.ofNullable(System.getenv(variable)));
        Stream<Optional<String>> sources =
                component.getPropertiesSources().stream().map(source -> Optional.ofNullable(source.getProperty(key)));
        Stream<Optional<String>> hosts =
                context.getRegistry().findByType(HostKeys.class).stream().map(host -> host.value(key));
        return Stream.of(strongestFirst, sources, hosts, Stream.of(of(component.getInitialProperties(), key)))
                .flatMap(Function.identity())
                .flatMap(Optional::stream)
                .findFirst()
                .flatMap(value -> value.contains("{{") ? resolved(key) : Optional.of(value));
    }

    private static Optional<String> of(Properties properties, String key) {
        return Optional.ofNullable(properties).map(all -> all.getProperty(key));
    }

    /** The keys of settings that the host can list; Camel lists no system properties. */
    private Set<String> keys() {
        Set<String> keys = new HashSet<>(context.getPropertiesComponent()
                .loadProperties(key -> key.startsWith(PREFIX))
                .stringPropertyNames());
        System.getProperties().stringPropertyNames().stream()
                .filter(key -> key.startsWith(PREFIX))
                .forEach(keys::add);
        context.getRegistry().findByType(HostKeys.class).forEach(host -> keys.addAll(host.keys()));
        return keys.stream().flatMap(HostProperties::asMeant).collect(Collectors.toSet());
    }

    /** MicroProfile lists a variable with a full stop for each underscore: VOD_SECRET_KEY as vod.secret.key. */
    private static Stream<String> asMeant(String key) {
        Matcher ofCaller = OF_CALLER.matcher(key);
        if (ofCaller.matches()) {
            return Stream.of(ofCaller.group(1) + ofCaller.group(2).replace('.', '-'));
        }
        boolean isVariable = Setting.of(key).isEmpty()
                && Arrays.stream(Setting.values())
                        .flatMap(setting -> setting.keys().stream())
                        .anyMatch(known -> Setting.environmentName(known).equals(Setting.environmentName(key)));
        return isVariable ? Stream.empty() : Stream.of(key);
    }
}
