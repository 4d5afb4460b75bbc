package io.voddelete.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.DoneFolder;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The receipts and reports of a run: right in the end, and never others than they were before a process died. */
final class Documents {
    private final DoneFolder done;
    private final Map<String, String> earlier = new TreeMap<>();

    Documents(DoneFolder done) {
        this.done = done;
    }

    /** Remembers what there is. */
    void remember() {
        done.documents().forEach(earlier::putIfAbsent);
    }

    boolean areComplete(int files) {
        return done.reports() >= files;
    }

    /** Compares all that was dropped with what is said of it. */
    void check(List<DroppedFile> dropped, Map<String, String> statuses, Findings findings) {
        Map<String, String> now = done.documents();
        earlier.forEach((name, content) -> findings.require(
                content.equals(now.get(name)), Kind.DOCUMENT, name + " is gone, or another one than before a kill"));
        Map<String, JsonNode> receipts = new HashMap<>();
        done.receipts()
                .values()
                .forEach(receipt -> receipts.put(receipt.get("source").textValue(), receipt));
        long[] sums = new long[3];
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
            });
        }
        long deleted = statuses.values().stream().filter("DELETED"::equals).count();
        String all = "reports say %d accepted = %d deleted + %d failed; %d outcomes, %d of them DELETED"
                .formatted(sums[0], sums[1], sums[2], statuses.size(), deleted);
        findings.require(
                sums[0] == statuses.size() && sums[1] == deleted && sums[2] == statuses.size() - deleted,
                Kind.DOCUMENT,
                all);
        for (String name : done.names()) {
            findings.require(!name.startsWith(".") && !name.endsWith(".tmp"), Kind.DOCUMENT, "half-written: " + name);
        }
    }
}
