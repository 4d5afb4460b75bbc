package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A description in OpenAPI 3.1, against which answers are held. */
final class OpenApiDocument {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch");
    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonNode root;

    private OpenApiDocument(JsonNode root) {
        this.root = root;
    }

    /** The one that is shipped. */
    static OpenApiDocument shipped() throws Exception {
        Load load = new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build());
        String text = Files.readString(Path.of("src/main/resources/vod-delete-routes/openapi.yaml"));
        return new OpenApiDocument(JSON.valueToTree(load.loadFromString(text)));
    }

    JsonNode root() {
        return root;
    }

    /** What it describes, as {@code GET /vod/summary}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        root.get("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(member -> {
                    if (METHODS.contains(member)) {
                        operations.add(member.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return operations;
    }

    /** What it describes, as {@code GET /vod/summary 200}, without what is said of all other statuses. */
    Set<String> answers() {
        Set<String> answers = new TreeSet<>();
        for (String operation : operations()) {
            operation(operation).get("responses").fieldNames().forEachRemaining(status -> {
                if (!status.equals("default")) {
                    answers.add(operation + " " + status);
                }
            });
        }
        return answers;
    }

    /** The names of the parameters in the query of an operation. */
    Set<String> queryParameters(String operation) {
        Set<String> names = new TreeSet<>();
        operation(operation).path("parameters").forEach(parameter -> {
            if (parameter.get("in").textValue().equals("query")) {
                names.add(parameter.get("name").textValue());
            }
        });
        return names;
    }

    /** Fails unless an answer is as it is described: status, type, body and headers, and nothing besides. */
    void check(String operation, HttpResponse<String> answer) {
        String name = operation + " " + answer.statusCode();
        JsonNode responses = operation(operation).get("responses");
        assertThat(responses.has(String.valueOf(answer.statusCode())))
                .as(name + " is described; " + answer.body())
                .isTrue();
        JsonNode response = resolved(responses.get(String.valueOf(answer.statusCode())));
        checkHeaders(name, response.path("headers"), answer);
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        assertThat(response.get("content").has(type)).as(name + " " + type).isTrue();
        JsonNode body = type.endsWith("json") ? parsed(answer.body()) : new TextNode(answer.body());
        assertThat(faults(response.get("content").get(type).get("schema"), body))
                .as(name + " " + answer.body())
                .isEmpty();
    }

    private void checkHeaders(String name, JsonNode described, HttpResponse<String> answer) {
        described.properties().forEach(header -> {
            String value = answer.headers().firstValue(header.getKey()).orElse(null);
            assertThat(value).as(name + " " + header.getKey()).isNotNull();
            assertThat(faults(resolved(header.getValue()).get("schema"), new TextNode(value)))
                    .as(name + " " + header.getKey())
                    .isEmpty();
        });
        Set<String> undescribed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        undescribed.addAll(answer.headers().map().keySet());
        described.fieldNames().forEachRemaining(undescribed::remove);
        undescribed.removeAll(Set.of("content-type", "content-length", "transfer-encoding", "connection"));
        if (answer.statusCode() == 200) {
            undescribed.remove("etag"); // described for all queries together
        }
        assertThat(undescribed.removeAll(
                        Set.of("cache-control", "content-disposition", "x-content-type-options"))) // of every answer
                .isTrue();
        assertThat(undescribed).as(name).isEmpty();
    }

    /** What is wrong with a value by a schema of this document. */
    List<String> faults(JsonNode schema, JsonNode value) {
        ObjectNode whole = JSON.createObjectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.set("components", root.get("components"));
        whole.putObject("$defs").set("wanted", schema);
        whole.put("$ref", "#/$defs/wanted");
        return factory().getSchema(whole, STRICT).validate(value).stream()
                .map(ValidationMessage::toString)
                .toList();
    }

    /** What is wrong with the document by the schema of OpenAPI 3.1, and with its schemas by JSON Schema. */
    List<String> faults() throws Exception {
        Path file = Path.of("target/openapi-schema/spec.openapis.org/oas/3.1/schema/2022-10-07");
        JsonNode openApi = JSON.readTree(Files.readString(file));
        List<String> faults = new ArrayList<>();
        factory().getSchema(openApi, STRICT).validate(root).forEach(fault -> faults.add(fault.toString()));
        JsonNode jsonSchema = JSON.createObjectNode().put("$ref", "https://json-schema.org/draft/2020-12/schema");
        for (JsonNode schema : root.findValues("schema")) {
            factory().getSchema(jsonSchema, STRICT).validate(schema).forEach(fault -> faults.add(fault.toString()));
        }
        root.get("components")
                .get("schemas")
                .properties()
                .forEach(schema -> factory()
                        .getSchema(jsonSchema, STRICT)
                        .validate(schema.getValue())
                        .forEach(fault -> faults.add(schema.getKey() + fault)));
        return faults;
    }

    /** The places where a value stands for what a schema beside it describes, and what is wrong with it. */
    List<String> faultsOfExamples() {
        List<String> faults = new ArrayList<>();
        for (JsonNode owner : root.findParents("schema")) {
            if (owner.has("example")) {
                faults.addAll(faults(owner.get("schema"), owner.get("example")));
            }
            owner.path("examples").forEach(named -> faults.addAll(faults(owner.get("schema"), named.get("value"))));
        }
        root.get("components")
                .get("schemas")
                .forEach(schema -> schema.path("examples").forEach(example -> faults.addAll(faults(schema, example))));
        return faults;
    }

    private JsonNode operation(String operation) {
        String[] parts = operation.split(" ");
        JsonNode found = root.get("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
        assertThat(found.isObject()).as(operation).isTrue();
        return found;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").textValue().substring(1)) : node;
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    private static JsonSchemaFactory factory() {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    }
}
