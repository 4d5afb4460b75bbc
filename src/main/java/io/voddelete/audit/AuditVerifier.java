package io.voddelete.audit;

import io.voddelete.audit.AuditVerification.Fault;
import io.voddelete.audit.AuditVerification.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows the chain from its beginning to the first line that does not fit, and says what happened to it. */
final class AuditVerifier {
    private final Path directory;
    private final Head stored;
    private final List<String> notes = new ArrayList<>();
    private Head at = Head.BEGINNING;
    private @Nullable AuditLine previous;
    private @Nullable AuditLine ahead;
    private long lines;

    AuditVerifier(Path directory, Head stored) {
        this.directory = directory;
        this.stored = stored;
    }

    AuditVerification run() throws IOException {
        List<Path> files = AuditFiles.in(directory);
        try (AuditLines source = new AuditLines(files)) {
            Fault fault = follow(source);
            if (fault == null && at.number() < stored.number()) {
                fault = cutOff();
            }
            if (at.number() > stored.number()) {
                notes.add(
                        "Lines " + (stored.number() + 1) + " to " + at.number() + " lie beyond line " + stored.number()
                                + ", the last one that the store knows: as long as they do, they had no effect. They were written"
                                + " while this was read, a crash left them, or somebody else wrote them");
            }
            return new AuditVerification(files.size(), lines, source.bytes(), fault, List.copyOf(notes));
        }
    }

    private @Nullable Fault follow(AuditLines source) throws IOException {
        AuditLine line = source.next();
        while (line != null) {
            ahead = source.next();
            if (at.number() >= stored.number() && line.isTorn(ahead == null)) {
                notes.add(
                        line.place() + " is unfinished and lies beyond the last line that the store knows: it is being"
                                + " written, or a crash left it. The next start cuts it off");
                return null;
            }
            Fault fault = fault(line, source);
            if (fault != null) {
                return fault;
            }
            at = line.asHead();
            previous = line;
            line = ahead;
            lines++;
        }
        return null;
    }

    private @Nullable Fault fault(AuditLine line, AuditLines source) throws IOException {
        if (line.line() == 1) {
            long expected = previous == null ? 1 : AuditFiles.number(previous.file()) + 1;
            if (AuditFiles.number(line.file()) != expected) {
                String missing = AuditFiles.name(AuditFiles.file(directory, expected));
                return new Fault(
                        Kind.FILE_MISSING,
                        missing,
                        0,
                        at.number() + 1,
                        before(line.members()),
                        missing + " is missing, from line " + (at.number() + 1) + " on");
            }
        }
        AuditLine.Members members = line.members();
        if (at.number() >= stored.number() && (members == null || !line.isWhole())) {
            return beyond(line);
        }
        if (members == null || !line.isWhole()) {
            return line.isWhole() || ahead != null
                    ? changed(line, line, source, "is no line of an audit log")
                    : found(Kind.CUT_OFF, line, at.number() + 1, "ends in the middle");
        }
        if (previous == null && members.number() > 1 && members.event().equals(AuditLog.BEGUN_ANEW)) {
            notes.add("The log begins anew with line " + members.number()
                    + ": the operator said that the lines before it will not come back");
            at = new Head(members.number() - 1, members.prev());
        }
        if (!members.follows(at)) {
            return misplaced(line, members, source);
        }
        if (members.number() == stored.number() && !line.sha256().equals(stored.sha256())) {
            return found(
                    Kind.CHANGED,
                    line,
                    members.number(),
                    "is not the line " + stored.number() + " that the store knows");
        }
        return null;
    }

