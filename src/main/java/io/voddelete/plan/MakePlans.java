package io.voddelete.plan;

import io.voddelete.store.Gate;
import io.voddelete.store.HoldReason;
import io.voddelete.store.PlannedAsset;
import io.voddelete.store.Releases;
import io.voddelete.store.Releases.PlannedId;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoredPlan;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.LogContext;
import io.voddelete.support.LogEvent;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.Times;
import io.voddelete.support.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Makes the plan of each held submission, once: it is stored with its text, so that it is the same after a crash. */
public final class MakePlans {
    /**
     * What every plan of this installation says.
     *
     * @param storeId the identity of the store
     * @param callsPerMinute the current rate of DELETE calls
     * @param validFor how long a plan can be approved
     */
    public record About(
            Target target, String storeId, DoubleSupplier callsPerMinute, Duration validFor, HowToOrder orders) {}

    private static final int PAGE = 1_000;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    /** How often a survey that may take hours lets a smaller list go first. */
    private static final Duration LOOK_FOR_SMALLER = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(MakePlans.class);

    private final Releases releases;
    private final Survey survey;
    private final HoldTexts texts;
    private final About about;
    private final WakeUp work;
    private final TimeSource clock;
    private final ThrottledLog faults;
    private boolean mayBeMore;
    private boolean failed;
    private long seen = -1;

    /** @param work begun when plans may be made, and stopped with the module */
    public MakePlans(Releases releases, Survey survey, HoldTexts texts, About about, WakeUp work, TimeSource clock) {
        this.releases = releases;
        this.survey = survey;
        this.texts = texts;
        this.about = about;
        this.work = work;
        this.clock = clock;
        this.faults = new ThrottledLog(LOG, "making a plan", clock);
    }

    /** Waits for a while, or until the stop; not after a turn that made a plan. */
    public void waitForWork() {
        if (!mayBeMore) {
            seen = work.pauseUnlessChanged(seen, LONGEST_WAIT, () -> failed);
        }
        mayBeMore = false;
        failed = false;
    }

    /** The next submission to plan, the smallest one; empty if there is none or the stop has come. Does not wait. */
    public List<Submission> next() {
        if (!work.mayBegin()) {
            return List.of();
        }
        try {
            return releases.withoutPlan(1);
        } catch (StoreException e) {
            faults.storeFailed(e, "It is made when the store works again");
            failed = true;
            return List.of();
        }
    }

    /** Asks about the ids of the submissions and stores their plans. Whatever VOD answers, there is a plan. */
    public void make(List<Submission> held) {
        for (Submission submission : held) {
            try {
                LogContext.ofSubmission(
                        submission.submissionId(), submission.requested().traceparent(), () -> make(submission));
                faults.worked();
            } catch (CallDeferredException e) {
                return; // it is made after the next start
            } catch (StoreException e) {
                faults.storeFailed(e, "It is made when the store works again");
                failed = true;
            }
        }
    }

    private void make(Submission submission) {
        Instant madeAt = clock.instant();
        PlannedIds ids = pages(submission);
        long[] count = new long[1];
        ids.forEach(id -> count[0]++);
        if (!isHeld(submission)) {
            return; // VOD need not be asked
        }
        Findings findings = survey.ask(
                count[0],
                survey.mayTakeLong() ? smallerFirst(submission, ids) : ids,
                madeAt,
                answer -> releases.storeSeen(submission, seen(answer)));
        goOnUnlessEnded(); // what was not asked any more is no finding
        Instant validUntil = clock.instant().plus(about.validFor); // the survey may have taken hours
        Plan plan = new Plan(
                new Plan.Subject(
                        submission.submissionId(),
                        submission.source().replaceFirst("^file:", ""),
                        submission.requested().by(),
                        submission.requested().reason(),
                        madeAt,
                        validUntil,
                        submission.progress().rejected()),
                submission.release().heldFor().stream()
                        .map((HoldReason reason) -> texts.of(reason, submission, count[0]))
                        .toList(),
                about.target,
                findings,
                about.callsPerMinute.getAsDouble(),
                about.storeId,
                about.orders);
        PlanText text = PlanText.of(plan);
        StoredPlan stored = new StoredPlan(
                submission.submissionId(), text.sha256(), text.text(), PlanJson.of(plan, text), madeAt, validUntil);
        if (releases.storePlan(submission, stored)) {
            mayBeMore = true;
            say(stored, plan);
        }
    }

    private boolean isHeld(Submission submission) {
        return releases.in(Gate.HELD, submission.row() - 1, 1).stream()
                .anyMatch(held -> held.row() == submission.row());
    }

    private void say(StoredPlan stored, Plan plan) {
        LogEvent.done(LOG, Level.WARN, "submission-held")
                .log(
                        "Submission {} waits for an approval until {}: {}. Its plan has {} ids, {} of them asked about; to approve, {}",
                        stored.submissionId(),
                        Times.text(stored.validUntil()),
                        plan.heldFor().stream().map(Hold::text).collect(Collectors.joining(", ")),
                        plan.findings().ids(),
                        plan.findings().asked(),
                        about.orders.inLog(stored.submissionId()));
    }

    /** The same ids; between them plans are made of lists that are at most half as large, so that these do not wait for hours. */
    private PlannedIds smallerFirst(Submission submission, PlannedIds ids) {
        return each -> {
            long[] lookedAt = {clock.nanoTime()};
            ids.forEach(id -> {
                if (clock.nanoTime() - lookedAt[0] > LOOK_FOR_SMALLER.toNanos()) {
                    make(next().stream()
                            .filter(smaller -> size(smaller) <= size(submission) / 2)
                            .toList());
                    lookedAt[0] = clock.nanoTime();
                }
                each.accept(id);
            });
        };
    }

    private static long size(Submission submission) {
        return submission.progress().pending() + submission.progress().waiting();
    }

    /** What a change between the plan and the call is told by. */
    private static List<PlannedAsset> seen(List<AssetFacts> answer) {
        List<PlannedAsset> seen = new ArrayList<>();
        for (AssetFacts facts : answer) {
            if (facts.modified() != null) {
                seen.add(new PlannedAsset(facts.assetId(), facts.modified(), facts.isPublished(), facts.info()));
            }
        }
        return seen;
    }

    /** @throws CallDeferredException if the module stops, or another process makes the plans from now on */
    private void goOnUnlessEnded() {
        if (!work.mayBegin()) {
            throw new CallDeferredException("stopping");
        }
    }

    private PlannedIds pages(Submission submission) {
        return each -> {
            List<PlannedId> page;
            long after = 0;
            do {
                goOnUnlessEnded();
                page = releases.ids(submission, after, PAGE);
                page.forEach(id -> each.accept(id.assetId()));
                after = page.isEmpty() ? after : page.get(page.size() - 1).line();
            } while (page.size() == PAGE);
        };
    }
}
