package io.voddelete.camel;

import io.voddelete.intake.AcceptIds;
import io.voddelete.intake.Inbox;
import io.voddelete.intake.KeptFiles;
import io.voddelete.intake.QuietFiles;
import io.voddelete.intake.Reading;
import io.voddelete.outcome.JsonLines;
import io.voddelete.outcome.WriteDocuments;
import io.voddelete.reader.Input;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Submissions.Document;
import io.voddelete.support.Causes;
import io.voddelete.support.OwnFiles;
import io.voddelete.support.OwnFolder;
import io.voddelete.support.Signal;
import io.voddelete.support.WholeFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/** The beans that take files in and write documents beside them. */
record IntakeWiring(
        Settings settings, InstantSource clock, WholeFile files, AssetStore store, JsonLines rejectedLines) {
    /**
     * @param work raised when ids may be claimed
     * @param sealed raised when a receipt is due
     * @param settled raised when a report may be due
     */
    void bind(CamelContext context, Signal work, Signal sealed, Signal settled) {
        Path directory = settings.path(Setting.INTAKE_FILE_DIRECTORY);
        Input input = settings.input(Setting.INTAKE_FILE_MAX_BYTES);
        OwnFolder done = new OwnFolder(directory.resolve(Reading.DONE));
        KeptFiles kept = new KeptFiles(directory, input, store.submissions(), sealed, clock);
        QuietFiles quiet = new QuietFiles(settings.duration(Setting.INTAKE_FILE_MIN_AGE), System::nanoTime);
        Inbox inbox = new Inbox(directory, quiet, kept, files, clock);
        if (settings.flag(Setting.INTAKE_FILE_ENABLED)) {
            requireUsable(directory, inbox);
        }
        GenericFileFilter<File> filter = (GenericFile<File> file) -> !file.isDirectory() && inbox.takes(file.getFile());
        OwnBeans.bind(context, "inbox", inbox);
        OwnBeans.bind(context, "inboxFilter", filter);
        OwnBeans.bind(context, "inboxPoll", new InboxPoll(inbox, work, clock));
        OwnBeans.bind(context, "acceptIds", new AcceptIds(store, input, rejectedLines, work, sealed));
        OwnBeans.bind(
                context,
                "writeReceipts",
                new WriteDocuments(Document.RECEIPT, files, store.submissions(), directory, done, kept, sealed, clock));
        OwnBeans.bind(
                context,
                "writeReports",
                new WriteDocuments(Document.REPORT, files, store.submissions(), directory, done, kept, settled, clock));
    }

    /** A poll takes what is no directory, or cannot be listed, for an empty one. */
    @SuppressWarnings("StreamResourceLeak") // it is closed at once
    private void requireUsable(Path directory, Inbox inbox) {
        try {
            OwnFiles.makeFolders(directory); // which may be a link
            Files.newDirectoryStream(directory).close();
            inbox.prepare();
        } catch (IOException e) {
            throw settings.given(Setting.INTAKE_FILE_DIRECTORY)
                    .fault("and no files can be taken in from there: " + Causes.shown(e)
                            + ". Legal: a directory that this user may list and write, or may make");
        }
    }
}
