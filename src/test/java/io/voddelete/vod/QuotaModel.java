package io.voddelete.vod;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.DoubleUnaryOperator;

/** What limits the calls at the server. Times are true seconds since the start; calls come in the order of time. */
final class QuotaModel {
    /** How a limiter may count a minute. */
    enum Window {
        /** By the minute of its clock. */
        FIXED,
        /** The last sixty seconds. */
        SLIDING,
        /** As a bucket that holds a tenth of the limit and is filled evenly. */
        BUCKET
    }

    private static final double MINUTE = 60;
    private static final double BUCKET_SHARE = 0.1;

    private final Window window;
    private final boolean refusedCount;
    private final DoubleUnaryOperator limit;
    private final Deque<Double> counted = new ArrayDeque<>();
    private double level;
    private double levelAt;

    /**
     * @param refusedCount whether refused calls use the quota up as well
     * @param limit the calls a minute at a time
     */
    QuotaModel(Window window, boolean refusedCount, DoubleUnaryOperator limit) {
        this.window = window;
        this.refusedCount = refusedCount;
        this.limit = limit;
    }

    boolean admits(double now) {
        return window == Window.BUCKET ? bucketAdmits(now) : windowAdmits(now);
    }

    private boolean windowAdmits(double now) {
        while (!counted.isEmpty() && now >= leavesAt(counted.peekFirst())) {
            counted.removeFirst();
        }
        boolean admitted = counted.size() < limit.applyAsDouble(now);
        if (admitted || refusedCount) {
            counted.addLast(now);
        }
        return admitted;
    }

    private boolean bucketAdmits(double now) {
        double perMinute = limit.applyAsDouble(now);
        level = Math.max(0, level - (now - levelAt) * perMinute / MINUTE);
        levelAt = now;
        boolean admitted = level + 1 <= perMinute * BUCKET_SHARE;
        level += admitted || refusedCount ? 1 : 0;
        return admitted;
    }

    /** How long a caller should wait, in whole seconds. */
    long retryAfter(double now) {
        return window == Window.BUCKET || counted.isEmpty() ? 1 : (long) Math.ceil(leavesAt(counted.peekFirst()) - now);
    }

    private double leavesAt(double time) {
        return window == Window.SLIDING ? time + MINUTE : Math.floor(time / MINUTE) * MINUTE + MINUTE;
    }
}
