package io.voddelete.camel;

import io.voddelete.http.AccessPolicy;
import io.voddelete.operations.AuditQueries;
import io.voddelete.operations.CallerQueries;
import io.voddelete.operations.ConsoleFiles;
import io.voddelete.operations.Downloads;
import io.voddelete.operations.ErrorMapping;
import io.voddelete.operations.FindQueries;
import io.voddelete.operations.OperatorCommands;
import io.voddelete.operations.PageMark;
import io.voddelete.operations.Sender;
import io.voddelete.operations.StatusQueries;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.store.AssetStore;
import io.voddelete.store.sqlite.StoredHead;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;

/** The beans for queries and commands, and for the plans and approvals that some of them are about. */
record StatusWiring(Settings settings, TimeSource clock, RandomGenerator random, AssetStore store, Callers callers) {
    /** @param work raised when ids may be claimed */
    void bind(CamelContext context, SenderWiring wiring, WakeUp work) {
        AccessPolicy door = callers.door();
        byte[] key = new byte[16];
        random.nextBytes(key);
        Sender sender = wiring.sender();
        ErrorMapping answering = new ErrorMapping(callers.refused(), clock);
        VodBeans.bind(
                context,
                "vodStatusQueries",
                new StatusQueries(
                        store.sealedSubmissions(),
                        store.queries(),
                        store.figures(),
                        sender,
                        door,
                        answering,
                        new Downloads(clock::nanoTime),
                        new PageMark(key),
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
                        store.events(),
                        sender,
                        door,
                        answering,
                        store.figures(),
                        work));
        VodBeans.bind(
                context,
                "vodCallerQueries",
                new CallerQueries(
                        door, answering, settings.text(Setting.APPROVAL_REASON).equals("required")));
        VodBeans.bind(context, "vodConsoleFiles", new ConsoleFiles(door, ServerExposure.isOwnServer(context)));
        VodBeans.bind(
                context,
                "vodAuditQueries",
                new AuditQueries(
                        settings.path(Setting.AUDIT_DIRECTORY),
                        () -> StoredHead.read(settings.text(Setting.STORE_URL)),
                        store.queries(),
                        door,
                        answering,
                        clock));
        new PlanWiring(settings, clock, random, store, callers).bind(context, wiring, work);
    }
}
