package io.voddelete.rule;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voddelete.settings.CallerOption;
import io.voddelete.settings.Setting;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The settings in the form that editors read for Spring Boot's configuration files. */
final class SpringMetadata {
    private static final ObjectWriter WRITER = new ObjectMapper().writerWithDefaultPrettyPrinter();
    private static final String TEXT = "java.lang.String";

    private SpringMetadata() {}

    static String text() throws IOException {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.putArray("groups").addObject().put("name", "vod").put("description", "Deletes assets of Huawei Cloud VOD.");
        ArrayNode properties = all.putArray("properties");
        for (Setting setting : Setting.values()) {
            ObjectNode one = add(properties, setting.key(), type(setting), setting.text(), setting.legal());
            setting.fallback()
                    .filter(value -> !value.isEmpty() && !setting.isSecret())
                    .ifPresent(value -> one.put("defaultValue", value));
            if (setting.isSecret()) {
                add(properties, setting.fileKey(), TEXT, "File that contains " + setting.key() + ".", "a path");
            }
        }
        add(
                properties,
                "vod.callers",
                "java.util.Map<" + TEXT + ",java.util.Map<" + TEXT + "," + TEXT + ">>",
                "Options of each HTTP caller, by its name.",
                Arrays.stream(CallerOption.values())
                        .map(option -> option.key("<name>"))
                        .collect(Collectors.joining(", ")));
        return WRITER.writeValueAsString(all) + "\n";
    }

    private static ObjectNode add(ArrayNode properties, String key, String type, String text, String legal) {
        return properties
                .addObject()
                .put("name", key)
                .put("type", type)
                .put("description", text + " Allowed: " + legal + ".");
    }

    private static String type(Setting setting) {
        return setting.legal().equals("true, false") ? "java.lang.Boolean" : TEXT;
    }
}
