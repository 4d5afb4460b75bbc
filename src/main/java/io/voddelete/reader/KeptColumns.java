package io.voddelete.reader;

import io.voddelete.support.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table, or members of JSON elements, whose values are kept with each line for people, such as the number of
 * a ticket: {@code vod.intake.keep-columns}. They decide nothing: neither what an id is, nor what becomes of it.
 */
public final class KeptColumns {
    /** Keeps nothing. */
    public static final KeptColumns NONE = new KeptColumns(Map.of());

    /** The maximum number of columns. */
    public static final int MOST = 16;

    /** The maximum length of a value in characters; a longer one is cut and ends in {@code …}. */
    public static final int LONGEST_VALUE = 256;

    private static final int LONGEST_NAME = 64;
    private static final char REPLACEMENT = '\uFFFD';

    /** The names as they were set, by their normalized spelling. */
    private final Map<String, String> names;

    private KeptColumns(Map<String, String> names) {
        this.names = names;
    }

    /**
     * Parses the names.
     *
     * @param text separated by commas, or empty; blanks, hyphens, underscores and case do not matter
     * @throws IllegalArgumentException if {@link #isValid} is false
     */
    public static KeptColumns parse(String text) {
        if (!isValid(text)) {
            throw new IllegalArgumentException("Invalid column names: '" + Text.visible(text) + "'");
        }
        Map<String, String> names = new LinkedHashMap<>();
        list(text).forEach(name -> names.put(DecidingName.plain(name), name));
        return names.isEmpty() ? NONE : new KeptColumns(names);
    }

    /**
     * Whether there are at most {@value #MOST} different names, each of visible characters with a letter or digit, and none is
     * a word that decides about a row: a list with such a column is refused.
     */
    public static boolean isValid(String text) {
        List<String> names = list(text);
        return names.size() <= MOST
                && names.stream().map(DecidingName::plain).distinct().count() == names.size()
                && names.stream().allMatch(KeptColumns::isName);
    }

    private static boolean isName(String name) {
        return name.length() <= LONGEST_NAME
                && name.indexOf(REPLACEMENT) < 0
                && name.equals(Text.visible(name))
                && name.codePoints().anyMatch(Character::isLetterOrDigit)
                && !DecidingName.is(name);
    }

    private static List<String> list(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(Text::strip).toList();
    }

    /** The name under which the values of this column are kept; null if they are not. */
    @Nullable
    String name(String column) {
        return names.isEmpty() ? null : names.get(DecidingName.plain(column));
    }

    /** The name for each cell of a header, null for a column that is not kept; of several columns with one name the first is. */
    List<@Nullable String> in(List<String> header) {
        List<@Nullable String> kept = new ArrayList<>();
        for (String cell : header) {
            String name = name(cell);
            kept.add(kept.contains(name) ? null : name);
        }
        return kept;
    }

    /** The values of one line; blank ones are left out. */
    static final class Values {
        private @Nullable Map<String, String> values;

        /** Adds a value, unless there is one of this name. */
        void add(String name, String raw) {
            String text = SheetMark.content(raw);
            if (text != null && !Text.isBlank(text)) {
                values = values == null ? new TreeMap<>() : values;
                values.putIfAbsent(name, cut(Text.strip(text)));
            }
        }

        /** By name, in the order of the names. */
        Map<String, String> all() {
            return values == null ? Map.of() : values;
        }

        private static String cut(String text) {
            String all = Text.visible(text, Integer.MAX_VALUE);
            return all.length() <= LONGEST_VALUE ? all : Text.visible(text, LONGEST_VALUE - 1) + '…';
        }
    }
}
