package io.voddelete.camel;

import io.voddelete.intake.AcceptIds;
import io.voddelete.intake.ArchivedFiles;
import io.voddelete.intake.FileSettling;
import io.voddelete.intake.Inbox;
import io.voddelete.outcome.JsonLines;
import io.voddelete.outcome.WriteDocuments;
import io.voddelete.reader.ListOptions;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.store.AssetStore;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.SealedSubmissions.Document;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.PrivateFiles;
import io.voddelete.support.RootCause;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import io.voddelete.trace.Traces;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/** The beans that read files and write documents next to them. */
record IntakeWiring(
        Settings settings,
        TimeSource clock,
        AtomicFile files,
        AssetStore store,
        JsonLines rejectedLines,
        Traces traces) {
    /**
     * @param work raised when ids may be claimed
     * @param sealed raised when a receipt is due
     * @param settled raised when a report may be due
     */
    void bind(CamelContext context, WakeUp work, WakeUp sealed, WakeUp settled) {
        Path directory = settings.path(Setting.INTAKE_FILE_DIRECTORY);
        ListOptions input = settings.input(Setting.INTAKE_FILE_MAX_BYTES);
        SealedSubmissions submissions = store.sealedSubmissions();
        ArchivedFiles kept = new ArchivedFiles(directory, input, submissions, sealed, clock);
        FileSettling quiet = new FileSettling(settings.duration(Setting.INTAKE_FILE_MIN_AGE), clock::nanoTime);
        Inbox inbox = new Inbox(directory, quiet, kept, files, clock::nanoTime);
        if (settings.flag(Setting.INTAKE_FILE_ENABLED)) {
            requireUsable(directory, inbox);
        }
        GenericFileFilter<File> filter = (GenericFile<File> file) -> !file.isDirectory() && inbox.takes(file.getFile());
        VodBeans.bind(context, "vodInbox", inbox);
        VodBeans.bind(context, "vodInboxFilter", filter);
        VodBeans.bind(context, "vodInboxPoll", new InboxPoll(inbox, work, clock));
        VodBeans.bind(
                context,
                "vodAcceptIds",
                new AcceptIds(
                        store.submissions(),
                        submissions,
                        input,
                        store.nodes().id().orElse(""),
                        settings.text(Setting.INTAKE_FILE_REASON),
                        rejectedLines,
                        traces,
                        work,
                        sealed));
        VodBeans.bind(
                context,
                "vodWriteReceipts",
                new WriteDocuments(Document.RECEIPT, files, submissions, directory, kept, sealed, clock));
        VodBeans.bind(
                context,
                "vodWriteReports",
                new WriteDocuments(Document.REPORT, files, submissions, directory, kept, settled, clock));
    }

    /** A poll treats a path that is not a directory, or cannot be listed, as an empty directory. */
    @SuppressWarnings("StreamResourceLeak") // it is closed at once
    private void requireUsable(Path directory, Inbox inbox) {
        try {
            PrivateFiles.makeFolders(directory); // which may be a link
            Files.newDirectoryStream(directory).close();
            inbox.prepare();
        } catch (IOException e) {
            throw settings.given(Setting.INTAKE_FILE_DIRECTORY)
                    .fault("no files can be read from it: " + RootCause.shown(e)
                            + ". Allowed: a directory that this user can list and write, or create");
        }
    }
}
