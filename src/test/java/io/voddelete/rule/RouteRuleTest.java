package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.RouteFile;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of route files holds for a text that keeps all of them, and not for one that breaks it. */
class RouteRuleTest {
    private static final String GOOD = """
            # Whatever stands here stays.
            - route:
                id: vod-watch-things
                description: Queues a thing now and then
                errorHandler:
                  defaultErrorHandler: {}
                from:
                  id: vod-begin-watch
                  uri: scheduler
                  parameters:
                    name: vod-watch-things
                    synchronous: true
                  steps:
                    - bean:
                        id: vod-wait-for-things
                        method: waitForWork
                        ref: vodThings
                    - choice:
                        id: vod-choose-way
                        otherwise:
                          id: vod-otherwise-drop
                          steps:
                            - stop:
                                id: vod-drop-thing
                        when:
                          - id: vod-when-due
                            steps:
                              - to:
                                  id: vod-queue-thing
                                  uri: seda
                                  parameters:
                                    blockWhenFull: true
                                    name: vod-take-thing
                                    size: "{{vod.call.concurrency}}"
                            expression:
                              simple:
                                expression: ${body.due}
                group: vod-delete-routes
            - route:
                id: vod-take-thing
                description: Calls for each thing
                errorHandler:
                  defaultErrorHandler: {}
                from:
                  id: vod-take-queued
                  uri: seda
                  parameters:
                    concurrentConsumers: "{{vod.call.concurrency}}"
                    name: vod-take-thing
                    size: "{{vod.call.concurrency}}"
                  steps:
                    - process:
                        id: vod-refuse-foreign-thing
                        ref: vodOwnMessagesOnly
                    - to:
                        id: vod-call-for-thing
                        uri: direct
                        parameters:
                          name: vod-send-thing
                group: vod-delete-routes
            - route:
                id: vod-send-thing
                description: Sends one thing
                errorHandler:
                  noErrorHandler: {}
                from:
                  id: vod-take-call
                  uri: direct
                  parameters:
                    name: vod-send-thing
                  steps:
                    - process:
                        id: vod-refuse-foreign-call
                        ref: vodOwnMessagesOnly
                    - doTry:
                        id: vod-try-sending
                        steps:
                          - to:
                              id: vod-send-out
                              uri: "{{vod.outcome.success-uri}}"
                              parameters:
                                handler: "#bean:vodHandler"
                        doCatch:
                          - id: vod-catch-fault
                            steps:
                              - bean:
                                  id: vod-note-fault
                                  method: note(${exception})
                                  ref: vodFaults
                            exception:
                              - java.lang.Exception
                group: vod-delete-routes
            """;

