package io.voddelete.camel;

import io.voddelete.http.HttpProblemException;
import io.voddelete.intake.FileNames;
import io.voddelete.intake.FileSettling;
import io.voddelete.intake.ListToPlan;
import io.voddelete.intake.Webhook;
import io.voddelete.operations.ErrorMapping;
import io.voddelete.operations.PlanCommands;
import io.voddelete.operations.ReleaseCommands;
import io.voddelete.plan.ApprovalFolder;
import io.voddelete.plan.ApprovalFolders;
import io.voddelete.plan.Approvals;
import io.voddelete.plan.FolderOrder;
import io.voddelete.plan.HeldFolder;
import io.voddelete.plan.HoldTexts;
import io.voddelete.plan.HowToOrder;
import io.voddelete.plan.MakePlans;
import io.voddelete.plan.PlanFolder;
import io.voddelete.plan.PlanOnly;
import io.voddelete.plan.RefusedPlans;
import io.voddelete.plan.Survey;
import io.voddelete.plan.SurveySize;
import io.voddelete.plan.UsedOrders;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Counter;
import io.voddelete.store.Nodes;
import io.voddelete.store.Target;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;

/** The beans that make plans and take approvals. */
record PlanWiring(Settings settings, TimeSource clock, RandomGenerator random, AssetStore store, Callers callers) {
    /** A caller waits for the answer, at most some seconds. */
    private static final int MOST_BY_HTTP = 200;

    private static final Duration LONGEST_BY_HTTP = Duration.ofSeconds(10);

    /**
     * @param sender makes the calls of surveys
     * @param work begun when orders may be taken, and stopped with the module; raised when ids may be claimed
     * @param sending begun when this process makes the plans of held submissions
     */
    void bind(CamelContext context, SenderWiring sender, WakeUp work, WakeUp sending) {
        ReleaseWiring.warnIfNobodyCanCancel(settings);
        InfoLookup lookup = new InfoLookup(sender.surveyCalls(), sender::protectedBy, this::whyNoCalls, work, clock);
        lookup.bind(context);
        Survey survey = new Survey(lookup, SurveySize.of(settings.text(Setting.PLAN_SURVEY)), clock, random);
        MakePlans.About about = new MakePlans.About(
                new Target(settings.endpoint().toString(), settings.text(Setting.PROJECT_ID)),
                store.releases().storeId(),
                sender::callsPerMinute,
                settings.duration(Setting.APPROVAL_EXPIRES),
                howToOrder());
        VodBeans.bind(context, "vodMakePlans", new MakePlans(store.releases(), survey, texts(), about, sending, clock));
        VodBeans.bind(context, "vodPlanFolder", planFolder(planOnly(survey, about), work));
        Survey small = new Survey(
                lookup,
                SurveySize.of(settings.text(Setting.PLAN_SURVEY)).atMost(MOST_BY_HTTP),
                LONGEST_BY_HTTP,
                clock,
                random);
        ListToPlan lists = new ListToPlan(new Webhook.Limits(
                settings.input(Setting.INTAKE_WEBHOOK_MAX_BYTES), settings.number(Setting.INTAKE_WEBHOOK_MAX_IDS)));
        VodBeans.bind(
                context,
                "vodPlanCommands",
                new PlanCommands(
                        planOnly(small, about),
                        (head, body) -> {
                            ListToPlan.Read list = lists.read(head, body);
                            return new PlanCommands.Asked(list.ids(), list.rejected());
                        },
                        callers.door(),
                        new ErrorMapping(callers.refused(), clock),
                        () -> requireRunning(work)));
        VodBeans.bind(context, "vodApprovals", folders(work));
        VodBeans.bind(
                context,
                "vodReleaseCommands",
                new ReleaseCommands(
                        store.releases(),
                        store.queries(),
                        callers.door(),
                        new ErrorMapping(callers.refused(), clock),
                        store.figures(),
                        isReasonRequired(),
                        () -> requireRunning(work),
                        work::raise));
    }

