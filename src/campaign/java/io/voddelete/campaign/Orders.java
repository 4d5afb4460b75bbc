package io.voddelete.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.audit.AuditVerification;
import io.voddelete.audit.Head;
import io.voddelete.kit.AuditKit;
import io.voddelete.kit.StoreFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What was approved, cancelled or has expired in a store, as it lies there, and their lines in the audit log. */
final class Orders {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DECIDED =
            "SELECT CASE WHEN gate IN ('CANCELLED', 'EXPIRED') THEN lower(gate) ELSE 'approved' END,"
                    + " submission_id FROM submission WHERE gate IN ('CANCELLED', 'EXPIRED') OR approved_at IS NOT NULL";
    private static final String HEAD = "SELECT n.value, h.value FROM setting n JOIN setting h ON h.name ="
            + " 'audit-head-sha256' WHERE n.name = 'audit-head-number'";

    private Orders() {}

    /**
     * Each decision of the store has its line at or before the head that the store knows, and the chain up to there is whole.
     *
     * @param data may be in use
     */
    static void requireAudited(Path data) {
        StoreFile store = StoreFile.of(data);
        List<String> decided = store.rows(DECIDED); // first: what the log has then may be more
        if (decided.isEmpty()) {
            return;
        }
        String[] stored = store.rows(HEAD).get(0).split(" ");
        Head head = new Head(Long.parseLong(stored[0]), stored[1]);
        Path audit = data.resolve("audit");
        try {
            AuditVerification verification = AuditVerification.verify(audit, head);
            if (!verification.isVerified()) {
                throw new AssertionError("the audit log: " + verification.fault());
            }
            Set<String> said = said(audit, head.number());
            for (String each : decided) {
                if (!said.contains(each)) {
                    throw new AssertionError("in the store and not in the audit log: " + each);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the first lines say; one beyond the head may be torn, and had no effect. */
    private static Set<String> said(Path audit, long lines) throws IOException {
        Set<String> said = new HashSet<>();
        long line = 0;
        for (Path file : AuditKit.files(audit)) {
            for (String text : Files.readAllLines(file)) {
                if (++line > lines) {
                    return said;
                }
                JsonNode event = JSON.readTree(text);
                said.add(event.path("event").asText() + " "
                        + event.path("submission").asText());
            }
        }
        return said;
    }
}