    static List<Arguments> breaches() {
        return List.of(
                breach(RouteRule.A_FILE_HAS_AT_MOST_100_LINES, "# What", "# x\n".repeat(40) + "# What"),
                breach(
                        RouteRule.A_FILE_HAS_A_ROUTE_AND_A_ROUTE_AT_MOST_10_STEPS,
                        "        - to:\n            id: vod-call-for",
                        "        - stop:\n            id: vod-drop-it\n".repeat(10)
                                + "        - to:\n            id: vod-call-for"),
                Arguments.of(
                        RouteRule.A_FILE_HAS_A_ROUTE_AND_A_ROUTE_AT_MOST_10_STEPS, "- routeConfiguration:\n    id: a"),
                breach(
                        RouteRule.STEPS_ARE_NESTED_IN_AT_MOST_3_LEVELS,
                        "- stop:\n                    id: vod-drop-thing",
                        "- split: {id: a, steps: [{split: {id: b, steps: []}}]}"),
                breach(
                        order(),
                        "id: vod-watch-things\n    description: Queues",
                        "description: Queues\n    id: watch-things\n    x: "),
                breach(
                        RouteRule.A_ROUTE_THAT_TAKES_WORK_HAS_AN_ERROR_HANDLER_OF_ITS_OWN,
                        "each thing\n    errorHandler:\n      defaultErrorHandler: {}",
                        "each thing"),
                breach(
                        order(),
                        "id: vod-begin-watch\n      uri: scheduler",
                        "uri: scheduler\n      id: vod-begin-watch"),
                breach(order(), "id: vod-choose-way\n            otherwise", "z: 1\n            otherwise"),
                breach(order(), "id: vod-when-due", "z: 1\n                id: when-due"),
                breach(order(), "id: vod-otherwise-drop", "z: 1\n              id: otherwise-drop"),
                breach(order(), "id: vod-queue-thing\n                      uri", "a: 1\n                      uri"),
                breach(order(), "blockWhenFull: true", "z: 1\n                        blockWhenFull: true"),
                breach(order(), "id: vod-try-sending", "z: 1\n            id: try-sending"),
                breach(order(), "id: vod-catch-fault", "z: 1\n                id: catch-fault"),
                breach(order(), "id: vod-note-fault", "z: 1\n                      id: note-fault"),
                breach(order(), "noErrorHandler: {}", "noErrorHandler: {b: 1, a: 1}"),
                breach(
                        order(),
                        "simple:\n                    expression",
                        "simple:\n                    trim: true\n                    expression"),
                breach(
                        RouteRule.COMMENTS_ARE_NOTES_AND_DESCRIPTIONS_SINCE_KAOTO_DROPS_OTHERS,
                        "id: vod-begin-watch",
                        "id: vod-begin-watch # x"),
                breach(
                        RouteRule.EVERYTHING_WITH_STEPS_IS_A_NODE_THAT_THESE_RULES_KNOW,
                        "handler: \"#bean:vodHandler\"",
                        "a: {steps: []}"),
                breach(ids(), "id: vod-watch-things", "x: y"),
                breach(ids(), "id: vod-begin-watch", "x: y"),
                breach(ids(), "id: vod-choose-way", "x: y"),
                breach(ids(), "id: vod-when-due", "x: y"),
                breach(ids(), "id: vod-otherwise-drop", "x: y"),
                breach(ids(), "id: vod-queue-thing", "x: y"),
                breach(ids(), "id: vod-try-sending", "x: y"),
                breach(ids(), "id: vod-catch-fault", "x: y"),
                breach(ids(), "id: vod-note-fault", "x: y"),
                breach(ids(), "note-fault", "noteFault"),
                breach(ids(), "note-fault", "note-fault-1234"),
                breach(ids(), "id: vod-note-fault", "id: note-fault"),
                breach(ids(), "id: vod-when-due", "id: when-due"),
                breach(names(), "name: vod-watch-things", "name: watch-things"),
                breach(names(), "name: vod-take-thing", "name: take-thing"),
                breach(names(), "name: vod-send-thing", "name: send-thing"),
                breach(RouteRule.EVERY_BEAN_HAS_OUR_PREFIX, "ref: vodFaults", "ref: faults"),
                breach(RouteRule.EVERY_BEAN_HAS_OUR_PREFIX, "#bean:vodHandler", "#bean:handler"),
                breach(RouteRule.EVERY_BEAN_HAS_OUR_PREFIX, "#bean:vodHandler", "#handler"),
                breach(RouteRule.EVERY_ROUTE_IS_OF_OUR_GROUP, "    group: vod-delete-routes\n", ""),
                breach(RouteRule.NO_TWO_NODES_SHARE_AN_ID, "id: vod-catch-fault", "id: vod-note-fault"),
                breach(verbs(), "id: vod-watch-things", "id: vod-things-watched"),
                breach(verbs(), "id: vod-begin-watch", "id: vod-from-timer"),
                breach(verbs(), "id: vod-note-fault", "id: vod-fault-noted"),
                breach(verbs(), "id: vod-note-fault", "id: vod-note"),
                breach(
                        RouteRule.EVERY_ROUTE_AND_CONFIGURATION_SAYS_WHAT_IT_DOES,
                        "description: Calls for each thing",
                        "description: ''"),
                breach(
                        RouteRule.EVERY_ROUTE_AND_CONFIGURATION_SAYS_WHAT_IT_DOES,
                        "    description: Sends one thing\n",
                        ""),
                breach(RouteRule.A_ROUTE_IS_CALLED_BY_ITS_OWN_NAME, "id: vod-send-thing", "id: vod-send-it"),
                breach(RouteRule.A_ROUTE_IS_CALLED_BY_ITS_OWN_NAME, "id: vod-take-thing", "id: vod-take-it"),
                breach(
                        calls(),
                        "            uri: direct\n            parameters:\n              name: vod-send-thing",
                        "            uri: direct\n            parameters:\n              name: vod-send-nothing"),
                breach(calls(), "uri: direct\n            parameters", "uri: log\n            parameters"),
                breach(
                        RouteRule.A_ROUTE_THAT_IS_CALLED_LEAVES_ITS_FAULTS_TO_THE_CALLER,
                        "noErrorHandler",
                        "defaultErrorHandler"),
                breach(
                        RouteRule.A_ROUTE_THAT_IS_CALLED_LEAVES_ITS_FAULTS_TO_THE_CALLER,
                        "    errorHandler:\n      noErrorHandler: {}\n",
                        ""),
                breach(
                        RouteRule.AN_INTERNAL_ROUTE_REFUSES_MESSAGES_THAT_ARE_NOT_OURS_FIRST,
                        "- process:\n            id: vod-refuse-foreign-call\n            ref: vodOwnMessagesOnly\n        ",
                        ""),
                breach(queues(), "blockWhenFull: true", "blockWhenFull: false"),
                breach(queues(), "size: \"{{vod.call.concurrency}}\"", "size: 5"),
                breach(queues(), "concurrentConsumers: \"{{vod.call.concurrency}}\"", "concurrentConsumers: 5"),
                breach(waits(), "synchronous: true\n", "synchronous: false\n"),
                breach(waits(), "        synchronous: true\n", ""),
                breach(RouteRule.A_LOOP_FIRST_WAITS_FOR_WORK, "id: vod-wait-for-things", "id: vod-report-due-things"),
                breach(RouteRule.EXPRESSIONS_ARE_IN_A_LANGUAGE_THAT_SELECTS, "simple:", "groovy:"),
                breach(
                        RouteRule.EXPRESSIONS_ARE_IN_A_LANGUAGE_THAT_SELECTS,
                        "expression:\n                  simple:",
                        "correlationExpression:\n                  groovy:"),
                breach(RouteRule.SIMPLE_EXPRESSIONS_ONLY_SELECT, "${body.due}", "${body.due} == 1"),
                breach(RouteRule.SIMPLE_EXPRESSIONS_ONLY_SELECT, "${body.due}", "${body.find(1)}"),
                breach(scripts(), "- stop:", "- script:"),
                breach(scripts(), "- bean:", "- toD:"),
                breach(scripts(), "- bean:", "- enrich:"),
                breach(scripts(), "- bean:", "- pollEnrich:"),
                breach(
                        RouteRule.NO_CLASS_OF_OURS_IS_NAMED,
                        "- java.lang.Exception",
                        "- io.voddelete.camel.ForeignMessageException"),
                breach(
                        RouteRule.OPTIONS_STAND_IN_PARAMETERS_NOT_IN_THE_URI,
                        "uri: scheduler",
                        "uri: scheduler:watch?delay=1"),
                breach(RouteRule.EVERY_TRY_HAS_A_CATCH_OR_A_FINALLY, "doCatch:", "doNothing:"),
                breach(placeholders(), "vod.outcome.success-uri", "vod.outcome.successes-uri"),
                breach(placeholders(), "{{vod.outcome.success-uri}}", "{{}}"),
                breach(placeholders(), "{{vod.outcome.success-uri}}", "{{?vod.outcome.success-uri}}"));
    }

