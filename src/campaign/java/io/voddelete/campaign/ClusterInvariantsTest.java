package io.voddelete.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.campaign.ClusterInvariants.Span;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.SeenCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterInvariantsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SHORTEST = Duration.ofMillis(30);

    private final List<SeenCall> calls = new ArrayList<>();
    private final Findings findings = new Findings();

    @Test
    void aMinuteMayBeginAnywhere() {
        for (int second = 30; second < 100; second += 10) {
            call("A", second, 200, "id-" + second);
        }
        assertThat(invariants().most(Duration.ofMinutes(1))).isEqualTo(6);
        invariants().requireQuota(6, findings);
        assertThat(findings.isEmpty()).isTrue();
        invariants().requireQuota(5, findings);
        assertThat(findings.count(Kind.DEMAND)).isOne();
    }

    @Test
    void aCallThatVodRefusedIsFound() {
        call("A", 1, 429, "x");
        invariants().requireQuota(100, findings);
        assertThat(findings.count(Kind.DEMAND)).isOne();
    }

    @Test
    void anIdOfTwoCallsAtTheSameTimeIsFound() {
        call("A", 1, 200, "x");
        call("B", 2.9, 200, "x");
        call("A", 1, 0, "y");
        call("B", 2.9, 200, "y");
        invariants().requireOnceAtATime(TIMEOUT, SHORTEST, findings);
        assertThat(findings.count(Kind.WRONG_CALL)).isEqualTo(2);
    }

    @Test
    void anIdMayBeSentAgainAfterItsCall() {
        call("A", 1, 200, "x");
        call("B", 3.1, 200, "x");
        call("A", 1, 400, "refused");
        call("A", 1.5, 200, "refused");
        invariants().requireOnceAtATime(TIMEOUT, SHORTEST, findings);
        assertThat(findings.isEmpty()).isTrue();
    }

    @Test
    void whoeverWasReplacedMayNotCall() {
        call("A", 10, 200, "x");
        call("B", 11, 200, "y");
        invariants().requireSilence("A", span(10.5, 20), findings);
        assertThat(findings.isEmpty()).isTrue();
        invariants().requireSilence("A", span(9, 20), findings);
        assertThat(findings.count(Kind.WRONG_CALL)).isOne();
    }

    @Test
    void aCallAfterAPauseIsFoundUnlessItWasUnderWay() {
        call("A", 10.1, 200, "x");
        call("A", 20, 200, "y");
        invariants().requireObeyed(List.of(span(10, 20)), Duration.ofMillis(200), findings);
        assertThat(findings.isEmpty()).isTrue();
        invariants().requireObeyed(List.of(span(19, 21)), Duration.ofMillis(200), findings);
        assertThat(findings.count(Kind.UNAPPROVED)).isOne();
    }

    @Test
    void onlyWhatMayBeLostIsSentAgain() {
        call("A", 10, 200, "x");
        call("B", 30, 200, "x");
        invariants().requireReasonToSendAgain(List.of(at(11)), TIMEOUT, findings);
        assertThat(findings.isEmpty()).isTrue();
        invariants().requireReasonToSendAgain(List.of(at(20)), TIMEOUT, findings);
        assertThat(findings.count(Kind.CONTRADICTED)).isOne();
    }

    @Test
    void theFirstCallOfAnotherOneIsFound() {
        call("A", 10, 200, "x");
        call("A", 12, 200, "y");
        call("B", 13, 200, "z");
        assertThat(invariants().first(at(11), "A")).hasValue(at(13));
        assertThat(invariants().first(at(11), "")).hasValue(at(12));
        assertThat(invariants().first(at(13), "")).isEmpty();
        assertThat(invariants().count(span(9, 12.5))).isEqualTo(2);
    }

    private ClusterInvariants invariants() {
        return new ClusterInvariants(calls);
    }

    private void call(String accessKey, double second, int status, String id) {
        boolean acted = status == 200;
        calls.add(new SeenCall(
                calls.size() + 1,
                at(second),
                CallKind.DELETE,
                List.of(id),
                status,
                "",
                acted,
                acted ? List.of(id) : List.of(),
                accessKey,
                "",
                Map.of(),
                ""));
    }

    private static Span span(double from, double to) {
        return new Span(at(from), at(to));
    }

    private static Instant at(double second) {
        return Instant.EPOCH.plusMillis(Math.round(second * 1000));
    }
}
