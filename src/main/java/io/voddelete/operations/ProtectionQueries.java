package io.voddelete.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.voddelete.asset.AssetId;
import io.voddelete.http.AccessPolicy;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import io.voddelete.protect.GuardMode;
import io.voddelete.protect.Guards;
import io.voddelete.protect.Guards.Halt;
import io.voddelete.protect.Guards.IdsOfFile;
import io.voddelete.protect.ProtectionRules;
import io.voddelete.store.Counter;
import io.voddelete.store.Counts;
import io.voddelete.store.Figures;
import io.voddelete.support.Text;
import io.voddelete.support.Times;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers queries about what is never deleted, by the last look at the files. Changes nothing, and asks VOD nothing. */
public final class ProtectionQueries {
    private static final String PATH = "/vod/protection/";
    /** The guards that keep single ids. */
    private static final List<String> GUARDS = List.of("file", "tag", "category", "age", "published");

    /** What is wrong with a file: until it is mended no call begins. */
    private record Fault(String text, String remedy, String since) {
        static @Nullable Fault of(@Nullable Halt halt) {
            return halt == null
                    ? null
                    : new Fault(Text.visible(halt.text()), Text.visible(halt.remedy()), Times.text(halt.since()));
        }
    }

    /** A file of protected ids. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record IdFile(String file, int ids, @Nullable Fault problem) {
        static IdFile of(IdsOfFile file) {
            return new IdFile(Text.visible(file.file().toString()), file.ids(), Fault.of(file.problem()));
        }
    }

    /**
     * What is never deleted.
     *
     * @param tags names in lower case, like those of categories
     * @param younger null if age does not matter
     * @param published keep, hold or off
     * @param asked whether VOD is asked about assets before they are deleted; tags are not checked otherwise
     * @param kept how many ids each guard has kept
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Protection(
            List<IdFile> files,
            List<String> tags,
            List<String> categories,
            @Nullable Younger younger,
            String published,
            boolean asked,
            Map<String, Long> kept) {}

    /** @param then keep or hold */
    private record Younger(long seconds, String then) {}

    /** @param files those that protect the id */
    @JsonNaming(SnakeCaseStrategy.class)
    private record OfAsset(String assetId, List<String> files) {}

    private final Guards guards;
    private final ProtectionRules rules;
    private final boolean preflight;
    private final Figures figures;
    private final AccessPolicy door;
    private final ErrorMapping answering;

    /** @param preflight whether VOD is asked about assets before they are deleted */
    public ProtectionQueries(
            Guards guards,
            ProtectionRules rules,
            boolean preflight,
            Figures figures,
            AccessPolicy door,
            ErrorMapping answering) {
        this.guards = guards;
        this.rules = rules;
        this.preflight = preflight;
        this.figures = figures;
        this.door = door;
        this.answering = answering;
    }

    /** Which files, tags, categories and ages protect assets. */
    public Object protection(Map<String, Object> headers) {
        return answering.answer(headers, door::mayAsk, (head, caller) -> {
            StatusQueries.requireAll(caller, "what is protected");
            ProtectionRules.Young young = rules.young();
            return Reply.json(
                    200,
                    new Protection(
                            guards.files().stream().map(IdFile::of).toList(),
                            rules.tags().stream().sorted().map(Text::visible).toList(),
                            rules.categories().stream()
                                    .sorted()
                                    .map(Text::visible)
                                    .toList(),
                            young.mode() == GuardMode.OFF
                                    ? null
                                    : new Younger(young.age().toSeconds(), word(young.mode())),
                            word(rules.published()),
                            preflight,
                            kept(figures.counts())));
        });
    }

    private static Map<String, Long> kept(Counts counts) {
        Map<String, Long> kept = new LinkedHashMap<>();
        GUARDS.forEach(guard -> kept.put(guard, counts.of(Counter.GUARD_HITS, guard)));
        return kept;
    }

    private static String word(GuardMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    /** Which files protect one id. Only a plan says whether its tags, category or age do. */
    public Object ofAsset(Map<String, Object> headers) {
        return answering.answer(headers, door::mayAsk, (head, caller) -> {
            StatusQueries.requireAll(caller, "what is protected");
            AssetId id = id(head);
            return Reply.json(
                    200,
                    new OfAsset(
                            id.value(),
                            guards.allProtecting(id).stream()
                                    .map(file -> Text.visible(file.toString()))
                                    .toList()));
        });
    }

    private static AssetId id(RequestHead head) {
        String id = head.pathParameter("asset_id", PATH);
        try {
            return new AssetId(id);
        } catch (IllegalArgumentException e) {
            throw new HttpProblemException(Problem.of(
                    400,
                    Text.visible(id) + " is no asset id",
                    "invalid-asset-id",
                    "an id has 1 to 64 characters of A-Z a-z 0-9 _ -"));
        }
    }
}
