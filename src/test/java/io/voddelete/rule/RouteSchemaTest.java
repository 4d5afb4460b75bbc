package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.voddelete.kit.RouteFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Route files are in the canonical form, by the schema that the build unpacks from Camel. */
class RouteSchemaTest {
    private static final Path SCHEMA = Path.of("target", "route-schema", "schema", "camelYamlDsl-canonical.json");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static JsonSchema schema;

    static List<RouteFile> files() {
        return RouteFile.all();
    }

    @BeforeAll
    static void load() throws IOException {
        try (InputStream in = Files.newInputStream(SCHEMA)) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(in);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aRouteFileIsCanonical(RouteFile file) {
        assertThat(faults(JSON.valueToTree(file.entries()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- to: \"direct:x\"",
                "- to:\n    uri: direct\n    parameterz: {}",
                "- setBody:\n    constant: x",
                "- setBody:\n    expression:\n      constant: x",
                "- log: hello",
                "- choose:\n    id: x"
            })
    void aShorthandAndAnUnknownKeyAreFaults(String step) {
        assertThat(faults(route(step))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- split: {id: b, expression: {simple: {expression: a}}, group: %s}",
                "- split: {id: b, expression: {simple: {expression: a}}, streaming: %s}",
                "- log: {id: b, message: a, loggingLevel: %s}"
            })
    void onlyAWholePlaceholderStandsForANumberAFlagOrAWord(String step) {
        assertThat(faults(route(step.formatted("'{{vod.some-key}}'")))).isEmpty();
        assertThat(List.of("x{{key}}", "{{key}}5", "{{a}}{{b}}", "{{}}", "{{a b}}", "{key}", "${body}", "x"))
                .allSatisfy(value -> assertThat(faults(route(step.formatted("'" + value + "'"))))
                        .as(value)
                        .isNotEmpty());
    }

    @Test
    void aPlaceholderStandsForNoKeyAndNoStructure() {
        assertThat(faults(route("- split: '{{key}}'"))).isNotEmpty();
        assertThat(faults(route("- '{{key}}': {id: b}"))).isNotEmpty();
        assertThat(faults(route("- bean: {id: b, ref: c, parameters: '{{key}}'}")))
                .isNotEmpty();
    }

    private static JsonNode route(String step) {
        String route =
                "- route:\n    id: a\n    from:\n      uri: direct\n      parameters:\n        name: a\n      steps:\n"
                        + step.indent(8);
        return JSON.valueToTree(RouteFile.of(route).entries());
    }

    /** A placeholder, whose value the schema cannot know, stands for a number, a flag or a word of a list. */
    private static List<String> faults(JsonNode yaml) {
        return schema.validate(yaml).stream()
                .filter(fault -> !isPlaceholder(yaml, fault))
                .map(ValidationMessage::toString)
                .toList();
    }

    private static boolean isPlaceholder(JsonNode yaml, ValidationMessage fault) {
        JsonNode value = fault.getInstanceNode() == null ? yaml : fault.getInstanceNode();
        return ("enum".equals(fault.getType()) || fault.getMessage().matches(".* (number|boolean) expected"))
                && value.isTextual()
                && value.textValue().matches("\\{\\{[a-z.-]+}}");
    }
}
