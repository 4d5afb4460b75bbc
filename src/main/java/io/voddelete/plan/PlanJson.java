package io.voddelete.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.voddelete.support.PrintableJson;
import io.voddelete.support.Text;
import io.voddelete.support.Times;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan as JSON. All members but {@code plan_sha256} are facts of the plan.
 *
 * @param submissionId null if it was only planned
 * @param toDelete at most so many ids would be sent: all but those that are known to be gone or protected
 * @param asked how many ids VOD was asked about; the counts are about those
 * @param notAsked why it was asked about fewer than intended; null if it was not
 * @param planSha256 what an approval must name
 */
record PlanJson(
        @Nullable String submissionId,
        String name,
        @Nullable String requestedBy,
        @Nullable String requestReason,
        String madeAt,
        @Nullable String validUntil,
        List<Hold> heldFor,
        String endpoint,
        String projectId,
        long ids,
        long toDelete,
        long rejected,
        long asked,
        @Nullable String notAsked,
        long living,
        long notFound,
        long gone,
        long unknown,
        long published,
        Map<String, Long> protectedBy,
        long young,
        @Nullable String oldest,
        Map<String, Long> byCategory,
        long calls,
        long seconds,
        @Nullable Double callsPerMinute,
        List<Example> examples,
        String idsSha256,
        String store,
        String planSha256) {
    private static final ObjectMapper MAPPER = PrintableJson.mapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

    /**
     * One id.
     *
     * @param presence such as {@code not-found}
     */
    record Example(
            String assetId,
            String presence,
            String status,
            String title,
            @Nullable String created,
            String category,
            @Nullable String protectedBy) {
        static Example of(AssetFacts facts) {
            return new Example(
                    facts.assetId().value(),
                    facts.presence().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    facts.status(),
                    facts.title(),
                    Times.textOrNull(facts.created()),
                    facts.category(),
                    facts.protectedBy());
        }
    }

    /** Only values are escaped as they are written. */
    private static Map<String, Long> visible(Map<String, Long> counts) {
        Map<String, Long> visible = new LinkedHashMap<>();
        counts.forEach((name, count) -> visible.merge(Text.visible(name), count, Long::sum));
        return visible;
    }

    /** Returns the JSON of a plan, on one line. */
    static String of(Plan plan, PlanText text) {
        Findings findings = plan.findings();
        Findings.Counts counts = findings.counts();
        boolean limited = !Double.isInfinite(plan.callsPerMinute());
        PlanJson json = new PlanJson(
                plan.subject().submissionId(),
                plan.subject().name(),
                plan.subject().requestedBy(),
                plan.subject().requestReason(),
                Times.text(plan.subject().madeAt()),
                Times.textOrNull(plan.subject().validUntil()),
                plan.heldFor(),
                plan.target().endpoint(),
                plan.target().projectId(),
                findings.ids(),
                findings.toDelete(),
                plan.subject().rejected(),
                findings.asked(),
                findings.stoppedBy(),
                counts.living(),
                counts.notFound(),
                counts.gone(),
                counts.unknown(),
                counts.published(),
                visible(counts.protectedBy()),
                counts.young(),
                Times.textOrNull(counts.oldest()),
                visible(counts.byCategory()),
                plan.calls(),
                limited ? (plan.duration().toMillis() + 999) / 1000 : 0,
                limited ? plan.callsPerMinute() : null,
                findings.examples().stream().map(Example::of).toList(),
                findings.idsSha256(),
                plan.storeId(),
                text.sha256());
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers can be written", e);
        }
    }
}
