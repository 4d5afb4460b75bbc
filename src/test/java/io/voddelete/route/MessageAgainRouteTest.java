package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.message.AcceptedSubmission;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileDefaultBinding;
import org.apache.camel.converter.stream.InputStreamCache;
import org.junit.jupiter.api.Test;

/** A message that could not be accepted comes again: what was read of it the first time is not taken for less. Camel caches no streams. */
class MessageAgainRouteTest extends MessageRouteKit {
    private static final Map<String, Object> KEY = Map.of("VodSubmissionKey", "x");

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.setStreamCaching(false);
        return context;
    }

    @Test
    void aBatchThatWasDeferredIsAcceptedWhole() {
        List<Exchange> batch =
                messages(new InputStreamCache(bytes(TEXT)), String.join("\n", ids(5).subList(3, 5)) + "\nno id");
        batch.get(0).getMessage().getBody(InputStreamCache.class).readAllBytes();
        endpointIsDown = true;
        assertThat(deferred(send(batch, KEY))).isEqualTo("failed");
        endpointIsDown = false;

        AcceptedSubmission first = accepted(send(batch, KEY));

        assertThat(first).isEqualTo(new AcceptedSubmission(first.submissionId(), 5, 0, 1, false));
        assertThat(batch.get(0).getMessage().getBody(String.class)).isEqualTo(TEXT);
        assertThat(accepted(send(batch, KEY)).repeated()).isTrue();
    }

    /** As of a stream that somebody has read. */
    @Test
    void aBatchWithAnEmptyMessageIsRefused() {
        for (Object empty : List.of("", "\n# nothing\n", new byte[0], List.of(), new ByteArrayInputStream(bytes("")))) {
            Exchange answer = send(messages(IDS.get(0), empty, IDS.get(1)), Map.of());

            assertThat(refused(answer)).as("%s", empty).isEqualTo("no-asset-ids");
            assertThat(answer.getException()).hasMessageContaining("message 2 of the batch");
        }
        assertThat(refused(send(messages(IDS.get(0), ""), Map.of())))
                .as("the last one")
                .isEqualTo("no-asset-ids");
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
    }

    /** The rest, or nothing, would be taken for the list. */
    @Test
    void aBodyThatCanBeReadOnlyOnceIsNotReadOnFromWhereItStopped() {
        List<String> lines = new ArrayList<>(IDS);
        lines.add(1, "no id");
        String text = String.join("\n", lines);
        Iterator<String> iterator = lines.iterator();
        List<Supplier<Object>> bodies = List.of(
                () -> new ByteArrayInputStream(bytes(text)),
                lines::iterator,
                () -> (Iterable<String>) () -> iterator,
                () -> download(text),
                () -> messages(IDS.get(0), new ByteArrayInputStream(bytes(text))));
        for (Supplier<Object> each : bodies) {
            Object body = each.get();
            endpointIsDown = true;
            assertThat(deferred(send(body, KEY))).as("%s", body).isEqualTo("failed");
            endpointIsDown = false;

            assertThat(deferred(send(body, KEY))).as("%s", body).isEqualTo("already-read");
        }
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
        assertThat(accepted(send(lines.iterator(), KEY)).accepted())
                .as("delivered again by its source")
                .isEqualTo(3);
    }

    @Test
    void anEmptyListIsRefusedHoweverOftenItComes() {
        for (int i = 0; i < 2; i++) {
            assertThat(refused(send(Collections.emptyList(), Map.of()))).isEqualTo("no-asset-ids");
        }
    }

    @Test
    void aChecksumOfAnotherMachineIsRefused() {
        String checksum = IDS.get(0);
        GenericFile<String> listed = new GenericFile<>();
        listed.setFile("remote");
        listed.setFileName("lists/ids.txt.md5");
        listed.setBinding(new GenericFileDefaultBinding<>());
        listed.setBody(bytes(checksum));
        Map<String, Object> name = Map.of("CamelFileName", "lists/ids.txt.md5");

        assertThat(refused(send(listed, Map.of()))).isEqualTo("side-file");
        for (Object converted : List.of(
                checksum,
                bytes(checksum),
                new InputStreamCache(bytes(checksum)),
                new ByteArrayInputStream(bytes(checksum)))) {
            assertThat(refused(send(converted, name))).as("%s", converted).isEqualTo("side-file");
        }
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");

        listed.setFileName("lists/ids.txt");
        assertThat(accepted(send(listed, Map.of())).accepted()).isEqualTo(1);
        assertThat(accepted(send(List.of(Map.of("asset_id", IDS.get(1))), Map.of("CamelFileName", "go.trg")))
                        .accepted())
                .as("rows that a marker file has led to")
                .isEqualTo(1);
    }

    /** A file of an SFTP server that is not copied first. */
    private static GenericFile<String> download(String text) {
        GenericFile<String> file = new GenericFile<>();
        file.setFile("remote");
        file.setFileName("ids.txt");
        file.setBinding(new GenericFileDefaultBinding<>());
        file.setBody(new ByteArrayInputStream(bytes(text)));
        return file;
    }
}
