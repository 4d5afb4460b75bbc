package io.voddelete.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultRuleTest {
    private static final Path REHEARSE = Path.of("src", "site", "markdown", "rehearse.md");

    @Test
    void readsEveryOption() {
        FaultRule rule = FaultRule.readAll(
                        "error=VOD.10051,ids=ab,times=3,for=5m,on=delete,effect=after,status=500,retry-after=7")
                .get(0);

        assertThat(rule.kind()).isEqualTo(FaultKind.ERROR);
        assertThat(rule.value()).isEqualTo("VOD.10051");
        assertThat(rule.ids()).isEqualTo("ab");
        assertThat(rule.rate()).isZero();
        assertThat(rule.times()).isEqualTo(3);
        assertThat(rule.lasting()).isEqualTo(Duration.ofMinutes(5));
        assertThat(rule.on()).isEqualTo(CallKind.DELETE);
        assertThat(rule.effect()).isEqualTo(EffectTiming.AFTER);
        assertThat(rule.status()).isEqualTo(500);
        assertThat(rule.retryAfter()).isEqualTo("7");
        assertThat(FaultRule.readAll("gone,rate=0.25,form=item").get(0))
                .extracting(FaultRule::rate, FaultRule::form)
                .containsExactly(0.25, AnswerForm.ITEM);
    }

    @Test
    void rulesStandInLinesOrArePartedBySemicolons() {
        assertThat(FaultRule.readAll(
                        "# all of it\ncut , times = 1 ; gone,ids=ab  # a comment; no rule\n\n;;\nskew=-20m"))
                .extracting(FaultRule::text)
                .containsExactly("cut,times=1", "gone,ids=ab", "skew=-20m");
    }

    @Test
    void whatIsWrittenCanBeRead() {
        assertThat(FaultRule.readAll(String.join(
                        "\n", Faults.ALWAYS.stream().map(FaultRule::text).toList())))
                .isEqualTo(Faults.ALWAYS);
    }

    @ParameterizedTest
    @CsvSource({
        "error=VOD.1, BEFORE", "codeless=500, BEFORE", "page=502, BEFORE", "cut, BEFORE", "stall=1s, BEFORE",
        "delay=1s, AFTER", "drip=1ms, AFTER", "half, AFTER", "word=UNKNOW, AFTER", "lie=missing, AFTER"
    })
    void anErrorComesBeforeTheEffectAndABentAnswerAfterItUnlessSaid(String rule, EffectTiming effect) {
        assertThat(FaultRule.readAll(rule).get(0).effect()).isEqualTo(effect);
        assertThat(FaultRule.readAll(rule + ",effect=before").get(0).effect()).isEqualTo(EffectTiming.BEFORE);
        assertThat(FaultRule.readAll(rule + ",effect=after").get(0).effect()).isEqualTo(EffectTiming.AFTER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unknow                    | unknown, gone, busy
            unknown=1                 | nothing
            busy=PUBLISHED            | TRANSCODING
            deleting=GONE             | DELETED or FAILED
            error                     | an error code
            page=99                   | an HTTP status
            stall                     | a duration such as
            skew=20                   | 20m or -20m
            lie=big                   | missing, extra
            cut,rate=0                | a number above 0
            cut,rate=0.0              | a rate above 0
            cut,rate=1.1              | a number above 0
            cut,rate=NaN              | a number above 0
            cut,rate=0.1,ids=a        | without ids
            cut,ids=a b               | a prefix of ids
            cut,times=0               | an integer from 1
            cut,for=5                 | a duration such as
            cut,on=list               | delete or info or token
            cut,effect=late           | before or after
            cut,form=item             | effect, for, ids, on, rate, retry-after, status, times
            gone,effect=after         | for, form, ids, on, rate, status, times
            revoked,status=401        | for, ids, on, rate, times
            cut,times=1,times=2       | duplicate option 'times'
            cut,rate=.6;half,rate=.6  | the rates add up to more than 1
            """)
    void aBadRuleIsNamedWithWhatIsLegal(String rule, String legal) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FaultRule.readAll(rule))
                .withMessageContaining(rule.replaceAll(".*;|=99|,times=2", ""))
                .withMessageContaining(legal);
    }

    @Test
    void ratesOfDifferentCallsOrScopesDoNotAddUp() {
        assertThat(FaultRule.readAll(
                        "cut,rate=0.9,on=info; half,rate=0.9,on=delete; throttled,rate=0.9; gone,rate=0.9"))
                .hasSize(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SimulatorOptions.defaults().withFaults("cut,rate=0.9").withFaults("half,rate=0.2"));
    }

    @Test
    void theReferenceNamesEveryKindAndEveryIdThatChoosesItsFate() throws IOException {
        String rehearse = Files.readString(REHEARSE);

        for (FaultKind kind : FaultKind.values()) {
            assertThat(rehearse).containsPattern("`" + kind.word() + "[\\[=`]");
        }
        for (FaultRule rule : Faults.ALWAYS) {
            assertThat(rehearse).containsPattern("\\b" + rule.ids().substring(8) + " ");
        }
    }

    @Test
    void theRulesOfTheReferenceAreLegal() throws IOException {
        String page = Files.readString(REHEARSE);

        assertThat(Pattern.compile("simulator.faults=([^\"]+)\"|--data '([^']+)' \\S+/faults")
                        .matcher(page)
                        .results()
                        .map(found -> found.group(1) == null ? found.group(2) : found.group(1)))
                .hasSize(2)
                .allSatisfy(rules -> assertThat(FaultRule.readAll(rules)).isNotEmpty());
    }
}
