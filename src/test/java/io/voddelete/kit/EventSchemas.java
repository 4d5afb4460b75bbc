package io.voddelete.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The shipped JSON Schemas of events, against which the events of tests are held; those in CloudEvents also against its SDK. */
public final class EventSchemas {
    /** The names of the schemas, the file names without {@code .v1.json}. */
    public static final List<String> NAMES = List.of("outcome", "rejected", "notice", "cloudevent");

    private static final Path FOLDER = Path.of("src/main/resources/vod-delete-routes/schemas");
    private static final EventFormat CLOUDEVENTS = new JsonFormat();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, JsonSchema> SCHEMAS = schemas();

    private EventSchemas() {}

    /** The file of a schema. */
    public static Path file(String name) {
        return FOLDER.resolve(name + ".v1.json");
    }

    /** The {@code $id} of a schema. */
    public static String id(String name) {
        return "urn:vod-delete-routes:schema:" + name + ":v1";
    }

    /** @throws AssertionError unless the event is as its schema says */
    public static void check(JsonNode event) {
        Set<ValidationMessage> faults = faults(event);
        if (!faults.isEmpty()) {
            throw new AssertionError(faults + " in " + event);
        }
        if (event.has("specversion")) {
            CLOUDEVENTS.deserialize(event.toString().getBytes(StandardCharsets.UTF_8)); // throws if it is none
        }
    }

    /** What an event lacks, or has besides. */
    public static Set<ValidationMessage> faults(JsonNode event) {
        return SCHEMAS.get(name(event)).validate(event);
    }

    private static String name(JsonNode event) {
        return event.has("specversion")
                ? "cloudevent"
                : event.has("event") ? "notice" : event.has("line") ? "rejected" : "outcome";
    }

    private static Map<String, JsonSchema> schemas() {
        Map<String, String> texts =
                NAMES.stream().collect(Collectors.toMap(EventSchemas::id, name -> text(file(name))));
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(
                VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.schemas(texts)));
        SchemaValidatorsConfig strict =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        return NAMES.stream()
                .collect(Collectors.toMap(
                        Function.identity(), name -> factory.getSchema(SchemaLocation.of(id(name)), strict)));
    }

    /** The text of a schema as JSON. */
    public static JsonNode json(String name) {
        try {
            return JSON.readTree(file(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