    private Optional<String> whyNoCalls() {
        if (!settings.flag(Setting.SENDER_ENABLED)) {
            return Optional.of("this process makes no calls (vod.sender.enabled)");
        }
        return store.nodes().isSender()
                ? Optional.empty()
                : Optional.of("only the node that sends calls VOD: ask "
                        + store.nodes().all().stream()
                                .filter(Nodes.Node::isSender)
                                .map(node -> "node '" + Text.visible(node.name()) + "'")
                                .findFirst()
                                .orElse("it when there is one")
                        + " for the plan");
    }

    private PlanOnly planOnly(Survey survey, MakePlans.About about) {
        return new PlanOnly(
                survey, ReleaseWiring.limits(settings), texts(), about, store.releases()::releasedInADay, clock);
    }

    private HowToOrder howToOrder() {
        return settings.flag(Setting.INTAKE_FILE_ENABLED)
                ? HowToOrder.byFolder(
                        settings.path(Setting.INTAKE_FILE_DIRECTORY), settings.path(Setting.APPROVAL_FOLDER))
                : HowToOrder.byHttp();
    }

    private HoldTexts texts() {
        return new HoldTexts(
                settings.text(Setting.LIMIT_SUBMISSION),
                settings.text(Setting.LIMIT_DAY),
                settings.text(Setting.LIMIT_GROWTH),
                settings.text(Setting.LIMIT_FAILURES));
    }

    private PlanFolder planFolder(PlanOnly plans, WakeUp work) {
        FileSettling quiet = new FileSettling(settings.duration(Setting.INTAKE_FILE_MIN_AGE), clock::nanoTime);
        return new PlanFolder(
                settings.flag(Setting.INTAKE_FILE_ENABLED),
                settings.path(Setting.INTAKE_FILE_DIRECTORY).resolve("plan"),
                new PlanFolder.Reading(
                        new AtomicFile(random),
                        settings.input(Setting.INTAKE_FILE_MAX_BYTES),
                        quiet::isQuiet,
                        FileNames::isLeftAlone),
                plans,
                work,
                clock);
    }

    private ApprovalFolders folders(WakeUp work) {
        Path inbox = settings.path(Setting.INTAKE_FILE_DIRECTORY);
        Path approve = settings.path(Setting.APPROVAL_FOLDER);
        Path cancel = inbox.resolve("cancel");
        AtomicFile files = new AtomicFile(random);
        Approvals approvals = new Approvals(store.releases(), isReasonRequired(), work::raise);
        FileSettling quiet = new FileSettling(settings.duration(Setting.INTAKE_FILE_MIN_AGE), clock::nanoTime);
        UsedOrders used = new UsedOrders(inbox, store.sealedSubmissions());
        HeldFolder held = new HeldFolder(
                inbox, List.of(approve, cancel), files, store.releases(), store.sealedSubmissions(), clock);
        return new ApprovalFolders(
                settings.flag(Setting.INTAKE_FILE_ENABLED),
                List.of(
                        folder(FolderOrder.Kind.CANCEL, cancel, approvals, used, quiet, files),
                        folder(FolderOrder.Kind.APPROVE, approve, approvals, used, quiet, files)),
                held,
                work,
                clock);
    }

    private ApprovalFolder folder(
            FolderOrder.Kind kind,
            Path folder,
            Approvals approvals,
            UsedOrders used,
            FileSettling quiet,
            AtomicFile files) {
        return new ApprovalFolder(
                kind,
                folder,
                approvals,
                used,
                quiet::isQuiet,
                FileNames::isNoOrder,
                new RefusedPlans(new PrivateFolder(folder.resolve(RefusedPlans.REFUSED)), files),
                () -> store.figures().count(Counter.ORDERS, Counter.ORDERS.label(kind.word(), "refused"), 1),
                clock);
    }

    private boolean isReasonRequired() {
        return settings.text(Setting.APPROVAL_REASON).equals("required");
    }

    private static void requireRunning(WakeUp work) {
        if (!work.hasBegun()) {
            throw HttpProblemException.starting();
        }
        if (work.isStopping()) {
            throw HttpProblemException.stopping();
        }
    }
}
