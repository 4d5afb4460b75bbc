package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.voddelete.kit.EventSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schemas of events describe everything, and the reference names and shows what they describe. */
class EventSchemasTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```json\n(.*?)```");
    private static final Pattern EVENTS = Pattern.compile("(?m)^\\| (`[a-z-]+`(?:, `[a-z-]+`)*) \\|");

    static List<String> names() {
        return EventSchemas.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void aSchemaIsOneAndHasItsName(String name) {
        JsonNode schema = EventSchemas.json(name);

        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(SchemaLocation.of(SchemaId.V202012))
                        .validate(schema))
                .isEmpty();
        assertThat(schema.get("$id").textValue()).isEqualTo(EventSchemas.id(name));
        assertThat(pages()).contains("schemas/" + name + ".v1.json");
    }

    /** So that a new member is described before a receiver sees it. */
    @ParameterizedTest
    @MethodSource("names")
    void aSchemaAllowsNoOtherMemberAndSaysWhichMayBeAbsent(String name) {
        JsonNode schema = EventSchemas.json(name);

        assertThat(schema.get("additionalProperties").isBoolean()).isTrue();
        assertThat(schema.get("additionalProperties").booleanValue()).isFalse();
        List<String> required = texts(schema.get("required"));
        assertThat(members(schema)).containsAll(required);
        assertThat(members(schema))
                .allSatisfy(member -> assertThat(schema.at("/properties/" + member + "/description")
                                .asText()
                                .contains("absent "))
                        .as(member)
                        .isEqualTo(!required.contains(member)));
    }

    @Test
    void theExamplesOfTheReferenceAreAsDescribedAndOneWithAnotherMemberIsNot() throws Exception {
        List<JsonNode> examples = new ArrayList<>();
        for (String page : List.of("files.md", "notices.md", "operations.md")) {
            for (String example : EXAMPLE.matcher(DocPages.text(DocPages.reference(page)))
                    .results()
                    .map(found -> found.group(1))
                    .toList()) {
                JsonNode json = JSON.readTree(example);
                if (json.has("event_id") || json.has("event") || json.has("specversion")) {
                    examples.add(json);
                }
            }
        }
        assertThat(examples).hasSizeGreaterThanOrEqualTo(3).allSatisfy(EventSchemas::check);
        assertThat(examples).anyMatch(example -> example.has("specversion"));
        for (JsonNode example : examples) {
            ((ObjectNode) example).put("more", 1);
            assertThat(EventSchemas.faults(example)).isNotEmpty();
        }
    }

    @Test
    void theEventsOfNoticesAreThoseOfThePageAndHaveTheirTypes() {
        List<String> described = texts(EventSchemas.json("notice").at("/properties/event/enum"));
        String page = DocPages.text(DocPages.reference("notices.md"));
        String table = page.substring(page.indexOf("| event | meaning |"), page.indexOf("## Event formats"));
        List<String> listed = EVENTS.matcher(table)
                .results()
                .flatMap(row -> Stream.of(row.group(1).replace("`", "").split(", ")))
                .toList();

        assertThat(listed).containsExactlyInAnyOrderElementsOf(described);
        assertThat(texts(EventSchemas.json("cloudevent").at("/properties/type/enum")).stream()
                        .map(type -> type.replaceFirst("io\\.voddelete\\.\\w+\\.(.*)\\.v1", "$1")))
                .containsAll(described)
                .contains("deleted", "failed", "kept", "rejected")
                .hasSize(described.size() + 4);
    }

    private static String pages() {
        return String.join("\n", DocPages.all().stream().map(DocPages::text).toList());
    }

    private static List<String> members(JsonNode schema) {
        List<String> names = new ArrayList<>();
        schema.get("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }
}
