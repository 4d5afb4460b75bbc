package io.voddelete.settings;

import io.voddelete.support.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The module writes plans into folders of its own; if approvals were taken from there, it would approve them itself. */
final class ApprovalFolderRules {
    /** Folders in the inbox that mean something else than an approval. */
    private static final List<String> OTHERS = List.of("held", "done", "failed", "cancelled", "plan", "cancel");

    /** Of links that lead to links, as the usual limit of systems. */
    private static final int MOST_LINKS = 40;

    private ApprovalFolderRules() {}

    /** One line if the folder of approvals cannot be told from the others; else empty. Links are resolved. */
    static List<String> faults(Settings settings) {
        Path given = settings.path(Setting.INTAKE_FILE_DIRECTORY);
        String value = settings.text(Setting.APPROVAL_FOLDER);
        Path folder = real(Path.of(value), MOST_LINKS);
        Path inbox = real(given, MOST_LINKS);
        boolean isOther = OTHERS.stream()
                .map(name -> real(given.resolve(name), MOST_LINKS))
                // a folder in that of approvals is a reason
                .anyMatch(other -> folder.startsWith(other) || other.startsWith(folder));
        if (!isOther && !inbox.startsWith(folder)) {
            return List.of();
        }
        return List.of("Invalid value '" + Text.visible(value)
                + "' for vod.approval.folder: plans that nobody has approved would be taken from it. Allowed: a folder that"
                + " is neither the inbox nor above it, nor " + String.join(", ", OTHERS)
                + " of the inbox or in one of them"
                + settings.setBy(Setting.APPROVAL_FOLDER, Setting.INTAKE_FILE_DIRECTORY));
    }

    /** What is not there yet is resolved as far as it is there, and a link also if what it leads to is not there yet. */
    private static Path real(Path path, int links) {
        Path whole = path.toAbsolutePath();
        try {
            return whole.toRealPath();
        } catch (IOException e) {
            Path parent = whole.getParent();
            if (parent == null) {
                return whole;
            }
            Path there = real(parent, links);
            Path here = there.resolve(whole.getFileName());
            return links > 0 && Files.isSymbolicLink(here) ? target(here, links - 1) : here.normalize();
        }
    }

    private static Path target(Path link, int links) {
        try {
            return real(link.resolveSibling(Files.readSymbolicLink(link)), links);
        } catch (IOException e) {
            return link.normalize(); // removed meanwhile
        }
    }
}
