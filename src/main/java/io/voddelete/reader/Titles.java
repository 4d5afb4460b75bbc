package io.voddelete.reader;

import io.voddelete.support.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of a table above its header or first id: titles if a header follows, otherwise lines without an id. Limited,
 * so that a file without any id takes little memory.
 */
final class Titles {
    private static final int MOST = 1000;
    private static final int MOST_CHARACTERS = 256 * 1024;
    private static final int NONE = -1;
    private static final int SEVERAL = -2;

    /** One of them. */
    record Title(long line, List<String> cells) {}

    private final List<Title> kept = new ArrayList<>();
    private int characters;
    private int filled = NONE;

    void add(long line, List<String> cells) {
        note(cells);
        kept.add(new Title(line, List.copyOf(cells)));
        characters += cells.stream().mapToInt(String::length).sum();
    }

    /** Records in which columns a record has text. */
    void note(List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            if (i != filled && !Text.isBlank(cells.get(i))) {
                filled = filled == NONE ? i : SEVERAL;
            }
        }
    }

    /** The index, from 0, of the only column that had text so far; negative if there are several. */
    int onlyColumn() {
        return filled;
    }

    boolean areTooMany() {
        return kept.size() > MOST || characters > MOST_CHARACTERS;
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    Title last() {
        return kept.get(kept.size() - 1);
    }

    /** Returns and forgets all of them. */
    List<Title> take() {
        List<Title> all = List.copyOf(kept);
        kept.clear();
        return all;
    }

    /** Refuses a list with a title that says it is to be kept. */
    void refuseSparing() throws UnreadableException {
        for (Title title : kept) {
            boolean alone =
                    title.cells.stream().filter(cell -> !Text.isBlank(cell)).count() == 1;
            for (String cell : title.cells) {
                // next to others it may be the upper part of a header
                if (DecidingName.sparesWhatIsBelow(cell) || !alone && DecidingName.isExactly(cell)) {
                    throw ForbiddenColumn.mayKeep(Text.strip(cell), "title or column in line " + title.line);
                }
            }
        }
    }
}
