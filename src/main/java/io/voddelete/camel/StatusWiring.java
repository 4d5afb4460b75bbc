package io.voddelete.camel;

import io.voddelete.http.AccessPolicy;
import io.voddelete.intake.CronTimes;
import io.voddelete.intake.CronWords;
import io.voddelete.operations.AuditQueries;
import io.voddelete.operations.CallerQueries;
import io.voddelete.operations.ConsoleFiles;
import io.voddelete.operations.Downloads;
import io.voddelete.operations.ErrorMapping;
import io.voddelete.operations.FigureQueries;
import io.voddelete.operations.FindQueries;
import io.voddelete.operations.OperatorCommands;
import io.voddelete.operations.PageMark;
import io.voddelete.operations.ProtectionQueries;
import io.voddelete.operations.ScheduleQueries;
import io.voddelete.operations.SenderQueries;
import io.voddelete.operations.SenderReports;
import io.voddelete.operations.SettingQueries;
import io.voddelete.operations.StatusQueries;
import io.voddelete.settings.GivenSetting;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.ShownSettings;
import io.voddelete.settings.SourceAddress;
import io.voddelete.store.AssetStore;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.time.ZoneId;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/** The beans for queries and commands, and for the plans and approvals that some of them are about. */
record StatusWiring(
        Settings settings,
        TimeSource clock,
        RandomGenerator random,
        StorePlace place,
        AssetStore store,
        Callers callers) {
    /**
     * @param work raised when ids may be claimed
     * @param sending begun when this process makes the plans of held submissions
     */
    void bind(CamelContext context, SenderWiring wiring, SenderReports reports, WakeUp work, WakeUp sending) {
        AccessPolicy door = callers.door();
        ErrorMapping answering = new ErrorMapping(callers.refused(), clock);
        VodBeans.bind(
                context,
                "vodStatusQueries",
                new StatusQueries(
                        store.sealedSubmissions(),
                        store.queries(),
                        store.figures(),
                        reports,
                        door,
                        answering,
                        new Downloads(clock::nanoTime),
                        new PageMark(store.releases().pageKey()),
                        clock));
        VodBeans.bind(
                context,
                "vodFindQueries",
                new FindQueries(store.sealedSubmissions(), store.queries(), door, answering));
        VodBeans.bind(
                context,
                "vodOperatorCommands",
                new OperatorCommands(
                        store.submissions(),
                        store.queries(),
                        wiring.hold(),
                        reports,
                        door,
                        answering,
                        store.figures(),
                        work));
        VodBeans.bind(
                context,
                "vodCallerQueries",
                new CallerQueries(
                        door,
                        answering,
                        settings.text(Setting.APPROVAL_REASON).equals("required"),
                        settings.text(Setting.INTAKE_WEBHOOK_PATH)));
        VodBeans.bind(
                context,
                "vodFigureQueries",
                new FigureQueries(store.queries(), store.figures(), reports, door, answering));
        VodBeans.bind(context, "vodSenderQueries", new SenderQueries(reports, store.nodes(), door, answering));
        VodBeans.bind(
                context,
                "vodScheduleQueries",
                new ScheduleQueries(schedules(), store.queries(), store.runLog(), door, answering, clock));
        VodBeans.bind(context, "vodSettingQueries", new SettingQueries(settingsInUse(), door, answering));
        VodBeans.bind(
                context,
                "vodProtectionQueries",
                new ProtectionQueries(
                        wiring.guarding().guards(),
                        wiring.guarding().rules(),
                        settings.flag(Setting.PREFLIGHT),
                        store.figures(),
                        door,
                        answering));
        VodBeans.bind(context, "vodConsoleFiles", new ConsoleFiles(door, ServerExposure.isOwnServer(context)));
        VodBeans.bind(
                context,
                "vodAuditQueries",
                new AuditQueries(
                        settings.path(Setting.AUDIT_DIRECTORY), place::head, store.queries(), door, answering, clock));
        new PlanWiring(settings, clock, random, store, callers).bind(context, wiring, work, sending);
    }

    private List<ScheduleQueries.Configured> schedules() {
        if (!settings.flag(Setting.INTAKE_SCHEDULE_ENABLED)) {
            return List.of();
        }
        String cron = settings.text(Setting.INTAKE_SCHEDULE_CRON);
        ZoneId zone = ZoneId.of(settings.text(Setting.INTAKE_SCHEDULE_TIME_ZONE));
        return List.of(new ScheduleQueries.Configured(
                settings.text(Setting.INTAKE_SCHEDULE_NAME),
                Text.visible(new SourceAddress(settings.text(Setting.INTAKE_SCHEDULE_SOURCE_URI)).place()),
                Text.visible(cron),
                zone.getId(),
                CronWords.of(cron).orElse(null),
                settings.text(Setting.INTAKE_SCHEDULE_MISFIRE).equals("fire-once"),
                new CronTimes(cron, zone)));
    }

    private List<SettingQueries.InUse> settingsInUse() {
        return Stream.concat(
                        ShownSettings.of(settings).stream().map(this::inUse),
                        settings.callers().given().stream()
                                .map(each -> new SettingQueries.InUse(
                                        each.key(), null, each.value(), null, each.place(), false, true)))
                .toList();
    }

    private SettingQueries.InUse inUse(GivenSetting shown) {
        Setting setting = shown.setting();
        return new SettingQueries.InUse(
                setting.key(),
                setting.text(),
                shown.value(),
                setting.fallback().orElse(null),
                shown.place().orElse(null),
                setting.isSecret(),
                ShownSettings.isChanged(settings, setting));
    }
}
