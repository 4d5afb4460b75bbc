package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.voddelete.intake.IncomingMessage;
import io.voddelete.kit.CapturedLog;
import io.voddelete.message.AcceptedSubmission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.junit.jupiter.api.Test;

/** What fails between the steps of the route, or when the list is already durable. */
class MessageTroubleRouteTest extends MessageRouteKit {
    private static final List<String> MANY = ids(10_500);

    private volatile String failing = "none";
    private volatile boolean broken;

    /** As a host's {@code intercept} may do: a step fails, and each after it. */
    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getCamelContextExtension()
                .addInterceptStrategy((camel, node, target, next) -> new DelegateAsyncProcessor(exchange -> {
                    broken |= node.getId().equals(failing);
                    if (broken) {
                        throw new IllegalStateException("intercepted");
                    }
                    target.process(exchange);
                }));
        return context;
    }

    @Test
    void nothingIsHeldWhereverTheHostEndsTheRoute() {
        for (String step : List.of(
                "vod-refuse-foreign-message",
                "vod-read-message",
                "vod-set-list-of-message",
                "vod-accept-ids-of-message",
                "vod-answer-message")) {
            Map<String, Object> key = Map.of("VodSubmissionKey", step);
            failing = step;
            assertThat(deferred(send(MANY, key))).as(step).isEqualTo("failed");
            failing = "none";
            broken = false;

            assertThat(directory.resolve("data").resolve("message")).as(step).isEmptyDirectory();
            assertTimeoutPreemptively(SOON, () -> {
                AcceptedSubmission again = accepted(send(MANY, key));
                assertThat(again.accepted() + again.duplicates()).isEqualTo(MANY.size());
            });
        }
    }

    @Test
    void whatIsAcceptedIsAnsweredThoughTheStoreCannotBeReadAnyMore() {
        afterCommit = () -> change("ALTER TABLE submission RENAME TO gone");

        AcceptedSubmission answer = accepted(send(TEXT, Map.of("VodSubmissionKey", "x")));

        afterCommit = () -> {};
        change("ALTER TABLE gone RENAME TO submission");
        assertThat(answer.accepted()).isEqualTo(3);
        assertThat(rows("SELECT submission_id FROM submission")).containsExactly(answer.submissionId());
    }

    @Test
    void aTemporaryFileThatCannotBeDeletedIsLogged() {
        afterCommit = this::replaceSpool;
        try (CapturedLog log = CapturedLog.of(IncomingMessage.class)) {
            assertThat(accepted(send(MANY, Map.of())).accepted()).isEqualTo(MANY.size());

            assertThat(log.lines()).singleElement().asString().contains("WARN", ".spool");
        }
    }

    private void replaceSpool() {
        try (var files = Files.list(directory.resolve("data").resolve("message"))) {
            Path spool = files.findFirst().orElseThrow();
            Files.delete(spool);
            Files.createFile(Files.createDirectory(spool).resolve("x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
