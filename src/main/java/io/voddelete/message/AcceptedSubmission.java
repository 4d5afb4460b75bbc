package io.voddelete.message;

/**
 * The body of a message after {@code direct:vod-delete}: its list is durable, and every accepted id will get its outcome.
 *
 * @param submissionId identifies the submission in outcomes and queries; also in the header {@code VodSubmissionId}
 * @param accepted the number of ids that are deleted because of this submission
 * @param duplicates the number of ids that were accepted before, or occur twice in the list
 * @param rejected the number of lines or elements that are not asset ids; they were reported to the rejected endpoint
 * @param repeated whether a message with the same key was accepted before: then nothing was accepted now, and the numbers
 *     are those of that submission
 */
public record AcceptedSubmission(
        String submissionId, long accepted, long duplicates, long rejected, boolean repeated) {}
