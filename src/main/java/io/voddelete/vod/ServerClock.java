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
 * The time by which calls are signed: the local one until VOD says that it is off by more than the 15 minutes for which
 * a signature holds. For signing only; everything else goes by the local clock. Safe for use by many threads.
 */
public final class ServerClock implements InstantSource {
    /** Seen (huaweicloud-sdk-java-v3#44): {@code …signature expired, signature time:20211217T064303Z,server time:…}. */
    private static final Pattern TEXT = Pattern.compile("\\bsignature expired\\b.*\\bserver time:(\\d{8}T\\d{6}Z)");

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * A clock that keeps local time instead of UTC, or the other way round, is off by up to 14 hours. What is further off
     * is no clock that runs wrong: whoever made us sign for another day could send what we signed then.
     */
    private static final Duration FURTHEST = Duration.ofHours(24);

    private final InstantSource local;
    private volatile Duration offset = Duration.ZERO;

    public ServerClock(InstantSource local) {
        this.local = local;
    }

    /** The time at VOD as far as it is known. */
    @Override
    public Instant instant() {
        return local.instant().plus(offset);
    }

    /** How far VOD is ahead of the local clock, or behind it if negative; zero if nothing was learnt. */
    public Duration offset() {
        return offset;
    }

    /** Whether an error is about the time of a signature. */
    public boolean tellsTime(VodError error) {
        return TEXT.matcher(error.message()).find();
    }

    /**
     * Learns the time from what the gateway says of a signature that is too old or too new.
     *
     * @param error a refused call
     * @return whether it says the time, and one that can be true
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
