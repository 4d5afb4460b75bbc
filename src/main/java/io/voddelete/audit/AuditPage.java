package io.voddelete.audit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some lines of the audit log.
 *
 * @param lines the newest first, with their members in the order of the file
 * @param next mark of the lines before them; null if there are none
 */
public record AuditPage(
        List<Map<String, Object>> lines, @Nullable String next) {}
