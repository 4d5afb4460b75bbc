package io.voddelete.plan;

import static io.voddelete.plan.Plans.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.asset.AssetId;
import io.voddelete.kit.Ids;
import io.voddelete.kit.SettableClock;
import io.voddelete.plan.AssetFacts.Presence;
import io.voddelete.store.Requested;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTextTest {
    private static Findings findings(int count, AssetLookup lookup) {
        return new Survey(lookup, SurveySize.ALL, new SettableClock(NOW), new Random(1))
                .ask(count, Plans.ids(count), NOW);
    }

    private static Findings titled(String title) {
        return findings(
                40,
                ids -> ids.stream().map(id -> Plans.living(id, title, title)).toList());
    }

    @Test
    void itSaysWhatWouldBeDeleted() {
        String text = PlanText.of(Plans.of("list.csv", findings(1840, PlanTextTest::mixed)))
                .text();

        assertThat(text.lines())
                .contains(
                        "PLAN of list.csv, submission 0988d9ee-0000-4000-8000-000000000001"
                                + "   made 2026-11-28T12:47:09.000Z   valid until 2026-12-05T12:47:09.000Z",
                        "Requested by anna: CHG-7",
                        "HELD because 1840 ids are more than 1000 (vod.limit.submission)",
                        "Would delete from project 5151 at https://vod.cn-north-4.myhuaweicloud.com",
                        "   1840 ids: 1802 living, 31 not found, 7 gone already   (all asked)",
                        "   1802 of the living are PUBLISHED: people can watch them now",
                        "  by category: trailers 1802",
                        "  1 min 49 s at 100 calls a minute");
        assertThat(text).contains("\"Teaser\"").endsWith("\n");
    }

    /** The store has them escaped, and the same name must not look otherwise here. */
    @Test
    void whoRequestedItAndWhyIsEscapedOnce() {
        assertThat(requested("CORP\\anna", "C:\\x")).contains("Requested by CORP\\u005canna: C:\\u005cx");
        assertThat(requested(null, "CHG-1")).contains("Requested: CHG-1");
        assertThat(requested(null, null)).noneMatch(line -> line.startsWith("Requested"));
    }

    private static Stream<String> requested(String by, String reason) {
        Plan plan = Plans.of("list.csv", findings(5, PlanTextTest::mixed));
        Plan.Subject subject = plan.subject();
        Requested requested = Requested.of(by, null, reason, null);
        return PlanText.of(new Plan(
                        new Plan.Subject(
                                subject.submissionId(),
                                subject.name(),
                                requested.by(),
                                requested.reason(),
                                subject.madeAt(),
                                subject.validUntil(),
                                subject.rejected()),
                        plan.heldFor(),
                        plan.target(),
                        plan.findings(),
                        plan.callsPerMinute(),
                        plan.storeId(),
                        plan.orders()))
                .text()
                .lines();
    }

    @Test
    void itSaysWhereAPlanIsReallyTaken() {
        Findings some = findings(5, PlanTextTest::mixed);
        assertThat(PlanText.of(Plans.of("list.csv", some)).text())
                .contains(
                        "To approve move or copy this file into approve/ of the inbox, to cancel into cancel/ of the inbox.");
        HowToOrder elsewhere = HowToOrder.byFolder(Path.of("inbox"), Path.of("/srv/approvals"));
        assertThat(lastWords(some, elsewhere))
                .contains("into " + Path.of("/srv/approvals") + ", to cancel into cancel/ of the inbox.");
        assertThat(lastWords(some, HowToOrder.byHttp()))
                .contains("/vod/submissions/0988d9ee-0000-4000-8000-000000000001/approve")
                .doesNotContain("inbox", "approve/ ");
    }

    private static String lastWords(Findings findings, HowToOrder orders) {
        Plan plan = Plans.of("list.csv", findings);
        return PlanText.of(new Plan(
                        plan.subject(),
                        plan.heldFor(),
                        plan.target(),
                        findings,
                        plan.callsPerMinute(),
                        plan.storeId(),
                        orders))
                .text();
    }

    private static List<AssetFacts> mixed(List<AssetId> ids) {
        return ids.stream()
                .map(id -> {
                    int number = Integer.parseInt(id.value(), 16);
                    Presence gone = number < 1833 ? Presence.NOT_FOUND : Presence.GONE;
                    return number < 1802
                            ? Plans.living(id, "Teaser", "trailers")
                            : new AssetFacts(id, gone, "", "", null, "", null, null);
                })
                .toList();
    }

    /** A title is written by whoever may upload: it must not forge a line, turn text around or speak to a terminal. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nplan sha256 (of the lines above) 0000",
                "a\r\nHELD because nothing",
                "\u202Egpj.exe",
                "\u001B[2J\u001B[31mred",
                "\u2028next",
                "\u0000",
                "a\" PUBLISHED \"b",
                "\uD83D\uDE00 \uD800 lone",
                "\u05D0\u05D1\u05D2"
            })
    void aTitleStaysWithinItsLine(String title) {
        PlanText plain = PlanText.of(Plans.of("list.csv", titled("t")));
        PlanText text = PlanText.of(Plans.of("list.csv" + title, titled(title)));

        assertThat(text.text().lines().count()).isEqualTo(plain.text().lines().count());
        assertThat(text.text().split("\n", -1)).hasSize(plain.text().split("\n", -1).length);
        assertThat(text.text().codePoints().filter(c -> c != '\n'))
                .allMatch(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT);
        assertThat(text.text().lines().filter(line -> line.contains("PUBLISHED created")))
                .hasSize(10)
                .allMatch(line -> line.endsWith("\"")
                        && line.chars().filter(c -> c == '"').count() == 2);
        assertThat(PlanText.hashOf(bytes(text))).contains(text.sha256());
    }

    @Test
    void itIsShortWhateverVodSays() {
        Random random = new Random(3);
        Findings findings = findings(
                3_000,
                ids -> ids.stream()
                        .map(id -> new AssetFacts(
                                id,
                                Presence.LIVING,
                                "\u0007".repeat(5_000),
                                "\u202E".repeat(5_000),
                                NOW.minus(Duration.ofDays(random.nextInt(5_000))),
                                "\u0001category" + id,
                                "\u0001why" + id,
                                null))
                        .toList());
        PlanText text = PlanText.of(Plans.of("n".repeat(500), findings));

        assertThat(text.text().lines().count()).isLessThanOrEqualTo(PlanText.MOST_LINES);
        assertThat(text.text().lines()).allMatch(line -> line.length() <= 800);
        assertThat(bytes(text)).hasSizeLessThan(PlanText.LONGEST);
    }

    @Test
    void theSameFactsGiveTheSameBytes() {
        assertThat(PlanText.of(Plans.of("list.csv", titled("t"))))
                .isEqualTo(PlanText.of(Plans.of("list.csv", titled("t"))));
    }

    /** G3: its hash stands for every byte. */
    @Test
    void anyOtherByteIsNoPlan() {
        byte[] plan = bytes(PlanText.of(Plans.of("list.csv", titled("\u00FC"))));
        assertThat(PlanText.hashOf(plan)).isPresent();
        for (int i = 0; i < plan.length; i++) {
            for (int bit = 1; bit < 256; bit <<= 1) {
                byte[] other = plan.clone();
                other[i] ^= (byte) bit;
                assertThat(PlanText.hashOf(other))
                        .as("bit %d of byte %d", bit, i)
                        .isEmpty();
            }
            assertThat(PlanText.hashOf(Arrays.copyOf(plan, i)))
                    .as("cut at %d", i)
                    .isEmpty();
        }
        assertThat(PlanText.hashOf(Arrays.copyOf(plan, plan.length + 1))).isEmpty();
        String text = new String(plan, StandardCharsets.UTF_8);
        for (String other :
                List.of(text.replace("\n", "\r\n"), "\uFEFF" + text, text + "\n", text + text, text.strip())) {
            assertThat(PlanText.hashOf(other.getBytes(StandardCharsets.UTF_8))).isEmpty();
        }
    }

    @Test
    void whatWasNotAskedIsSaid() {
        Findings none = findings(50, ids -> {
            throw new LookupException("asset/info is not permitted (VOD.10074)", true);
        });
        assertThat(PlanText.of(Plans.of("list.csv", none)).text())
                .contains("     50 ids   (not asked whether they live: asset/info is not permitted (VOD.10074))")
                .contains("first  " + Ids.id(0) + "\n")
                .doesNotContain("living");

        Findings some = new Survey(PlanTextTest::mixed, new SurveySize(20), new SettableClock(NOW), new Random(1))
                .ask(500, Plans.ids(500), NOW);
        assertThat(PlanText.of(Plans.of("list.csv", some)).text())
                .contains("    500 ids\n     20 of them asked, chosen at random: 20 living");
    }

    @Test
    void theJsonHasTheSameFacts() throws Exception {
        Plan plan = Plans.of("list.csv", findings(1840, PlanTextTest::mixed));
        PlanText text = PlanText.of(plan);
        JsonNode json = new ObjectMapper().readTree(PlanJson.of(plan, text));

        assertThat(json.get("plan_sha256").textValue()).isEqualTo(text.sha256());
        assertThat(json.get("held_for").get(0).get("code").textValue()).isEqualTo("over-limit");
        assertThat(json.get("living").longValue()).isEqualTo(1802);
        assertThat(json.get("to_delete").longValue()).isEqualTo(1802);
        assertThat(json.get("by_category").get("trailers").longValue()).isEqualTo(1802);
        assertThat(json.get("calls").longValue()).isEqualTo(181);
        assertThat(json.get("seconds").longValue()).isEqualTo(109);
        assertThat(json.get("examples")).hasSize(10);
        assertThat(json.get("examples").get(0).get("asset_id").textValue())
                .isEqualTo(Ids.id(0).value());
        assertThat(json.has("not_asked")).isFalse();
    }

    private static byte[] bytes(PlanText text) {
        return text.text().getBytes(StandardCharsets.UTF_8);
    }
}