    private Fault misplaced(AuditLine line, AuditLine.Members members, AuditLines source) throws IOException {
        long expected = at.number() + 1;
        boolean isBound = members.prev().equals(at.sha256());
        if (at.number() >= stored.number()) {
            return beyond(line);
        }
        if (isBound || members.number() == expected) {
            AuditLine before = previous;
            return before != null && !isBound && members.hasHash()
                    ? changed(before, line, source, "was changed: it has another hash than the next line says")
                    : changed(line, line, source, "was changed: it does not continue the line before");
        }
        if (members.number() < expected) {
            return found(
                    Kind.ADDED,
                    line,
                    expected,
                    "has number " + members.number() + " again: a line was inserted before it");
        }
        long next =
                ahead == null || ahead.members() == null ? 0 : ahead.members().number();
        if (next != members.number() + 1 && (next == expected || next == expected + 1)) {
            return found(
                    Kind.SWAPPED,
                    line,
                    expected,
                    "was swapped: it is line " + members.number() + " in the place of line " + expected);
        }
        return found(
                Kind.REMOVED,
                line,
                expected,
                before(members),
                "follows line " + at.number() + ", but has number " + members.number()
                        + ": the lines between were removed");
    }

    /** The last line that is missing before a line. */
    private long before(AuditLine.@Nullable Members members) {
        return Math.max(at.number() + 1, members == null ? 0 : members.number() - 1);
    }

    /**
     * Goes on to the first line that fits to what follows, which is as it was written; so the one before it is not.
     *
     * @param first the first line that may have been changed
     * @param second the line that does not continue the line before, which may be the first one
     * @param what is wrong with the first line, if it is the only one
     */
    private Fault changed(AuditLine first, AuditLine second, AuditLines source, String what) throws IOException {
        long number = at.number() + 1;
        long firstNumber = first.equals(second) ? number : at.number();
        AuditLine last = first;
        long lastNumber = firstNumber;
        AuditLine line = second;
        while (!line.sha256().equals(hashOf(number))) {
            last = line;
            lastNumber = number;
            if (number == stored.number() || ahead == null || !goesOn(ahead, number)) {
                break;
            }
            line = ahead;
            number++;
            ahead = source.next();
        }
        boolean isSure = lastNumber == stored.number() || lastNumber < number;
        return firstNumber == lastNumber
                ? found(Kind.CHANGED, first, firstNumber, what)
                : found(
                        Kind.CHANGED,
                        first,
                        firstNumber,
                        lastNumber,
                        "to " + last.place()
                                + " do not fit together: of each two neighbours at least one was changed"
                                + (isSure ? ", and the last line in any case" : ""));
    }

    private static boolean goesOn(AuditLine line, long number) {
        AuditLine.Members members = line.members();
        return line.isWhole() && members != null && members.number() == number + 1;
    }

    private Fault beyond(AuditLine line) {
        return found(
                Kind.BEYOND_HEAD,
                line,
                at.number() + 1,
                "lies beyond the last line that the store knows, and does not continue the chain");
    }

    /** The hash that a line should have, as far as the next line or the store tells; empty if neither does. */
    private String hashOf(long number) {
        if (number == stored.number()) {
            return stored.sha256();
        }
        AuditLine.Members next = ahead == null ? null : ahead.members();
        return next != null && next.number() == number + 1 ? next.prev() : "";
    }

    private Fault cutOff() {
        String file =
                previous == null ? AuditFiles.name(AuditFiles.file(directory, 1)) : AuditFiles.name(previous.file());
        long line = previous == null ? 0 : previous.line();
        return new Fault(
                Kind.CUT_OFF,
                file,
                line,
                at.number() + 1,
                stored.number(),
                "The log ends after " + (line == 0 ? "no line" : "line " + line)
                        + " of " + file + ", but the store knows line " + stored.number() + ": lines "
                        + (at.number() + 1) + " to " + stored.number() + " are missing");
    }

    private static Fault found(Kind kind, AuditLine line, long number, String what) {
        return found(kind, line, number, number, what);
    }

    private static Fault found(Kind kind, AuditLine line, long number, long lastNumber, String what) {
        return new Fault(
                kind, AuditFiles.name(line.file()), line.line(), number, lastNumber, line.place() + " " + what);
    }
}
