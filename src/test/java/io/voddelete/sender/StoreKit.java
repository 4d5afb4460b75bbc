package io.voddelete.sender;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.asset.Status;
import io.voddelete.kit.Ids;
import io.voddelete.kit.RecordedEvents;
import io.voddelete.kit.SettableClock;
import io.voddelete.reader.Entry;
import io.voddelete.store.AssetStore;
import io.voddelete.store.SenderState;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import io.voddelete.store.sqlite.Sqlite;
import io.voddelete.vod.Credentials;
import io.voddelete.vod.ServerClock;
import io.voddelete.vod.VodResponse;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** A real store in a directory, with a clock of the test. */
public final class StoreKit implements AutoCloseable {
    static final Credentials CREDENTIALS = new Credentials("MADEUPACCESSKEY00001", "made-up-secret-key");
    static final Duration LEASE = Duration.ofMinutes(2);

    public final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final Path file;
    private AssetStore store;
    /** Whether the disk is full when the end of a pause is to be stored. */
    boolean cannotEndPause;
    /** What the policy recorded. */
    final RecordedEvents recorded = new RecordedEvents();

    private int submissions;

    public StoreKit(Path directory) {
        this.file = directory.resolve("store.db");
        reopen();
    }

    public AssetStore store() {
        return store;
    }

    /** The same role of the store, one of whose verbs finds the disk full at times. */
    public static <T> T failingAt(Class<T> role, T real, String verb, BooleanSupplier diskIsFull) {
        return doing(role, real, verb, () -> {
            if (diskIsFull.getAsBoolean()) {
                throw new StoreException("the disk is full", null);
            }
            return null;
        });
    }

    /** The same role of the store, with something that happens before one of its verbs. */
    public static <T> T doing(Class<T> role, T real, String verb, Callable<?> before) {
        InvocationHandler handler = (proxy, method, args) -> {
            if (method.getName().equals(verb)) {
                before.call();
            }
            try {
                return method.invoke(real, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return role.cast(Proxy.newProxyInstance(role.getClassLoader(), new Class<?>[] {role}, handler));
    }

    /** As after a restart. */
    public void reopen() {
        if (store != null) {
            store.close();
        }
        store = Sqlite.open(
                "jdbc:sqlite:" + file,
                new Target("https://vod.example", "p1"),
                StoreRules.NONE,
                clock,
                new Random(++submissions),
                remark -> {},
                () -> {});
    }

    /** Accepts ids as one sealed submission. */
    public Submission accept(String... ids) {
        Submission submission = store.submissions().open("key-" + ++submissions, "file:ids-" + submissions + ".txt");
        List<Entry.Found> found = IntStream.range(0, ids.length)
                .mapToObj(i -> new Entry.Found(i + 1, new AssetId(ids[i])))
                .toList();
        store.submissions().accept(submission, found);
        store.submissions().seal(submission, Ids.sealing(ids.length));
        return submission;
    }

    /** What decides about errors of the calls of these pacers, and pauses them, as the module puts it together at a start. */
    ErrorPolicy policy(RateLimiter deletes, RateLimiter infos, Credentials identity) {
        return policy(deletes, infos, identity, new Random(7));
    }

    /** @param random salts fingerprints */
    ErrorPolicy policy(RateLimiter deletes, RateLimiter infos, Credentials identity, RandomGenerator random) {
        CredentialsInUse credentials = new CredentialsInUse(identity, random);
        SenderState state = failingAt(SenderState.class, store.senderState(), "endPause", () -> cannotEndPause);
        SendingPause pause = new SendingPause(state, recorded, credentials, deletes, infos, 8, true, clock);
        return new ErrorPolicy(
                pause,
                credentials,
                CallCredentialsProvider.ofKeys(pause),
                new VodReach(clock),
                new ServerClock(clock),
                clock);
    }

    public List<Claim> claim(int most) {
        return store.claims().claim(inFlight -> most, LEASE);
    }

    /** Accepts ids and claims them. */
    ClaimGroup group(String... ids) {
        accept(ids);
        Instant now = clock.instant();
        return new ClaimGroup(claim(ids.length), true, now, now.plus(LEASE));
    }

    /** Accepts ids and settles them: as DELETED, or as FAILED for this reason. */
    public void settle(String reason, String... ids) {
        accept(ids);
        store.claims()
                .settle(claim(ids.length).stream()
                        .map(claim -> (Result) new Result.Settled(
                                claim, reason == null ? Status.DELETED : Status.FAILED, reason, 1, null, null))
                        .toList());
    }

    static VodResponse answer(int status, String body) {
        return VodResponse.of(status, body.getBytes(StandardCharsets.UTF_8), null);
    }

    static VodResponse error(int status, String code) {
        return answer(status, "{\"error_code\":\"" + code + "\",\"error_msg\":\"made up\"}");
    }

    @Override
    public void close() {
        store.close();
    }
}
