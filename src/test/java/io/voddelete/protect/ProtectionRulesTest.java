package io.voddelete.protect;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.protect.ProtectionRules.Tags;
import io.voddelete.protect.ProtectionRules.Young;
import io.voddelete.protect.Verdict.Kind;
import io.voddelete.vod.AssetDetails;
import io.voddelete.vod.AssetDetails.Category;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProtectionRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final Tags TAGS = new Tags(Set.of("do-not-delete", "Legal-Hold"), true);
    private static final Tags NO_TAGS = new Tags(Set.of(), false);
    private static final Young MONTH = new Young(Duration.ofDays(30), GuardMode.KEEP);

    @ParameterizedTest
    @CsvSource({
        "do-not-delete, KEEP",
        "DO-NOT-DELETE, KEEP",
        "legal-hold, KEEP",
        "do-not-delete-x, SEND",
        "delete, SEND"
    })
    void anAssetWithATagOfTheSettingIsKept(String tag, Kind kind) {
        Verdict verdict = rules(TAGS, Set.of(), Young.OFF, GuardMode.OFF).decide(asset(Set.of("a", tag)), NOW);
        assertThat(verdict.kind()).isEqualTo(kind);
        assertThat(verdict.detail()).isEqualTo(kind == Kind.KEEP ? "tag " + tag : "");
    }

    @ParameterizedTest
    @CsvSource({"Trailers, KEEP", "trailers, KEEP", "4711, KEEP", "archive, SEND", "47110, SEND"})
    void aCategoryIsNamedByNameOrId(String setting, Kind kind) {
        ProtectionRules rules = rules(NO_TAGS, Set.of(setting), Young.OFF, GuardMode.OFF);
        assertThat(rules.decide(asset(Set.of()), NOW).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-30T10:00:00Z, SEND",
        "2026-10-30T10:00:01Z, KEEP",
        "2026-11-29T10:00:01Z, KEEP",
        "2017-03-01T00:00:00Z, SEND"
    })
    void anAssetIsYoungUntilItsAgeIsReachedAndSoIsOneOfTheFuture(Instant created, Kind kind) {
        AssetDetails asset = new AssetDetails("CREATED", "", Set.of(), null, created, created);
        Verdict verdict = rules(NO_TAGS, Set.of(), MONTH, GuardMode.OFF).decide(asset, NOW);
        assertThat(verdict.kind()).isEqualTo(kind);
        assertThat(verdict.detail()).isEqualTo(kind == Kind.KEEP ? "younger-than" : "");
    }

    @ParameterizedTest
    @EnumSource(GuardMode.class)
    void aPublishedAssetIsTreatedAsTheSettingSays(GuardMode mode) {
        ProtectionRules rules = rules(NO_TAGS, Set.of(), Young.OFF, mode);
        assertThat(rules.decide(asset(Set.of()), NOW).kind())
                .isEqualTo(mode == GuardMode.OFF ? Kind.SEND : Kind.valueOf(mode.name()));
        AssetDetails created = new AssetDetails("CREATED", "", Set.of(), null, null, null);
        assertThat(rules.decide(created, NOW).kind()).isEqualTo(Kind.SEND);
    }

    @Test
    void theStrongestRuleDecides() {
        ProtectionRules rules = rules(TAGS, Set.of("x"), MONTH, GuardMode.HOLD);
        AssetDetails tagged = new AssetDetails("PUBLISHED", "", Set.of("legal-hold"), null, null, null);
        assertThat(rules.decide(tagged, NOW).kind()).isEqualTo(Kind.KEEP);
        AssetDetails open = new AssetDetails("PUBLISHED", "", Set.of(), null, NOW.minus(Duration.ofDays(99)), null);
        assertThat(rules.decide(open, NOW)).isEqualTo(new Verdict(Kind.UNKNOWN, "category"));
    }

    @Test
    void whatTheResponseDoesNotSayIsNotGuessed() {
        assertThat(rules(TAGS, Set.of(), Young.OFF, GuardMode.OFF).decide(AssetDetails.NONE, NOW))
                .isEqualTo(new Verdict(Kind.UNKNOWN, "tags"));
        assertThat(rules(NO_TAGS, Set.of("x"), Young.OFF, GuardMode.OFF).decide(AssetDetails.NONE, NOW))
                .isEqualTo(new Verdict(Kind.UNKNOWN, "category"));
        assertThat(rules(NO_TAGS, Set.of(), MONTH, GuardMode.OFF).decide(AssetDetails.NONE, NOW))
                .isEqualTo(new Verdict(Kind.UNKNOWN, "create_time"));
        assertThat(rules(NO_TAGS, Set.of(), Young.OFF, GuardMode.KEEP).decide(AssetDetails.NONE, NOW))
                .isEqualTo(new Verdict(Kind.UNKNOWN, "status"));
    }

    @Test
    void theDefaultTagsKeepNothingBackIfTheResponseHasNoTags() {
        ProtectionRules rules = rules(new Tags(TAGS.names(), false), Set.of(), Young.OFF, GuardMode.OFF);
        assertThat(rules.decide(AssetDetails.NONE, NOW)).isEqualTo(new Verdict(Kind.UNCHECKED, "tags"));
        assertThat(rules.decide(asset(Set.of("legal-hold")), NOW).kind()).isEqualTo(Kind.KEEP);
        assertThat(rules.needInfo()).isFalse();
        assertThat(rules.isOff()).isFalse();
    }

    @Test
    void withoutRulesEverythingIsSent() {
        ProtectionRules rules = rules(NO_TAGS, Set.of(), Young.OFF, GuardMode.OFF);
        assertThat(rules.decide(AssetDetails.NONE, NOW)).isEqualTo(Verdict.SEND);
        assertThat(rules.isOff()).isTrue();
    }

    private static ProtectionRules rules(Tags tags, Set<String> categories, Young young, GuardMode published) {
        return new ProtectionRules(tags, categories, young, published);
    }

    private static AssetDetails asset(Set<String> tags) {
        return new AssetDetails("PUBLISHED", "Teaser", tags, new Category("4711", "Trailers"), NOW, NOW);
    }
}
