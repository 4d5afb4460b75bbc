package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.support.PrivateFiles;
import io.voddelete.support.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs which files and folders of an earlier start are open to others; they are not changed, since that may be intended. */
final class OpenToOthers {
    private static final Logger LOG = LoggerFactory.getLogger(OpenToOthers.class);

    private OpenToOthers() {}

    /**
     * @param store its files
     * @param outcomes folder of the outcome files
     */
    static void tell(Settings settings, List<Path> store, Path outcomes) {
        Path inbox = settings.path(Setting.INTAKE_FILE_DIRECTORY);
        tell(Stream.concat(store.stream(), Stream.of(outcomes, inbox.resolve("done"), inbox.resolve("failed")))
                .toList());
    }

    private static void tell(List<Path> paths) {
        String read = those(paths, PrivateFiles::mayBeUsedByOthers);
        if (!read.isEmpty()) {
            LOG.warn(
                    "Every user of this machine can read {}; new files are for owner and group only. To restrict these too:"
                            + " chmod -R o-rwx",
                    read);
        }
        String written = those(paths, PrivateFiles::mayBeWrittenByGroup);
        if (!written.isEmpty()) {
            LOG.info("The members of its group can write to {}; if they do not need to: chmod -R g-w", written);
        }
    }

    private static String those(List<Path> paths, Predicate<Path> open) {
        return paths.stream()
                .filter(open)
                .map(path -> "'" + Text.visible(path.toString()) + "'")
                .collect(Collectors.joining(" "));
    }
}
