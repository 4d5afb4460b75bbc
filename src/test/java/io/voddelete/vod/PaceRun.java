package io.voddelete.vod;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Plays a scenario in virtual time: our sender with the real {@link AdaptiveRate}, the server, its other users. */
final class PaceRun {
    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");
    private static final double MINUTE = 60;
    private static final double STEP = 0.25;

    private record Event(double at, Runnable happens) {}

    /** A call of ours that came to the server. */
    private record Arrival(double at, boolean admitted) {}

    private record Wait(double from, double to) {}

    private final PaceScenario scenario;
    private final AdaptiveRate pace;
    private final QuotaModel quota;
    private final double[] latencies;
    private final Random random;
    private final Random strays;
    private Refusals refusals = new Refusals();
    private final List<Wait> waits = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingDouble(Event::at));
    private final List<Arrival> arrivals = new ArrayList<>();
    private PaceState state = PaceState.NEW;
    private double now;
    private int inFlight;
    private int starts;
    private boolean down;

    PaceRun(PaceScenario scenario, long seed) {
        this.scenario = scenario;
        this.random = new Random(seed);
        this.strays = new Random(~seed);
        this.latencies = scenario.latency();
        this.pace = new AdaptiveRate("delete", scenario.callsPerMinute());
        this.quota = new QuotaModel(scenario.window(), scenario.refusedCount(), scenario::limit);
        scenario.restarts().forEach(restart -> {
            at(restart.from(), () -> {
                down = true;
                starts++;
                inFlight = 0;
                refusals = new Refusals();
            });
            at(restart.from() + restart.value(), () -> down = false);
        });
        // whoever waits looks again when the clock was set
        scenario.clockChanges().forEach(time -> at(time, () -> {}));
        at(0, this::otherCall);
    }

    void play() {
        while (now < scenario.duration()) {
            while (!events.isEmpty() && events.peek().at() <= now) {
                events.poll().happens().run();
            }
            double next = sendOrWait();
            now = events.isEmpty()
                    ? next
                    : Math.min(next, Math.max(now, events.peek().at()));
        }
    }

    /** When to look again. */
    private double sendOrWait() {
        if (down || inFlight == scenario.concurrency()) {
            return Double.POSITIVE_INFINITY;
        }
        AdaptiveRate.Slot slot = pace.ask(state, clock());
        remember(slot.state());
        if (slot.isNow()) {
            now += scenario.commit();
            remember(pace.sent(state, clock()));
            send();
        }
        return now + slot.delay().toNanos() / 1e9;
    }

    private void send() {
        inFlight++;
        int start = starts;
        Instant sentAt = clock();
        double latency = latencies[0] + random.nextDouble() * (latencies[latencies.length - 1] - latencies[0]);
        at(now + latency / 2, () -> {
            boolean stray = strays.nextDouble() < scenario.stray(now);
            boolean admitted = !stray && quota.admits(now);
            VodError error = admitted ? null : refusal(stray);
            arrivals.add(new Arrival(now, admitted));
            at(now + latency / 2, () -> answered(start, sentAt, error));
        });
    }

    private void answered(int start, Instant sentAt, VodError error) {
        if (start != starts) {
            return; // nobody waits for it any more
        }
        inFlight--;
        if (error == null) {
            if (refusals.admitted(state, sentAt, clock())) {
                remember(pace.unlearnt(state, clock()));
            }
            return;
        }
        double slot = now + Duration.between(clock(), state.nextAt()).toNanos() / 1e9;
        if (refusals.refused(pace, state, error, sentAt, clock())) {
            remember(pace.throttled(state, error, sentAt, clock()));
        } else {
            remember(pace.skipped(state, error, refusals.inARow(), clock()));
        }
        if (error.retryAfter() != null) {
            waits.add(new Wait(slot, now + error.retryAfter().toSeconds()));
        }
    }

    private VodError refusal(boolean stray) {
        double named = stray ? scenario.strayLimit(now) : scenario.limit(now);
        String limit = scenario.namesLimit() ? ",limit:%.0f,time:1 minute".formatted(named) : "";
        String body = "{\"error_code\":\"APIGW.0308\",\"error_msg\":\"policy user over ratelimit" + limit + "\"}";
        Duration retryAfter = scenario.retryAfter() ? Duration.ofSeconds(stray ? 1 : quota.retryAfter(now)) : null;
        return DeleteResponse.read(VodResponse.of(429, body.getBytes(UTF_8), retryAfter))
                .error();
    }

    /** One call of the other users, who call at random; the next one comes by itself. */
    private void otherCall() {
        double perMinute = scenario.others(now);
        if (perMinute > 0) {
            quota.admits(now);
            at(now - Math.log(1 - random.nextDouble()) * MINUTE / perMinute, this::otherCall);
        } else {
            at(now + 1, this::otherCall);
        }
    }

    /** As the store does: whole milliseconds, the slot rounded up. */
    private void remember(PaceState changed) {
        state = new PaceState(
                Instant.ofEpochMilli(changed.nextAt().plusNanos(999_999).toEpochMilli()),
                changed.rate(),
                changed.step(),
                Instant.ofEpochMilli(changed.changedAt().toEpochMilli()));
    }

    private Instant clock() {
        return START.plusNanos((long) (now * 1e9)).plus(scenario.clockOffset(now));
    }

    private void at(double time, Runnable happens) {
        events.add(new Event(time, happens));
    }

    /** What was measured for a band. */
    double figure(PaceScenario.Band band) {
        List<Arrival> all = arrivals.stream()
                .filter(arrival -> arrival.at() >= band.from() && arrival.at() < band.to())
                .toList();
        List<Arrival> throttled =
                all.stream().filter(arrival -> !arrival.admitted()).toList();
        return switch (band.figure()) {
            case "used" -> 100.0 * (all.size() - throttled.size()) / room(band);
            case "throttled" -> throttled.size();
            case "throttled-share" -> 100.0 * throttled.size() / all.size();
            case "throttled-a-minute" -> mostInAMinute(throttled);
            case "calls-a-minute" -> mostInAMinute(all);
            case "longest-gap" -> longestGap(band, all);
            default -> throw new IllegalArgumentException("no such figure: " + band.figure());
        };
    }

    /**
     * The calls that the limit and the setting leave to us, without those refused as strays and the times for which a 429
     * told us to wait.
     */
    private double room(PaceScenario.Band band) {
        return DoubleStream.iterate(band.from(), time -> time < band.to(), time -> time + STEP)
                        .filter(time -> scenario.stray(time) == 0
                                || waits.stream().noneMatch(wait -> wait.from() <= time && time < wait.to()))
                        .map(this::roomAMinute)
                        .sum()
                * STEP
                / MINUTE;
    }

    private double roomAMinute(double time) {
        double room = scenario.limit(time) - scenario.others(time);
        double set = scenario.callsPerMinute() == 0 ? room : scenario.callsPerMinute();
        return Math.min(room, set) * (1 - scenario.stray(time));
    }

    private static int mostInAMinute(List<Arrival> some) {
        int most = 0;
        for (int from = 0, to = 0; from < some.size(); from++) {
            while (to < some.size() && some.get(to).at() - some.get(from).at() < MINUTE) {
                to++;
            }
            most = Math.max(most, to - from);
        }
        return most;
    }

    private static double longestGap(PaceScenario.Band band, List<Arrival> some) {
        double[] times = Stream.of(
                        DoubleStream.of(band.from()),
                        some.stream().mapToDouble(Arrival::at),
                        DoubleStream.of(band.to()))
                .flatMapToDouble(stream -> stream)
                .toArray();
        double longest = 0;
        for (int i = 1; i < times.length; i++) {
            longest = Math.max(longest, times[i] - times[i - 1]);
        }
        return longest;
    }
}
