package io.voddelete.camel;

import io.voddelete.intake.CronAdvice;
import io.voddelete.intake.CronTimes;
import io.voddelete.intake.FileNames;
import io.voddelete.intake.FileSettling;
import io.voddelete.intake.Schedule;
import io.voddelete.intake.SourceFolder;
import io.voddelete.settings.LocalePath;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SourceAddress;
import io.voddelete.store.Nodes;
import io.voddelete.store.RunLog;
import io.voddelete.support.PrivateFiles;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.component.http.CompositeHttpConfigurer;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The beans that read lists on a schedule, and the rules for its source. Does nothing if the schedule is disabled. */
record ScheduleWiring(Settings settings, TimeSource clock, RunLog runs, Nodes nodes, DataDirectory directory) {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleWiring.class);
    /** The route that makes up for a run that was missed. */
    private static final String MISSED_RUN = "vod-take-in-missed-run";

    /**
     * @param work begun when this process makes the runs; ends reading
     * @param deadlines cuts connections
     * @return what this process does each time it begins to make the runs, before {@code work} begins
     */
    Runnable bind(CamelContext context, WakeUp work, ScheduledExecutorService deadlines) {
        String name = settings.text(Setting.INTAKE_SCHEDULE_NAME);
        if (!settings.flag(Setting.INTAKE_SCHEDULE_ENABLED)) {
            return () -> Schedule.end(runs, name, clock);
        }
        String cron = settings.text(Setting.INTAKE_SCHEDULE_CRON);
        ZoneId zone = ZoneId.of(settings.text(Setting.INTAKE_SCHEDULE_TIME_ZONE));
        boolean polled = settings.text(Setting.INTAKE_SCHEDULE_SOURCE_MODE).equals("poll");
        Schedule schedule = new Schedule(
                runs,
                new Schedule.Plan(
                        name,
                        address().place(),
                        settings.text(Setting.INTAKE_SCHEDULE_REASON),
                        cron + " " + zone,
                        zone,
                        polled,
                        settings.text(Setting.INTAKE_SCHEDULE_MISFIRE).equals("fire-once"),
                        new CronTimes(cron, zone)),
                settings.input(Setting.INTAKE_FILE_MAX_BYTES),
                directory.makeFolder("schedule"),
                work,
                () -> !nodes.isSender(),
                address()::hide,
                clock);
        Endpoint source = source(context);
        SourceFolder folder = folder(source, work);
        keepToRules(source, folder, polled, schedule.answer(), deadlines);
        Runnable begin = andLater(schedule::begin, () -> VodRoutes.startAgain(context, MISSED_RUN));
        sayWhoseScheduler(context, name);
        CronAdvice.of(cron, zone, clock.instant()).forEach(advice -> LOG.warn("Schedule '{}': {}", name, advice));
        VodBeans.bind(context, "vodSchedule", schedule);
        VodBeans.bind(context, "vodSourceFolder", folder);
        VodBeans.bind(context, "vodTakeList", new TakeListProcessor(folder));
        return begin;
    }

    /** @param again only if the first has been run before */
    private static Runnable andLater(Runnable first, Runnable again) {
        AtomicBoolean isAgain = new AtomicBoolean();
        return () -> {
            first.run();
            if (isAgain.getAndSet(true)) {
                again.run();
            }
        };
    }

    /** Camel gives its Quartz component the only scheduler in the registry, with the threads and the job store of that one. */
    private static void sayWhoseScheduler(CamelContext context, String name) {
        Set<String> ofHost = context.getRegistry()
                .findByTypeWithName(context.getClassResolver().resolveClass("org.quartz.Scheduler"))
                .keySet();
        if (ofHost.size() == 1) {
            LOG.info(
                    "Schedule '{}' runs on the host application's Quartz scheduler, bean '{}'. Set"
                            + " camel.component.quartz.autowired-enabled=false for a scheduler of Camel's own",
                    name,
                    ofHost.iterator().next());
        }
    }

    private SourceAddress address() {
        return new SourceAddress(settings.text(Setting.INTAKE_SCHEDULE_SOURCE_URI));
    }

    /**
     * The endpoint of the address, which the routes know as the bean {@code vod-schedule-source}: a placeholder in their place
     * would be printed with all that it stands for, passwords too, by Camel Main and by who dumps routes.
     */
    private Endpoint source(CamelContext context) {
        SourceAddress address = address();
        try {
            Endpoint source = context.getEndpoint(address.uri());
            VodBeans.bind(context, "vod-schedule-source", source);
            return source;
        } catch (RuntimeException e) {
            throw settings.given(Setting.INTAKE_SCHEDULE_SOURCE_URI)
                    .fault(Text.visible(address.hide(
                                    String.valueOf(RootCause.innermost(e).getMessage())))
                            + ". Allowed: an endpoint of a Camel component on the class path");
        }
    }

    private void keepToRules(
            Endpoint source, SourceFolder folder, boolean polled, Path answer, ScheduledExecutorService deadlines) {
        if (source instanceof HttpEndpoint http) {
            if (polled) {
                throw settings.given(Setting.INTAKE_SCHEDULE_SOURCE_MODE)
                        .fault("a file cannot be removed from an HTTP source after it was read. Allowed: call");
            }
            CallDeadline deadline = new CallDeadline(
                    settings.duration(Setting.INTAKE_SCHEDULE_TIMEOUT),
                    deadlines,
                    clock,
                    CallPath.asConfigured(new CertificateFaults(deadlines, clock), clock),
                    CallConnections.of(http),
                    found -> keep(found, answer));
            // regardless of the host's component
            http.setHttpClientConfigurer(CompositeHttpConfigurer.combineConfigurers(
                    http.getHttpClientConfigurer(), builder -> {
                        deadline.configureHttpClient(builder);
                        // as sent: a decompressed response has no length
                        builder.addExecInterceptorAfter(
                                ChainElement.CONNECT.name(), "measured", ScheduleWiring::askMeasured);
                    }));
            http.setFollowRedirects(false);
            http.setThrowExceptionOnFailure(true);
            http.setCopyHeaders(false);
            http.setDisableStreamCache(true);
        }
        if (source instanceof GenericFileEndpoint<?> files) {
            keepToRules(files, folder);
        }
    }

    private SourceFolder folder(Endpoint source, WakeUp work) {
        FileEndpoint files = source instanceof FileEndpoint local ? local : null;
        if (files != null) {
            LocalePath.fault(files.getFile().getPath()).ifPresent(fault -> {
                throw settings.given(Setting.INTAKE_SCHEDULE_SOURCE_URI).fault(fault);
            });
        }
        Duration minAge =
                files != null && isLockOurs(files) ? settings.duration(Setting.INTAKE_FILE_MIN_AGE) : Duration.ZERO;
        return new SourceFolder(
                files == null ? null : files.getFile().toPath(),
                files != null && files.isRecursive(),
                new FileSettling(minAge, clock::nanoTime),
                () -> work.pause(minAge),
                clock::nanoTime);
    }

    private static boolean isLockOurs(GenericFileEndpoint<?> files) {
        return files.getReadLock() == null || files.getReadLock().equals("none");
    }

    /** Files are read like those of the inbox: when they are complete. Options in the address take precedence. */
    private <T> void keepToRules(GenericFileEndpoint<T> files, SourceFolder folder) {
        boolean lockIsOurs = isLockOurs(files) && !(files instanceof FileEndpoint); // of these the folder knows better
        long minAge =
                lockIsOurs ? settings.duration(Setting.INTAKE_FILE_MIN_AGE).toMillis() : 0;
        if (lockIsOurs) {
            files.setReadLock("changed");
            files.setReadLockMinAge(minAge);
            files.setReadLockMinLength(0);
            files.setReadLockMarkerFile(false);
            files.setReadLockTimeout(100);
            files.setReadLockCheckInterval(50);
        }
        GenericFileFilter<T> filter = files.getFilter();
        // a poll tries one file: one that is too young would block all others
        files.setFilter(file -> {
            if (filter != null) {
                return filter.accept(file)
                        && (!(file.getFile() instanceof File here)
                                || (file.isDirectory() ? folder.enters(here) : folder.isQuiet(here)));
            }
            if (file.isDirectory()) {
                return file.getFile() instanceof File here
                        ? folder.enters(here)
                        : !FileNames.isSystemFolder(file.getFileNameOnly());
            }
            return file.getFile() instanceof File here
                    ? folder.takes(here)
                    : file.getLastModified() + minAge < clock.millis()
                            && !FileNames.isLeftAlone(file.getFileNameOnly());
        });
        if (files instanceof FileEndpoint local) {
            local.setAutoCreate(false);
            local.setDirectoryMustExist(true); // one that is not there, as its disk, is not an empty one
        }
    }

    /** A response that ends only with its connection may be incomplete. */
    private static ClassicHttpResponse askMeasured(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse response = chain.proceed(request, scope);
        HttpEntity entity = response.getEntity();
        if (entity != null && entity.getContentLength() < 0 && !entity.isChunked()) {
            throw new IOException("the response has status " + response.getCode() + " but neither a Content-Length"
                    + " nor chunks, so a truncated list would look complete; make the server send the length");
        }
        return response;
    }

    /** To a file, since it may be large; reading one byte beyond the limit shows that it is too large. */
    private boolean keep(ClassicHttpResponse response, Path answer) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return true;
        }
        Path folder = answer.getParent();
        if (folder == null) {
            throw new IOException("'" + answer + "' is not the path of a file in a folder");
        }
        PrivateFiles.makeFolders(folder);
        long left = settings.size(Setting.INTAKE_FILE_MAX_BYTES) + 1;
        InputStream in = entity.getContent();
        try (OutputStream out = PrivateFiles.writeAnew(answer)) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                left -= n;
                if (left <= 0) {
                    throw new IOException("the response has more than " + settings.size(Setting.INTAKE_FILE_MAX_BYTES)
                            + " bytes (vod.intake.file.max-bytes)");
                }
            }
        }
        in.close();
        response.setEntity(new FileEntity(answer.toFile(), ContentType.parseLenient(entity.getContentType())));
        return true;
    }
}
