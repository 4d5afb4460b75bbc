package io.voddelete.vod;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The clock for signatures: the local one, corrected once VOD reports a difference beyond the 15 minutes for which a
 * signature is valid. Everything else uses the local clock. Thread-safe.
 */
public final class ServerClock implements InstantSource {
    /** Observed (huaweicloud-sdk-java-v3#44): {@code …signature expired, signature time:20211217T064303Z,server time:…}. */
    private static final Pattern TEXT = Pattern.compile("\\bsignature expired\\b.*\\bserver time:(\\d{8}T\\d{6}Z)");

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * Maximum accepted difference. Confusing local time with UTC explains up to 14 hours. Anything beyond a day is not a wrong
     * clock but may be an attempt to obtain signatures for later use.
     */
    private static final Duration FURTHEST = Duration.ofHours(24);

    private final InstantSource local;
    private volatile Duration offset = Duration.ZERO;

    public ServerClock(InstantSource local) {
        this.local = local;
    }

    /** Returns VOD's time, as far as known. */
    @Override
    public Instant instant() {
        return local.instant().plus(offset);
    }

    /** Returns how far VOD's clock is ahead of the local one; negative if behind, zero if unknown. */
    public Duration offset() {
        return offset;
    }

    /** Returns whether an error reports an expired signature. */
    public boolean tellsTime(VodError error) {
        return TEXT.matcher(error.message()).find();
    }

    /**
     * Learns the time from the gateway's error about an expired signature.
     *
     * @param error of a refused call
     * @return whether it contains a plausible time
     */
    public boolean learn(VodError error) {
        Matcher text = TEXT.matcher(error.message());
        if (!text.find()) {
            return false;
        }
        Duration learnt;
        try {
            learnt = Duration.between(local.instant(), DATE.parse(text.group(1), Instant::from));
        } catch (DateTimeException e) {
            return false;
        }
        if (learnt.abs().compareTo(FURTHEST) > 0) {
            return false;
        }
        offset = learnt;
        return true;
    }
}
