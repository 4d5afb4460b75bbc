package io.voddelete.camel;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Outcome;
import io.voddelete.intake.InboxFile;
import io.voddelete.intake.IncomingMessage;
import io.voddelete.intake.ListInMemory;
import io.voddelete.intake.ListToAccept;
import io.voddelete.intake.Schedule;
import io.voddelete.intake.ScheduleRun;
import io.voddelete.intake.SpooledList;
import io.voddelete.outcome.NoticeBatch;
import io.voddelete.outcome.OutcomeBatch;
import io.voddelete.outcome.OutcomeBlock;
import io.voddelete.reader.RejectedLine;
import io.voddelete.sender.ClaimGroup;
import io.voddelete.sender.Question;
import io.voddelete.vod.TokenCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.ExchangeHelper;

/**
 * The first step of every internal route, which all but {@code direct:vod-delete} are: refuses messages that were not sent by
 * a route of this module. Camel converts a body to the parameter type of a bean, on Spring Boot for example a text to the file
 * with that path, so a message of the host could choose which file is read. Therefore this checks the object itself, before
 * any conversion.
 */
final class OwnMessagesOnly implements Processor {
    /** The input of a route: its place in the message, and how to recognize ours. */
    private record Own(String where, Function<Exchange, Object> part, Predicate<Object> ours) {
        Optional<String> foreign(Exchange exchange) {
            Object found = part.apply(exchange);
            return ours.test(found) ? Optional.empty() : Optional.of(where + " of type " + type(found));
        }

        private static String type(Object found) {
            return found == null ? "null" : found.getClass().getTypeName();
        }
    }

    private static final Own RUN = variable("run", ScheduleRun.class);
    private static final Own GROUP = body(ClaimGroup.class);
    private static final Own BATCH = body(Batch.class);
    private static final Own OUTCOMES = variable("outcomes", OutcomeBatch.class);
    private static final Own NOTICES = variable("notices", NoticeBatch.class);

    private static final Map<String, List<Own>> ROUTES = Map.ofEntries(
            Map.entry("vod-accept-ids", List.of(body(ListToAccept.class))),
            Map.entry("vod-accept-at-once", List.of(body(ListInMemory.class))),
            Map.entry("vod-accept-in-chunks", List.of(body(InboxFile.class, SpooledList.class))),
            Map.entry(
                    "vod-report-rejected",
                    List.of(new Own("a body", OwnMessagesOnly::body, OwnMessagesOnly::isRejected))),
            Map.entry("vod-take-in-message", List.of(body(IncomingMessage.class))),
            Map.entry("vod-begin-run", List.of(body(Schedule.Fired.class))),
            Map.entry("vod-take-in-run", List.of(RUN)),
            Map.entry("vod-read-source", List.of(RUN)),
            Map.entry("vod-poll-source", List.of(RUN)),
            Map.entry("vod-call-source", List.of(RUN)),
            Map.entry("vod-fill-batch", List.of(GROUP)),
            Map.entry("vod-queue-full", List.of(GROUP)),
            Map.entry("vod-collect-claims", List.of(GROUP)),
            Map.entry("vod-ask-info", List.of(GROUP)),
            Map.entry("vod-delete-batch", List.of(BATCH)),
            Map.entry("vod-ask-for-plan", List.of(body(Question.class))),
            Map.entry("vod-call-api", List.of(body(Batch.class, ClaimGroup.class, Question.class))),
            Map.entry(
                    "vod-ask-for-token", List.of(new Own("a call", TokenProcessor::call, TokenCall.class::isInstance))),
            Map.entry("vod-report-outcomes", List.of(OUTCOMES)),
            Map.entry("vod-send-notices", List.of(NOTICES)),
            Map.entry("vod-send-outcome", List.of(body(Outcome.class, OutcomeBlock.class), OUTCOMES)));

    @Override
    public void process(Exchange exchange) {
        String route = ExchangeHelper.getAtRouteId(exchange);
        List<Own> rules = ROUTES.get(route);
        if (rules == null) {
            throw new IllegalStateException("No rule says which messages the route '" + route + "' accepts");
        }
        rules.stream()
                .flatMap(own -> own.foreign(exchange).stream())
                .findFirst()
                .ifPresent(found -> {
                    throw new ForeignMessageException(route, found);
                });
    }

    /**
     * Whether the message of this exception is one of ours.
     *
     * @param fault why the message went no further
     */
    public boolean admitted(Throwable fault) {
        return !(fault instanceof ForeignMessageException);
    }

    private static Own body(Class<?>... types) {
        return new Own("a body", OwnMessagesOnly::body, found -> isOne(found, types));
    }

    private static Own variable(String name, Class<?> type) {
        return new Own("a variable '" + name + "'", exchange -> exchange.getVariable(name), type::isInstance);
    }

    private static Object body(Exchange exchange) {
        return exchange.getMessage().getBody();
    }

    private static boolean isOne(Object found, Class<?>... types) {
        return List.of(types).stream().anyMatch(type -> type.isInstance(found));
    }

    private static boolean isRejected(Object found) {
        return found instanceof List<?> lines && lines.stream().allMatch(RejectedLine.class::isInstance);
    }
}
