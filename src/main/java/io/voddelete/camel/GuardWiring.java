package io.voddelete.camel;

import io.voddelete.jfr.FlightEvents;
import io.voddelete.protect.GuardMode;
import io.voddelete.protect.Guards;
import io.voddelete.protect.Guards.Halt;
import io.voddelete.protect.ProtectionRules;
import io.voddelete.protect.StopRecordException;
import io.voddelete.reader.ListOptions;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Order;
import io.voddelete.store.SenderState;
import io.voddelete.store.StoreException;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.FileOwner;
import io.voddelete.support.Text;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The guards, which look at their files each second in a thread of their own: a file server may not respond. */
final class GuardWiring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GuardWiring.class);
    private static final String FOLDER = "protected";
    private static final String NOBODY = "unknown";
    private static final long LOOK_SECONDS = 1;

    private final Guards guards;
    private final ReplicationGuard replication;
    /** The cause of the halt that the store knows, if that was read. Used by one thread, like the next two fields. */
    private Optional<String> recorded = Optional.empty();

    private boolean isRead;
    /** The cause of the halt that this process has told its other parts. */
    private Optional<String> told = Optional.empty();
    /** Null until it begins. */
    private @Nullable VodTimer timer;

    private final ProtectionRules rules;

    private GuardWiring(Guards guards, ReplicationGuard replication, ProtectionRules rules) {
        this.guards = guards;
        this.replication = replication;
        this.rules = rules;
    }

    /**
     * Looks at the files for the first time.
     *
     * @param directory must be locked
     * @param stop ends reading
     * @throws SettingsException if a file cannot be used
     */
    static GuardWiring open(
            Settings settings, DataDirectory directory, TimeSource clock, RandomGenerator random, WakeUp stop) {
        ListOptions options = settings.input(Setting.INTAKE_FILE_MAX_BYTES);
        List<Path> ids =
                settings.list(Setting.PROTECT_FILES).stream().map(Path::of).toList();
        Guards.Watched watched =
                new Guards.Watched(settings.path(Setting.STOP_FILE), ids, settings.isSet(Setting.PROTECT_FILES));
        try {
            Guards guards = Guards.open(
                    watched, options, directory.resolve(FOLDER), new AtomicFile(random), clock, stop::isStopping);
            return new GuardWiring(guards, new ReplicationGuard(settings, guards), rules(settings));
        } catch (StopRecordException e) {
            throw settings.given(Setting.DATA_DIRECTORY).fault(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw settings.given(Setting.PROTECT_FILES).fault(String.valueOf(e.getMessage()));
        }
    }

    /** What is asked before each DELETE call. */
    Guards guards() {
        return guards;
    }

    /** The rules by which {@code asset/info} protects assets. */
    ProtectionRules rules() {
        return rules;
    }

    private static ProtectionRules rules(Settings settings) {
        Set<String> tags = Set.copyOf(settings.list(Setting.PROTECT_TAGS));
        if (!tags.isEmpty() && !settings.flag(Setting.PREFLIGHT)) {
            LOG.warn(
                    "Tags that protect assets are not checked: vod.preflight is false. Set it to true, or vod.protect.tags to off");
        }
        GuardMode young = mode(settings, Setting.PROTECT_YOUNGER_THAN);
        return new ProtectionRules(
                new ProtectionRules.Tags(tags, settings.isSet(Setting.PROTECT_TAGS)),
                Set.copyOf(settings.list(Setting.PROTECT_CATEGORIES)),
                young == GuardMode.OFF
                        ? ProtectionRules.Young.OFF
                        : new ProtectionRules.Young(settings.duration(Setting.PROTECT_YOUNGER_THAN), young),
                mode(settings, Setting.PROTECT_PUBLISHED));
    }

    private static GuardMode mode(Settings settings, Setting setting) {
        if (settings.isOff(setting)) {
            return GuardMode.OFF;
        }
        return settings.text(setting).startsWith("hold") ? GuardMode.HOLD : GuardMode.KEEP;
    }

    /**
     * Begins to look each second.
     *
     * @param work raised when calls may begin again
     * @param store remembers over restarts that calls are halted, and that they may begin again
     */
    Guards begin(ErrorWatch errors, WakeUp work, AssetStore store, TimeSource clock) {
        replication.begin(store.nodes());
        timer = new VodTimer("vod-guard", errors);
        ThrottledLog faults = new ThrottledLog(LOG, "looking for a stop file and protected ids", clock);
        timer.scheduleWithFixedDelay(() -> look(work, store, faults), 0, LOOK_SECONDS, TimeUnit.SECONDS);
        return guards;
    }

    private void look(WakeUp work, AssetStore store, ThrottledLog faults) {
        try {
            replication.look(store.nodes());
            // a stop file stops all that use the store; anything else only the one that sends
            Optional<Halt> now = guards.lookHere()
                    .filter(halt -> halt.byIntent() || store.nodes().isSender());
            Optional<String> cause = now.map(Halt::cause);
            record(store.senderState(), now, cause);
            if (!cause.equals(told)) {
                told.ifPresent(before -> FlightEvents.pause(before, false));
                cause.ifPresent(begun -> FlightEvents.pause(begun, true));
                told = cause;
                work.raise();
            }
            faults.worked();
        } catch (CallDeferredException e) {
            return; // stopping
        } catch (StoreException e) {
            isRead = false; // the store may know it nevertheless
            faults.storeFailed(e, "It is looked again in a second");
        }
    }

    private void record(SenderState state, Optional<Halt> now, Optional<String> cause) {
        Optional<String> before = isRead ? recorded : state.halt();
        if (!cause.equals(before)) {
            now.ifPresentOrElse(
                    halt -> state.setHalt(halt.cause(), order(halt)),
                    () -> state.endHalt(Order.of(NOBODY, "after " + before.orElse(""))));
        }
        recorded = cause;
        isRead = true;
    }

    private static Order order(Halt halt) {
        if (halt.file().toString().isEmpty()) {
            return Order.of(NOBODY, halt.text());
        }
        String who = halt.byIntent() ? FileOwner.of(halt.file()).orElse(NOBODY) : NOBODY;
        return new Order(who, "file", Text.visible(halt.file().toString()), halt.text());
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
