package io.voddelete.plan;

import io.voddelete.support.Sha256;
import io.voddelete.support.Text;
import io.voddelete.support.Times;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plan as a text of at most {@value #MOST_LINES} lines. Its last line has the hash of the lines above it, so the hash stands for
 * every byte of the text.
 *
 * @param text with a line feed after each line
 * @param sha256 of the lines above the last
 */
record PlanText(String text, String sha256) {
    /** Maximum number of lines. */
    static final int MOST_LINES = 40;
    /** No plan is longer, in bytes. */
    static final int LONGEST = 32 * 1024;

    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_TITLE = 60;
    private static final int LONGEST_CATEGORY = 40;
    private static final int LONGEST_STATUS = 20;
    private static final int MOST_CATEGORIES = 8;
    private static final int MOST_HOLDS = 5;
    private static final int MOST_PROTECTIONS = 5;
    private static final String ONLY_PLANNED = "NOT ACCEPTED, only planned";
    private static final String LAST = "plan sha256 (of the lines above) ";
    private static final Pattern LAST_LINE = Pattern.compile("(?s)(.*\\n)" + Pattern.quote(LAST) + "([0-9a-f]{64})\\n");

    /** Writes the text of a plan. */
    static PlanText of(Plan plan) {
        StringBuilder lines = new StringBuilder();
        for (String line : lines(plan)) {
            lines.append(line).append('\n');
        }
        String sha256 = sha256(lines.toString());
        return new PlanText(lines + LAST + sha256 + "\n", sha256);
    }

    /** Returns the hash of the plan with exactly these bytes; empty if they are no plan, or one that was changed. */
    static Optional<String> hashOf(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1); // every byte is a character, so none is lost
        Matcher matcher = LAST_LINE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String above = Sha256.hex(matcher.group(1).getBytes(StandardCharsets.ISO_8859_1));
        return Optional.of(above).filter(matcher.group(2)::equals);
    }

    /** Returns whether a plan is of a list that was never accepted. */
    static boolean isOnlyPlanned(byte[] plan) {
        return new String(plan, StandardCharsets.ISO_8859_1).contains("\n" + ONLY_PLANNED + "\n");
    }

    private static String sha256(String lines) {
        return Sha256.hex(lines.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> lines(Plan plan) {
        List<String> lines = new ArrayList<>();
        Plan.Subject subject = plan.subject();
        String valid = subject.validUntil() == null ? "" : "   valid until " + Times.text(subject.validUntil());
        lines.add("PLAN of " + Text.visible(subject.name(), LONGEST_NAME)
                + (plan.isOnlyPlanned() ? "" : ", submission " + subject.submissionId())
                + "   made " + Times.text(subject.madeAt()) + valid);
        if (subject.requestedBy() != null || subject.requestReason() != null) {
            lines.add(
                    "Requested" + (subject.requestedBy() == null ? "" : " by " + Text.printable(subject.requestedBy()))
                            + (subject.requestReason() == null ? "" : ": " + Text.printable(subject.requestReason())));
        }
        addHolds(lines, plan);
        lines.add("Would delete from project " + Text.visible(plan.target().projectId()) + " at "
                + Text.visible(plan.target().endpoint()));
        addCounts(lines, plan.findings());
        if (subject.rejected() > 0) {
            lines.add(count(subject.rejected()) + " lines are no ids, and rejected");
        }
        lines.add("  " + pace(plan));
        addExamples(lines, plan.findings().examples());
        lines.add(plan.orders().inPlan(subject.submissionId()));
        lines.add("ids sha256 " + plan.findings().idsSha256() + "   store " + Text.visible(plan.storeId()));
        return lines;
    }

    private static void addHolds(List<String> lines, Plan plan) {
        if (plan.isOnlyPlanned()) {
            lines.add(ONLY_PLANNED);
        }
        String begin = plan.isOnlyPlanned() ? "Would be held because " : "HELD because ";
        plan.heldFor().stream().limit(MOST_HOLDS).forEach(hold -> lines.add(begin + Text.visible(hold.text())));
    }

    private static void addCounts(List<String> lines, Findings findings) {
        Findings.Counts counts = findings.counts();
        if (findings.asked() == 0) {
            lines.add(count(findings.ids()) + " ids   (not asked whether they live"
                    + (findings.stoppedBy() == null ? "" : ": " + Text.visible(findings.stoppedBy())) + ")");
            return;
        }
        String each = counts.living() + " living, " + counts.notFound() + " not found, " + counts.gone()
                + " gone already" + (counts.unknown() == 0 ? "" : ", " + counts.unknown() + " not told");
        if (findings.isComplete()) {
            lines.add(count(findings.ids()) + " ids: " + each + "   (all asked)");
        } else {
            String stopped = findings.stoppedBy();
            lines.add(count(findings.ids()) + " ids");
            lines.add(count(findings.asked()) + " of them asked"
                    + (stopped == null ? ", chosen at random: " : ", then no more (" + Text.visible(stopped) + "): ")
                    + each);
        }
        if (counts.published() > 0) {
            lines.add(count(counts.published()) + " of the living are PUBLISHED: people can watch them now");
        }
        counts.protectedBy().entrySet().stream()
                .limit(MOST_PROTECTIONS)
                .forEach(why -> lines.add(count(why.getValue()) + " are protected ("
                        + Text.visible(why.getKey(), LONGEST_CATEGORY) + "): they stay, whatever is decided"));
        if (counts.oldest() != null) {
            lines.add(count(counts.young()) + " were created in the last " + Survey.YOUNG_DAYS + " days; the oldest "
                    + day(counts.oldest()));
        }
        if (counts.living() > 0) {
            lines.add("  by category: " + categories(counts.byCategory()));
        }
    }

    private static String categories(Map<String, Long> byCategory) {
        List<String> shown = new ArrayList<>();
        long others = 0;
        Iterator<Map.Entry<String, Long>> all = byCategory.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Long> each = all.next();
            if (shown.size() < MOST_CATEGORIES) {
                String name = each.getKey().isEmpty() ? "(none)" : Text.visible(each.getKey(), LONGEST_CATEGORY);
                shown.add(name + " " + each.getValue());
            } else {
                others += each.getValue();
            }
        }
        if (others > 0) {
            shown.add("others " + others);
        }
        return String.join(", ", shown);
    }

    private static String pace(Plan plan) {
        if (Double.isInfinite(plan.callsPerMinute())) {
            return plan.calls() + " calls, as fast as VOD answers";
        }
        return duration(plan.duration()) + String.format(Locale.ROOT, " at %.0f calls a minute", plan.callsPerMinute());
    }

    private static String duration(Duration time) {
        Duration up = Duration.ofSeconds((time.toMillis() + 999) / 1000);
        if (up.toDays() > 0) {
            return up.toDays() + " d " + up.toHoursPart() + " h";
        }
        if (up.toHours() > 0) {
            return up.toHours() + " h " + up.toMinutesPart() + " min";
        }
        return up.toMinutes() > 0 ? up.toMinutes() + " min " + up.toSecondsPart() + " s" : up.toSeconds() + " s";
    }

    private static void addExamples(List<String> lines, List<AssetFacts> examples) {
        for (int i = 0; i < examples.size(); i++) {
            lines.add((i == 0 ? "first  " : i == 1 ? "random " : "       ") + example(examples.get(i)));
        }
    }

    /** The title comes last: one in a script from right to left turns the order of what follows it. */
    private static String example(AssetFacts facts) {
        String known = switch (facts.presence()) {
            case LIVING ->
                Text.visible(facts.status(), LONGEST_STATUS)
                        + (facts.created() == null ? "" : " created " + day(facts.created()))
                        + (facts.protectedBy() == null ? "" : " PROTECTED")
                        + " \"" + quoted(facts.title()) + '"';
            case NOT_FOUND -> "not found";
            case GONE -> "gone already";
            case UNKNOWN -> "";
        };
        return (facts.assetId() + " " + known).stripTrailing();
    }

    private static String quoted(String title) {
        return Text.visible(title, LONGEST_TITLE).replace('"', '\'');
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%7d", number);
    }
}
