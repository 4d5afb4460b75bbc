package io.voddelete.campaign;

import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The numbers of one test with one seed: a row of the table. */
final class Tally {
    static final String HEAD =
            "| test | seed | runs | kills | lost | contradicted | sent again | without read-back | other faults"
                    + " | worst recovery | peak MiB | time | remarks |\n"
                    + "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";

    final Findings findings = new Findings();
    int runs;
    int kills;
    private final String test;
    private final long seed;
    private final String form;
    private final List<String> remarks = new ArrayList<>();
    private final List<Integer> failedPoints = new ArrayList<>();
    private int sentAgain;
    private Duration worstRecovery = Duration.ZERO;
    private long peakMebibytes;
    private Duration time = Duration.ZERO;

    Tally(String test, long seed, String form) {
        this.test = test;
        this.seed = seed;
        this.form = form;
    }

    void sentAgain(int ids) {
        sentAgain += ids;
    }

    int sentAgain() {
        return sentAgain;
    }

    /** From the start of a process that had work to its first call. */
    void recovered(Duration after) {
        worstRecovery = after.compareTo(worstRecovery) > 0 ? after : worstRecovery;
    }

    /** The longest time from a start to the first call. */
    Duration worstRecovery() {
        return worstRecovery;
    }

    /** What the module had of memory at its worst. */
    void peak(long mebibytes) {
        peakMebibytes = Math.max(peakMebibytes, mebibytes);
    }

    long peakMebibytes() {
        return peakMebibytes;
    }

    void took(Duration all) {
        time = all;
    }

    /** For one of the points of this test, which is run by itself. */
    Tally ofPoint() {
        return new Tally(test, seed, form);
    }

    /** Adds what came of a point. */
    void add(int point, Tally other) {
        findings.addAll(other.findings);
        if (!other.findings.isEmpty()) {
            failedPoints.add(point);
        }
        runs += other.runs;
        kills += other.kills;
        sentAgain += other.sentAgain;
        recovered(other.worstRecovery);
        peak(other.peakMebibytes);
        remarks.addAll(other.remarks);
    }

    int failedPoints() {
        return failedPoints.size();
    }

    /** What the numbers alone do not say. */
    void remark(String text) {
        remarks.add(text);
    }

    private int others() {
        int others = 0;
        for (Kind kind : Kind.values()) {
            if (kind != Kind.LOST && kind != Kind.CONTRADICTED && kind != Kind.SENT_AGAIN_UNREAD) {
                others += findings.count(kind);
            }
        }
        return others;
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %.1f s | %d | %d s | %s |%n",
                test,
                seed,
                runs,
                kills,
                findings.count(Kind.LOST),
                findings.count(Kind.CONTRADICTED),
                sentAgain,
                findings.count(Kind.SENT_AGAIN_UNREAD),
                others(),
                worstRecovery.toMillis() / 1000.0,
                peakMebibytes,
                time.toSeconds(),
                String.join("; ", remarks));
    }

    /** What was found and how to see it again; empty if all is well. */
    String faults() {
        if (findings.isEmpty()) {
            return "";
        }
        String again = "  again: mvn verify -Pcampaign -Dcampaign.form=%s -Dcampaign.test=%s -Dcampaign.seed=%d"
                .formatted(form, test, seed);
        String points = failedPoints.stream()
                .map(point -> again + " -Dcampaign.point=" + point + "%n".formatted())
                .collect(Collectors.joining());
        return "%n%s, seed %d:%n%s%s"
                .formatted(test, seed, findings, points.isEmpty() ? again + "%n".formatted() : points);
    }
}
