package io.voddelete.camel;

import io.voddelete.sender.CallCredentialsProvider;
import io.voddelete.sender.SendingPause;
import io.voddelete.sender.Tokens;
import io.voddelete.sender.VodReach;
import io.voddelete.settings.SecretFile;
import io.voddelete.settings.SecretWatch;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.Credentials;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.IamUser;
import io.voddelete.vod.Identity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Wires the authentication of callers and of our own calls, and the secrets for both, which may change at any time. */
final class AccessWiring implements AutoCloseable {
    private static final long LOOK_MILLIS = 1000;

    private final SendingPause hold;
    private final CallCredentialsProvider passes;
    private final VodReach reach;
    /** Null if calls are signed with access keys. */
    private final @Nullable TokenProcessor tokenProcessor;

    private final ScheduledExecutorService looks;

    /** @param stop no token is fetched after it */
    AccessWiring(
            Settings settings,
            SendingPause hold,
            TimeSource clock,
            RandomGenerator random,
            WakeUp stop,
            ErrorWatch errors) {
        this.hold = hold;
        this.reach = new VodReach(clock);
        this.looks = new VodTimer("vod-secret-files", errors);
        if (isToken(settings)) {
            TokenProcessor asked = new TokenProcessor(settings.text(Setting.PROJECT_ID), clock);
            tokenProcessor = asked;
            passes = new Tokens(
                    hold,
                    asked,
                    reach,
                    settings.backoff(Setting.RETRY_DELAY, Setting.RETRY_DELAY_MAX, random),
                    clock,
                    stop);
        } else {
            tokenProcessor = null;
            passes = CallCredentialsProvider.ofKeys(hold);
        }
        watch(settings, clock);
    }

    /** Our identity, from the secrets that were read at the start. */
    static Identity identity(Settings settings) {
        return identity(settings, settings::text);
    }

    /** @param secret returns the values of secrets */
    private static Identity identity(Settings settings, Function<Setting, String> secret) {
        if (isToken(settings)) {
            return new IamUser(
                    settings.text(Setting.IAM_DOMAIN),
                    settings.text(Setting.IAM_USER),
                    secret.apply(Setting.IAM_PASSWORD));
        }
        String sessionToken = secret.apply(Setting.SESSION_TOKEN);
        return new Credentials(
                secret.apply(Setting.ACCESS_KEY),
                secret.apply(Setting.SECRET_KEY),
                sessionToken.isEmpty() ? null : sessionToken);
    }

    private static boolean isToken(Settings settings) {
        return settings.text(Setting.AUTH).equals("token");
    }

    CallCredentialsProvider passes() {
        return passes;
    }

    /** Learns whether VOD and IAM answer. */
    VodReach reach() {
        return reach;
    }

    void bind(CamelContext context) {
        VodBeans.bind(context, "vodCallCredentialsProvider", passes);
        if (tokenProcessor != null) {
            tokenProcessor.bind(context);
        }
    }

    /** Also checks the secrets of callers every second. */
    void alsoLook(Runnable look) {
        looks.scheduleWithFixedDelay(look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void watch(Settings settings, TimeSource clock) {
        List<Setting> secrets = isToken(settings)
                ? List.of(Setting.IAM_PASSWORD)
                : List.of(Setting.ACCESS_KEY, Setting.SECRET_KEY, Setting.SESSION_TOKEN);
        List<SecretFile> files = secrets.stream()
                .map(settings::secretFile)
                .flatMap(Optional::stream)
                .toList();
        if (files.isEmpty()) {
            return;
        }
        Map<Setting, String> parts = secrets.stream()
                .filter(each -> !settings.text(each).isEmpty())
                .collect(Collectors.toMap(each -> each, settings::text));
        SecretWatch watch = new SecretWatch(
                files,
                parts,
                this::isRefused,
                values -> hold.use(identity(settings, secret -> values.getOrDefault(secret, settings.text(secret)))),
                clock::nanoTime);
        alsoLook(watch::look);
    }

    private boolean isRefused() {
        return hold.pause().filter(pause -> pause.cause() == ErrorClass.AUTH).isPresent();
    }

    /** Stops reading secrets. */
    @Override
    public void close() {
        looks.shutdownNow();
    }
}
