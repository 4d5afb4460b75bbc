package io.voddelete.reader;

import io.voddelete.support.Text;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Classifies members of JSON elements, or columns of database rows, by name: which contains the id, and which decide. */
final class Members {
    private static final int MOST_KEPT = 1000;
    private static final int LONGEST_KEPT = 100;

    private final IdColumns columns;
    private final KeptColumns kept;
    private final Map<String, Boolean> known = new HashMap<>();
    private final Set<String> read = new LinkedHashSet<>();

    Members(ListRules rules) {
        this.columns = rules.columns();
        this.kept = rules.kept();
    }

    /** The name under which the value of this member is kept; null if it is not. */
    @Nullable
    String keptAs(String name) {
        return kept.name(name);
    }

    /**
     * Whether the member of this name contains the id.
     *
     * @param what such as {@code member in line}; the number follows
     * @throws UnreadableException if the name {@linkplain DecidingName decides}
     */
    boolean holdsId(String name, String what, long number) throws UnreadableException {
        Boolean holds = known.get(name);
        if (holds == null) {
            holds = columns.names(name);
            if (holds) {
                read.add(name);
            } else {
                ForbiddenColumn.refuse(name, what + " " + number);
            }
            if (known.size() < MOST_KEPT && name.length() <= LONGEST_KEPT) {
                known.put(name, holds);
            }
        }
        return holds;
    }

    /** The names of the members that contained ids, in each spelling; null if there was none. */
    @Nullable
    String column() {
        return read.isEmpty() ? null : "'" + Text.visible(String.join("', '", read)) + "'";
    }

    /** Like {@link #column}, but also null if all have the usual name {@code asset_id}. */
    @Nullable
    String unusual() {
        return read.equals(Set.of("asset_id")) ? null : column();
    }
}
