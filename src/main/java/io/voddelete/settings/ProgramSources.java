package io.voddelete.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The sources of a program of its own, strongest first: system properties, environment, files. */
final class ProgramSources implements SettingSources {
    private final Properties system;
    private final Map<String, String> environment;
    private final List<PropertyFile> files;

    /** @throws SettingsException if a file cannot be read */
    ProgramSources(List<Path> files, Map<String, String> environment, Properties system) {
        this.system = system;
        this.environment = environment;
        this.files = files.stream().map(PropertyFile::read).toList();
    }

    @Override
    public Optional<Found> find(String key, boolean blankCounts) {
        String property = system.getProperty(key);
        if (property != null) {
            return Optional.of(new Found(property.strip(), SettingOrigin.systemProperty(key)));
        }
        String name = Setting.environmentName(key);
        String variable = environment.get(name);
        if (variable != null) {
            return Optional.of(new Found(variable.strip(), SettingOrigin.variable(name, variable.strip())));
        }
        for (PropertyFile file : files) {
            String value = file.properties().getProperty(key);
            if (value != null && (blankCounts || !value.isBlank())) {
                return Optional.of(new Found(value.strip(), SettingOrigin.file(file, key)));
            }
        }
        return Optional.empty();
    }

    @Override
    public List<String> variables(String prefix) {
        return environment.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
    }

    @Override
    public Map<String, SettingOrigin> keys() {
        Map<String, SettingOrigin> keys = new LinkedHashMap<>();
        system.stringPropertyNames().forEach(key -> keys.put(key, SettingOrigin.systemProperty(key)));
        files.forEach(file -> file.properties()
                .stringPropertyNames()
                .forEach(key -> keys.putIfAbsent(key, SettingOrigin.file(file, key))));
        return keys;
    }

    @Override
    public String whereToSet(Setting setting) {
        return "in config/application.properties, with -D" + setting.key() + "=… or as " + setting.environmentName();
    }
}
