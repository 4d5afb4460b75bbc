package io.voddelete.plan;

import io.voddelete.store.Gate;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.Submission;
import io.voddelete.support.FileVersion;
import io.voddelete.support.PrivateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Where plans and receipts lie that were orders: beside their lists.
 *
 * @param inbox the directory where files are dropped
 */
public record UsedOrders(Path inbox, SealedSubmissions submissions) implements ApprovalFolder.Archive {
    /** Where a list and its documents may lie, see {@link Submission#folder}. */
    private static final List<String> FOLDERS = List.of("held", "done", "cancelled");

    @Override
    public boolean keep(FileVersion plan, String submissionId, boolean onlyIfMissing) throws IOException {
        Submission submission = submissions.find(submissionId).orElseThrow();
        Path folder = inbox.resolve(submission.folder());
        Path target = folder.resolve(HeldFolder.base(submission) + HeldFolder.PLAN);
        Path waiting = inbox.resolve(Gate.HELD.word()).resolve(target.getFileName());
        if (onlyIfMissing && (isThere(target) || isThere(waiting))) {
            return false;
        }
        Files.deleteIfExists(waiting); // it was copied, not moved
        new PrivateFolder(folder).require();
        Files.move(plan.file(), target, StandardCopyOption.REPLACE_EXISTING); // the same bytes
        return true;
    }

    @Override
    public boolean keepReceipt(FileVersion receipt, String submissionId, boolean onlyIfMissing) throws IOException {
        Submission submission = submissions.find(submissionId).orElseThrow();
        String name = HeldFolder.base(submission) + HeldFolder.RECEIPT;
        boolean isCopy =
                FOLDERS.stream().anyMatch(each -> isThere(inbox.resolve(each).resolve(name)));
        if (isCopy && onlyIfMissing) {
            return false;
        }
        if (isCopy) {
            Files.delete(receipt.file());
        } else {
            Path folder = inbox.resolve(submission.folder());
            new PrivateFolder(folder).require();
            Files.move(receipt.file(), folder.resolve(name));
        }
        return true;
    }

    private static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
