package io.voddelete.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The receipts and reports of a run: right in the end, and never others than they were before a process died. */
final class Documents {
    private final List<DoneFolder> folders;
    private final Map<String, String> earlier = new TreeMap<>();

    /** @param inbox whose lists are archived in its folders for those that wait, are done, or are cancelled */
    Documents(Path inbox) {
        this.folders = Stream.of("held", "done", "cancelled")
                .map(inbox::resolve)
                .map(DoneFolder::new)
                .toList();
    }

    /** Of all folders: a list takes its documents along when it is decided. */
    private Map<String, String> documents() {
        Map<String, String> all = new TreeMap<>();
        folders.forEach(folder -> all.putAll(folder.documents()));
        return all;
    }

    /** Remembers what there is. */
    void remember() {
        documents().forEach(earlier::putIfAbsent);
    }

    boolean areComplete(int files) {
        return folders.stream().mapToLong(DoneFolder::reports).sum() >= files;
    }

    /** Compares all that was dropped with what is said of it. */
    void check(List<DroppedFile> dropped, Map<String, String> statuses, Findings findings) {
        Map<String, String> now = documents();
        earlier.forEach((name, content) -> findings.require(
                content.equals(now.get(name)), Kind.DOCUMENT, name + " is gone, or another one than before a kill"));
        Map<String, JsonNode> receipts = new HashMap<>();
        folders.stream()
                .flatMap(folder -> folder.receipts().values().stream())
                .forEach(receipt -> receipts.put(receipt.get("source").textValue(), receipt));
        long[] sums = new long[4];
        for (DroppedFile file : dropped) {
            findings.holds(Kind.DOCUMENT, () -> {
                JsonNode receipt = receipts.get("file:" + file.name());
                assertThat(receipt).as("receipt of " + file.name()).isNotNull();
                String report = now.get(receipt.get("report").textValue());
                assertThat(report).as("report of " + file.name()).isNotNull();
                DroppedFile.Counts counts = file.check(receipt, report);
                sums[0] += counts.accepted();
                sums[1] += counts.deleted();
                sums[2] += counts.failed();
                sums[3] += counts.kept();
            });
        }
        long deleted = count("DELETED", statuses);
        long kept = count("KEPT", statuses);
        String all =
                "reports say %d accepted = %d deleted + %d failed + %d kept; %d outcomes, %d of them DELETED, %d KEPT"
                        .formatted(sums[0], sums[1], sums[2], sums[3], statuses.size(), deleted, kept);
        findings.require(
                sums[0] == statuses.size()
                        && sums[1] == deleted
                        && sums[2] == statuses.size() - deleted - kept
                        && sums[3] == kept,
                Kind.DOCUMENT,
                all);
        folders.stream()
                .flatMap(folder -> folder.names().stream())
                .filter(name -> name.startsWith(".") || name.endsWith(".tmp"))
                .forEach(name -> findings.add(Kind.DOCUMENT, "half-written: " + name));
    }

    private static long count(String status, Map<String, String> statuses) {
        return statuses.values().stream().filter(status::equals).count();
    }
}
