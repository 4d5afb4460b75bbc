package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.message.AcceptedSubmission;
import io.voddelete.message.SubmissionRefusedException;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The Kamelet is one by Camel's own definition, is found where Camel looks for it, and does what its description says. */
class KameletTest {
    private static final Path UNPACKED = Path.of("target", "kamelet-schema");
    private static final Path KAMELET = Path.of("target", "classes", "kamelets", "vod-delete-sink.kamelet.yaml");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void itKeepsTheDefinitionOfItsKind() throws IOException {
        assertThat(faults(yaml(KAMELET))).isEmpty();
        assertThat(faults(yaml(UNPACKED.resolve("kamelets/salesforce-delete-sink.kamelet.yaml"))))
                .as("one of Camel's own")
                .isEmpty();
    }

    @Test
    void anUnknownKeyIsAFault() throws IOException {
        ObjectNode kamelet = (ObjectNode) yaml(KAMELET);
        ((ObjectNode) kamelet.path("spec").path("definition")).put("tytle", "x");

        assertThat(faults(kamelet)).singleElement().asString().contains("tytle");
    }

    @Test
    void itIsDescribedLikeThoseOfTheCatalogue() throws IOException {
        JsonNode ours = yaml(KAMELET).path("metadata");
        JsonNode theirs = yaml(UNPACKED.resolve("kamelets/salesforce-delete-sink.kamelet.yaml"))
                .path("metadata");

        for (String part : List.of("annotations", "labels")) {
            assertThat(names(ours.path(part))).isEqualTo(names(theirs.path(part)));
        }
        assertThat(ours.path("name").asText() + ".kamelet.yaml")
                .isEqualTo(KAMELET.getFileName().toString());
        assertThat(Files.readString(KAMELET)).doesNotContain("${");
    }

    @Test
    void aRouteDeletesByIt() throws Exception {
        List<String> ids = SampleIds.random(4, 30);
        try (VodSimulator simulator = VodSimulator.start(
                        SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
                RunningModule module = RunningModule.startIn(
                        context -> context.addRoutes(new RouteBuilder() {
                            @Override
                            public void configure() {
                                from("direct:lists").to("kamelet:vod-delete-sink");
                            }
                        }),
                        directory,
                        simulator,
                        Map.of())) {
            Exchange answer = send(module, ids);
            assertThat(answer.getException()).isNull();
            AcceptedSubmission accepted = answer.getMessage().getBody(AcceptedSubmission.class);
            assertThat(accepted.accepted()).isEqualTo(30);
            assertThat(answer.getMessage().getHeader("VodSubmissionId")).isEqualTo(accepted.submissionId());

            assertThat(send(module, List.of("no id")).getException())
                    .as("the host's own error handling gets it")
                    .isInstanceOf(SubmissionRefusedException.class);

            module.awaitEnd(1);
            assertThat(module.outcomes().success()).hasSize(30);
        }
    }

    private static Exchange send(RunningModule module, List<String> ids) {
        return module.context()
                .createFluentProducerTemplate()
                .to("direct:lists")
                .withBody(ids)
                .send();
    }

    private static List<String> names(JsonNode map) {
        return map.propertyStream().map(Map.Entry::getKey).sorted().toList();
    }

    private static List<String> faults(JsonNode kamelet) throws IOException {
        JsonNode definition = yaml(UNPACKED.resolve("camel.apache.org_kamelets.yaml"));
        JsonNode schema =
                definition.path("spec").path("versions").path(0).path("schema").path("openAPIV3Schema");
        closeObjects(schema);
        JsonSchema closed =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema);
        return closed.validate(kamelet).stream()
                .map(ValidationMessage::toString)
                .toList();
    }

    /** Kubernetes drops what it does not know; here it is a typing error. */
    private static void closeObjects(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("properties").isObject()) {
            boolean open = object.has("additionalProperties")
                    || object.path("x-kubernetes-preserve-unknown-fields").asBoolean();
            if (!open) {
                object.put("additionalProperties", false);
            }
        }
        schema.forEach(KameletTest::closeObjects);
    }

    private static JsonNode yaml(Path file) throws IOException {
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
    }
}
