package io.voddelete.reader;

import io.voddelete.support.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The names of the column, or JSON member, that contains the asset ids: {@code vod.intake.id-columns}. */
public final class IdColumns {
    /** The default value of the setting. */
    public static final String DEFAULT = "asset_id,媒资ID";

    private static final char REPLACEMENT = '\uFFFD';

    private final Set<String> names;

    private IdColumns(Set<String> names) {
        this.names = names;
    }

    /**
     * Parses the names.
     *
     * @param text separated by commas; blanks, hyphens, underscores and case do not matter
     * @throws IllegalArgumentException if {@link #isValid} is false
     */
    public static IdColumns parse(String text) {
        if (!isValid(text)) {
            throw new IllegalArgumentException("Invalid column names: '" + Text.visible(text) + "'");
        }
        return new IdColumns(plain(text).collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * Whether no name is empty and none is a word that decides about a row, such as {@code delete}. A name that could not be
     * decoded, such as a Chinese one from the environment in a C locale, is also invalid.
     */
    public static boolean isValid(String text) {
        return text.indexOf(REPLACEMENT) < 0
                && plain(text)
                        .allMatch(name -> name.codePoints().anyMatch(Character::isLetterOrDigit)
                                && !DecidingName.isExactly(name));
    }

    private static Stream<String> plain(String text) {
        return Arrays.stream(text.split(",", -1)).map(DecidingName::plain);
    }

    /** Whether this is the name of the cell or member with the ids. */
    boolean names(String cell) {
        return names.contains(DecidingName.plain(cell));
    }

    /** The indexes, from 0, of the cells that name the ids. */
    List<Integer> named(List<String> cells) {
        return IntStream.range(0, cells.size())
                .filter(i -> names(cells.get(i)))
                .boxed()
                .toList();
    }

    /** Whether a line may contain a cell that names the ids, however it is split. */
    boolean mayBeIn(String line) {
        String plain = DecidingName.plain(line);
        return names.stream().anyMatch(plain::contains);
    }

    @Override
    public String toString() {
        return names.stream().sorted().collect(Collectors.joining(","));
    }
}
