package io.voddelete.rule;

import static io.voddelete.kit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.audit.AuditChain;
import io.voddelete.audit.AuditEvent;
import io.voddelete.audit.Head;
import io.voddelete.kit.AuditKit;
import io.voddelete.kit.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page about the audit log shows what is written. */
@Timeout(20)
class AuditDocsTest {
    private static final String PAGE = DocPages.text(DocPages.reference("audit.md"));

    @TempDir
    Path data;

    @Test
    void theLineThatIsPrintedIsLikeThoseThatAreWritten() throws Exception {
        try (AuditChain log = AuditKit.begun(data)) {
            log.append(
                    List.of(new AuditEvent("approved", "0988d9ee-0d67-de00-a5c1-263387e67e8e", "alice", "CHG-4711")));
        }
        String line = Files.readAllLines(AuditKit.files(data).get(0)).get(1);

        DocExample.assertPrinted(DocExample.beginningWith("{\"n\":2,"), line);
    }

    @Test
    void theChainCanBeFollowedByHand() throws Exception {
        try (AuditChain log = AuditKit.begun(data)) {
            log.append(List.of(event("approved")));
        }

        Tool printed = Tool.run("bash", "-c", "cd '" + data + "' && " + DocExample.beginningWith("sed -n 1p audit"));

        assertThat(printed.said().split(" ")[0])
                .isEqualTo(AuditKit.lines(data).get(1).get("prev").textValue());
    }

    @Test
    void whatTheLogWritesItselfIsExplainedWithItsMembers() throws Exception {
        Set<String> members = new TreeSet<>();
        Path first = data.resolve("first");
        Head older;
        Head head;
        try (AuditChain log = AuditKit.begun(first)) {
            older = log.append(List.of(event("approved")));
            log.append(List.of(event("call")));
            log.open(older);
            head = log.append(List.of(event("call")));
            log.append(List.of(event("call")));
        }
        try (AuditChain log = AuditKit.log(first)) {
            log.open(older);
            log.append(List.of(event("call")));
        }
        Path second = Files.createDirectory(data.resolve("second"));
        Files.createFile(second.resolve("begin-anew"));
        try (AuditChain log = AuditKit.log(second)) {
            log.open(head);
            log.append(List.of(event("call")));
        }
        Set<String> own = new TreeSet<>();
        for (Path directory : List.of(first, second)) {
            for (JsonNode line : AuditKit.lines(directory)) {
                if (!Set.of("approved", "call").contains(line.get("event").textValue())) {
                    own.add(line.get("event").textValue());
                    line.fieldNames().forEachRemaining(members::add);
                }
            }
        }

        assertThat(own).containsExactly("begun", "begun-anew", "older-store", "without-effect");
        assertThat(own).allSatisfy(event -> assertThat(PAGE).contains("| `" + event + "` |"));
        assertThat(members).allSatisfy(member -> assertThat(PAGE).contains("`" + member + "`"));
    }
}
