package io.voddelete.store;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why a submission needs an approval. The codes are stored and shown to other systems. */
public enum HoldReason {
    /** It has more ids than {@code vod.limit.submission}. */
    OVER_LIMIT("over-limit", "limit"),
    /** More ids than {@code vod.limit.day} would be released in a day without approval. */
    DAY_LIMIT("day-limit", "day"),
    /** The run of a schedule is at least {@code vod.limit.growth} times as large as the largest of the last ones. */
    UNUSUAL_SIZE("unusual-size", "growth"),
    /** At least the share {@code vod.limit.failures} of its ids has failed. */
    FAILURES("failures", "failures"),
    /** Every submission needs one, because {@code vod.approval.required} is {@code always}. */
    ALWAYS("approval-required", "always"),
    /** It names assets that a rule about protection holds. */
    PROTECTION("protection", "hold");

    private final String code;
    private final String guard;

    HoldReason(String code, String guard) {
        this.code = code;
        this.guard = guard;
    }

    public String code() {
        return code;
    }

    /** The label by which {@link Counter#GUARD_HITS} counts it. */
    String guard() {
        return guard;
    }

    static String join(List<HoldReason> reasons) {
        return reasons.stream().map(HoldReason::code).collect(Collectors.joining(","));
    }

    static List<HoldReason> split(@Nullable String codes) {
        return codes == null
                ? List.of()
                : Arrays.stream(codes.split(",")).map(HoldReason::of).toList();
    }

    private static HoldReason of(String code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code.equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown reason '" + code + "'"));
    }
}
