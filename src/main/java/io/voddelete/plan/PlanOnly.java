package io.voddelete.plan;

import io.voddelete.store.ReleasePolicy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Plans lists of which nothing is accepted. */
public final class PlanOnly {
    /**
     * A plan that nobody can approve.
     *
     * @param text for people
     * @param json for other systems
     */
    public record Made(String text, String json) {}

    private final Survey survey;
    private final ReleasePolicy policy;
    private final HoldTexts texts;
    private final MakePlans.About about;
    private final LongSupplier releasedInADay;
    private final InstantSource clock;

    /**
     * @param policy decides whether such a list would be held
     * @param releasedInADay the number of ids that were released without approval in the last 24 hours
     */
    public PlanOnly(
            Survey survey,
            ReleasePolicy policy,
            HoldTexts texts,
            MakePlans.About about,
            LongSupplier releasedInADay,
            InstantSource clock) {
        this.survey = survey;
        this.policy = policy;
        this.texts = texts;
        this.about = about;
        this.releasedInADay = releasedInADay;
        this.clock = clock;
    }

    /**
     * Makes the plan.
     *
     * @param name of the list; untrusted
     * @param count the number of ids, at least one
     * @param rejected the number of lines that are no ids
     */
    public Made of(String name, long count, PlannedIds ids, long rejected) {
        Instant madeAt = clock.instant();
        long released = releasedInADay.getAsLong();
        Findings findings = survey.ask(count, ids, madeAt);
        Plan plan = new Plan(
                new Plan.Subject(null, name, null, null, madeAt, null, rejected),
                policy
                        .reasons(new ReleasePolicy.Size(findings.ids(), findings.ids(), released, OptionalLong.empty()))
                        .stream()
                        .map(reason -> texts.of(reason, findings.ids()))
                        .toList(),
                about.target(),
                findings,
                about.callsPerMinute().getAsDouble(),
                about.storeId(),
                about.orders());
        PlanText text = PlanText.of(plan);
        return new Made(text.text(), PlanJson.of(plan, text));
    }
}