    @ParameterizedTest
    @EnumSource
    void aTextThatKeepsAllRulesIsGood(RouteRule rule) {
        assertThatCode(() -> rule.check(List.of(RouteFile.of(GOOD)))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("breaches")
    void aTextThatBreaksTheRuleIsRefused(RouteRule rule, String text) {
        List<RouteFile> files = List.of(RouteFile.of(text));

        assertThatThrownBy(() -> rule.check(files)).isInstanceOf(AssertionError.class);
    }

    @Test
    void thereIsNoRuleThatCannotBeBroken() {
        assertThat(breaches().stream().map(breach -> breach.get()[0])).containsAll(Arrays.asList(RouteRule.values()));
    }

    private static Arguments breach(RouteRule rule, String good, String bad) {
        assertThat(GOOD).contains(good);
        return Arguments.of(rule, GOOD.replace(good, bad));
    }

    private static RouteRule order() {
        return RouteRule.KEYS_STAND_IN_THE_ORDER_IN_WHICH_KAOTO_SAVES_THEM;
    }

    private static RouteRule ids() {
        return RouteRule.EVERY_NODE_HAS_AN_ID_IN_KEBAB_CASE_WITH_OUR_PREFIX;
    }

    private static RouteRule names() {
        return RouteRule.WHATEVER_ELSE_HAS_A_NAME_HAS_OUR_PREFIX;
    }

    private static RouteRule verbs() {
        return RouteRule.ROUTES_AND_STEPS_ARE_NAMED_BY_WHAT_THEY_DO_TO_WHAT;
    }

    private static RouteRule calls() {
        return RouteRule.WHAT_IS_CALLED_IS_A_ROUTE_AND_A_ROUTE_THAT_IS_ONLY_CALLED_IS_CALLED;
    }

    private static RouteRule queues() {
        return RouteRule.BOTH_ENDS_OF_A_QUEUE_AGREE_ON_ITS_SIZE_AND_NOBODY_OVERFILLS_IT;
    }

    private static RouteRule waits() {
        return RouteRule.WHAT_BEGINS_BY_ITSELF_WAITS_FOR_THE_EXCHANGE_IT_BEGAN;
    }

    private static RouteRule scripts() {
        return RouteRule.THERE_ARE_NO_SCRIPTS_AND_NO_ADDRESSES_THAT_ARE_COMPUTED;
    }

    private static RouteRule placeholders() {
        return RouteRule.EVERY_PLACEHOLDER_IS_A_SETTING_AND_NO_SECRET;
    }
}
