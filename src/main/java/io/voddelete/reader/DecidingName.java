package io.voddelete.reader;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names of columns and members that decide for each row whether or how an asset is deleted: {@code delete_type},
 * {@code dry_run}, {@code project_id}, {@code keep}, {@code hold} and the like, also as a word in a longer name.
 */
final class DecidingName {
    private static final Set<String> EXACT =
            Set.of("deletetype", "dryrun", "projectid", "keep", "delete", "action", "exclude", "hold", "protect");
    private static final Set<String> SPARES =
            Set.of(("keep keeps kept keeping exclude excludes excluded exclusion exclusions hold holds "
                            + "held protect protects protected retain retains retained preserve preserves preserved "
                            + "skip skips skipped ignore ignores ignored undeletable "
                            + "exempt exempted exemption whitelist whitelisted allowlist safelist")
                    .split(" "));
    private static final Set<String> DELETES =
            Set.of(("delete deletes deleting deletable deletion remove removal purge erase action actions "
                            + "decision decisions verdict")
                    .split(" "));
    /** Whole cells about the asset in their row, in normalized spelling. */
    private static final Set<String> KEEPS =
            Set.of(("keep kept retain exclude hold onhold legalhold protect skip donotdelete dontdelete nodelete "
                            + "neverdelete 保留 勿删 请勿删除 不删除 不要删除")
                    .split(" "));

    private static final int LONGEST_THAT_KEEPS = 20;
    private static final Set<String> DENIES = Set.of("not dont don no never non".split(" "));
    /** Short words that occur next to the others without a separator, as in {@code donotdelete}. */
    private static final Set<String> BESIDE =
            Set.of(("do to be is on at by for this it please should must may can legal litigation flag "
                            + "type dry run project id asset assets video file date time until after before from "
                            + "yes and deleted")
                    .split(" "));
    /** Chinese has no blanks between words; columns for a time, a person or a reason do not decide. */
    private static final Pattern CHINESE = Pattern.compile("保留|排除|保护|勿删|不删|是否删|(删除|操作)(?!时间|日期|人|员|者|原因|记录)");

    private static final Pattern CHINESE_SPARES = Pattern.compile("保留|排除|保护|勿删|不删|不要删");
    private static final Pattern PADDING = Pattern.compile("[\\s\\p{Z}\\p{Cf}\\p{Pd}_]");
    private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}");
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");
    private static final Pattern CAMEL = Pattern.compile("(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");
    /** A longer text is a sentence about the list as a whole. */
    private static final int MOST_WORDS_OF_A_TITLE = 6;

    private DecidingName() {}

    /** Normalizes a name: {@code Asset ID}, {@code assetId} and {@code asset_id} are the same. */
    static String plain(String name) {
        return PADDING.matcher(normal(name)).replaceAll("").toLowerCase(Locale.ROOT);
    }

    /** Whether the whole name, in any spelling, is one of the deciding words. */
    static boolean isExactly(String name) {
        return EXACT.contains(plain(name)) || EXACT.contains(String.join("", words(name)));
    }

    /** Whether a column or member of this name decides about its row. */
    static boolean is(String name) {
        List<String> words = words(name);
        return isExactly(name)
                || words.stream().anyMatch(word -> SPARES.contains(word) || DELETES.contains(word))
                || !words.isEmpty() && words.get(words.size() - 1).equals("deleted")
                || follows(words, "dry", "run")
                || follows(words, "project", "id")
                || CHINESE.matcher(name).find();
    }

    /**
     * Whether a title, or the name of the only column, says that the ids below it are to be kept, or is one of the deciding
     * words; {@code delete} itself only states the purpose of a list.
     */
    static boolean sparesWhatIsBelow(String name) {
        List<String> words = words(name);
        boolean deletes = words.stream().anyMatch(word -> DELETES.contains(word) || word.equals("deleted"));
        boolean denied = words.stream().anyMatch(DENIES::contains);
        return isExactly(name) && !words.equals(List.of("delete"))
                || words.size() <= MOST_WORDS_OF_A_TITLE
                        && (words.stream().anyMatch(SPARES::contains)
                                || deletes && denied
                                || follows(words, "dry", "run")
                                || CHINESE_SPARES.matcher(name).find());
    }

    /** Whether a cell or member next to an id says that this asset is to be kept. */
    static boolean sparesWhatIsBeside(String value) {
        if (value.length() > LONGEST_THAT_KEEPS) {
            return false;
        }
        String plain = normal(value);
        StringBuilder letters = null;
        for (int i = 0; i < plain.length(); i++) { // no pattern: each cell of a table is looked at
            if (Character.isLetter(plain.charAt(i))) {
                letters = letters == null ? new StringBuilder(LONGEST_THAT_KEEPS) : letters;
                letters.append(Character.toLowerCase(plain.charAt(i)));
            }
        }
        return letters != null && letters.length() > 1 && KEEPS.contains(letters.toString());
    }

    /** Converts full-width letters and ligatures to plain ones. */
    private static String normal(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0x80) {
                return Normalizer.normalize(name, Normalizer.Form.NFKC);
            }
        }
        return name;
    }

    private static boolean follows(List<String> words, String first, String second) {
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i - 1).equals(first) && words.get(i).equals(second)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> words(String name) {
        String parts =
                CAMEL.matcher(INVISIBLE.matcher(normal(name)).replaceAll("")).replaceAll(" ");
        return NO_LETTERS
                .splitAsStream(parts.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .flatMap(DecidingName::apart)
                .toList();
    }

    /** The known words of which a run of letters consists; the run itself if it contains anything else. */
    private static Stream<String> apart(String run) {
        List<String> words = new ArrayList<>();
        return !isKnown(run) && run.length() <= 40 && split(run, words) ? words.stream() : Stream.of(run);
    }

    private static boolean split(String run, List<String> words) {
        if (run.isEmpty()) {
            return true;
        }
        for (int end = run.length(); end > 0; end--) {
            if (isKnown(run.substring(0, end))) {
                words.add(run.substring(0, end));
                if (split(run.substring(end), words)) {
                    return true;
                }
                words.remove(words.size() - 1);
            }
        }
        return false;
    }

    private static boolean isKnown(String word) {
        return SPARES.contains(word) || DELETES.contains(word) || DENIES.contains(word) || BESIDE.contains(word);
    }
}
