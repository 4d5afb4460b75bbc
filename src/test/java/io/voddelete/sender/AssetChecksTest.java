package io.voddelete.sender;

import static io.voddelete.sender.StoreKit.answer;
import static io.voddelete.sender.StoreKit.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.asset.Outcome;
import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.Ids;
import io.voddelete.protect.GuardMode;
import io.voddelete.protect.ProtectionRules;
import io.voddelete.protect.ProtectionRules.Tags;
import io.voddelete.protect.ProtectionRules.Young;
import io.voddelete.store.Gate;
import io.voddelete.store.HoldReason;
import io.voddelete.store.Order;
import io.voddelete.store.OrderResult;
import io.voddelete.store.Outbox.Side;
import io.voddelete.store.PlannedAsset;
import io.voddelete.store.Submission;
import io.voddelete.vod.VodResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class AssetChecksTest {
    private static final Tags DEFAULT = new Tags(Set.of("do-not-delete", "legal-hold"), false);
    private static final Tags SET = new Tags(Set.of("legal-hold"), true);
    private static final Tags NONE = new Tags(Set.of(), false);

    @TempDir
    Path directory;

    private Sending sending;

    @AfterEach
    void close() {
        sending.close();
    }

    @Test
    void aProtectedAssetIsKeptAndTheOthersOfTheCallAreSent() {
        open(DEFAULT, GuardMode.OFF);
        ClaimGroup sendable = sending.askInfo.settle(
                sending.kit.group("a", "b", "c", "d"),
                info(
                        asset("a", "PUBLISHED", "null", ""),
                        asset("b", "CREATED", "\"x, Legal-Hold\"", ""),
                        asset("c", "TRANSCODING", "\"do-not-delete\"", ""),
                        asset("d", "DELETED", "\"do-not-delete\"", "")));
        assertThat(sendable.assetIds()).extracting(Object::toString).containsExactly("a");
        assertThat(kept())
                .as("the last one is gone already, which is another outcome")
                .containsExactlyInAnyOrder(
                        tuple("b", "protected", "tag Legal-Hold"), tuple("c", "protected", "tag do-not-delete"));
        assertThat(sending.kit.store().queries().totals().kept()).isEqualTo(2);
    }

    /** VOD shows an asset for a while after it deleted it. */
    @Test
    void whatVodSaidThatItDeletedIsConfirmedThoughItIsProtectedAndNeverSentAgain() {
        open(DEFAULT, GuardMode.OFF);
        assertThat(settleProtected(Evidence.SAID_DELETED, 0).claims()).isEmpty();
        assertThat(kept()).as("not before it was asked about for a while").isEmpty();

        int delays = 10;
        assertThat(settleProtected(Evidence.SAID_DELETED, delays).claims()).isEmpty();
        assertThat(settleProtected(Evidence.MAY_HAVE_ACTED, 0).claims()).isEmpty();
        assertThat(kept())
                .hasSize(2)
                .extracting(outcome -> outcome.toList().subList(1, 3))
                .containsOnly(List.of("protected", "a call may have deleted it before"));
    }

    /** What becomes of an id with this evidence whose asset is there and has a protecting tag. */
    private ClaimGroup settleProtected(Evidence evidence, int delays) {
        String id = "said" + delays + evidence.ordinal();
        ClaimGroup group = sending.kit.group(id);
        Claim claim = group.claims().get(0);
        Claim.Known known = claim.known();
        Claim said = claim.with(new Claim.Known(
                evidence, true, 0, known.alone(), 1, known.refusals(), delays, known.busy(), null, null));
        return sending.askInfo.settle(
                new ClaimGroup(List.of(said), true, sending.kit.clock.instant(), group.leaseUntil()),
                info(asset(id, "CREATED", "\"legal-hold\"", "")));
    }

    /** VOD may have a status that we do not know: the asset exists all the same, and so do its tags. */
    @ParameterizedTest
    @ValueSource(strings = {"\"status\":\"REVIEWING\",", ""})
    void anAssetWithAnUnknownStatusIsProtectedByItsTagsToo(String status) {
        open(DEFAULT, GuardMode.OFF);
        VodResponse answer = info("{\"asset_id\":\"a\"," + status + "\"base_info\":{\"tags\":\"legal-hold\"}}");
        assertThat(sending.askInfo.settle(sending.kit.group("a"), answer).claims())
                .isEmpty();
        assertThat(kept()).containsExactly(tuple("a", "protected", "tag legal-hold"));
    }

    @Test
    void withTheDefaultTagsAResponseWithoutTagsIsWarnedOfOnceAndItsIdsAreSent() {
        open(DEFAULT, GuardMode.OFF);
        try (CapturedLog log = CapturedLog.of(AskInfo.class)) {
            for (String id : List.of("a", "b")) {
                String noTags = "{\"asset_id\":\"" + id + "\",\"status\":\"CREATED\",\"base_info\":{}}";
                assertThat(sending.askInfo
                                .settle(sending.kit.group(id), info(noTags))
                                .claims())
                        .hasSize(1);
            }
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN ")
                    .contains("vod.protect.tags", " a ");
        }
    }

    @Test
    void withTagsThatSomebodySetAResponseWithoutTagsSendsNothingAndItIsAskedAgain() {
        open(SET, GuardMode.OFF);
        String noTags = "{\"asset_id\":\"a\",\"status\":\"CREATED\",\"base_info\":{}}";
        assertThat(sending.askInfo.settle(sending.kit.group("a"), info(noTags)).claims())
                .isEmpty();
        assertThat(sending.checks.trouble()).isPresent();

        sending.kit.clock.advance(Duration.ofMinutes(1));
        ClaimGroup again = again();
        assertThat(again.askInfo()).isTrue();
        assertThat(sending.askInfo
                        .settle(again, info(asset("a", "CREATED", "null", "")))
                        .claims())
                .hasSize(1);
        assertThat(sending.checks.trouble()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutThePermissionToAskNothingIsSentIfARuleWasSet(boolean set) {
        open(set ? SET : DEFAULT, GuardMode.OFF);
        try (CapturedLog log = CapturedLog.of(AskInfo.class)) {
            ClaimGroup first = sending.kit.group("a");
            assertThat(sending.askInfo.settle(first, error(403, "VOD.10074")).claims())
                    .hasSize(set ? 0 : 1);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN ")
                    .contains("vod:asset:getInfo")
                    .contains(set ? "no id is sent" : "are not checked");
            assertThat(sending.askInfo.chosen(sending.kit.group("b").claims())).hasSize(set ? 1 : 0);
            sending.kit.clock.advance(Duration.ofMinutes(1));
            assertThat(sending.due()).as("it is not tried again at once").isEmpty();
            sending.kit.clock.advance(Duration.ofMinutes(9));
            assertThat(sending.due()).hasSize(set ? 1 + 1 : 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 0})
    void whileAskingFailsNothingIsSentUncheckedAndItIsAskedAgainEverLater(int status) {
        open(DEFAULT, GuardMode.OFF);
        ClaimGroup group = sending.kit.group("a");
        for (int i = 0; i < 4; i++) {
            assertThat(sending.askInfo.settle(group, failed(status)).claims()).isEmpty();
            sending.kit.clock.advance(Duration.ofMinutes(30));
            group = again();
            assertThat(sending.askInfo.chosen(group.claims())).hasSize(1);
        }
        assertThat(group.claims().get(0).known().delays()).isEqualTo(3);
        assertThat(sending.askInfo
                        .settle(group, info(asset("a", "CREATED", "\"legal-hold\"", "")))
                        .claims())
                .isEmpty();
        assertThat(kept()).containsExactly(tuple("a", "protected", "tag legal-hold"));
    }

    @Test
    void idsWhoseQuestionFailsShareTheNextOneWithFewerOthersAndAfterASuccessWithTenAgain() {
        open(DEFAULT, GuardMode.OFF);
        sending.askInfo.settle(
                sending.kit.group("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), error(500, "VOD.10051"));
        List<String> sizes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sending.kit.clock.advance(Duration.ofMinutes(30));
            List<ClaimGroup> groups = groups();
            sizes.add(groups.stream()
                    .map(group -> String.valueOf(group.claims().size()))
                    .collect(Collectors.joining(" ")));
            for (ClaimGroup group : groups) {
                assertThat(group.askInfo()).isTrue();
                assertThat(sending.askInfo
                                .settle(group, error(500, "VOD.10051"))
                                .claims())
                        .isEmpty();
            }
        }
        assertThat(sizes).containsExactly("10", "5 5", "2 2 2 2 2", "1 1 1 1 1 1 1 1 1 1", "1 1 1 1 1 1 1 1 1 1");

        sending.kit.clock.advance(Duration.ofMinutes(30));
        for (ClaimGroup group : groups()) {
            String busy = asset(group.assetIds().get(0).value(), "TRANSCODING", "null", "");
            assertThat(sending.askInfo.settle(group, info(busy)).claims()).isEmpty();
        }
        sending.kit.clock.advance(Duration.ofMinutes(30));
        assertThat(groups())
                .singleElement()
                .extracting(group -> group.claims().size())
                .isEqualTo(10);
    }

    /** The others are not held by it, and it is never sent unchecked. */
    @ParameterizedTest
    @ValueSource(strings = {"VOD.10051", "VOD.10062", "VOD.99999"})
    void anIdForWhichAskingFailsWhileItSucceedsForOthersFails(String code) {
        open(DEFAULT, GuardMode.OFF);
        ClaimGroup group = sending.kit.group("a");
        for (int i = 0; i < 4; i++) {
            assertThat(failed()).extracting(Outcome::assetId).doesNotContain("a");
            assertThat(sending.askInfo.settle(group, error(500, code)).claims()).isEmpty();
            sending.askInfo.settle(sending.kit.group("other-" + i), info(asset("other-" + i, "DELETED", "null", "")));
            sending.kit.clock.advance(Duration.ofMinutes(30));
            group = i < 3 ? again() : group;
        }
        assertThat(failed())
                .filteredOn(outcome -> outcome.assetId().equals("a"))
                .extracting(Outcome::errorCode, Outcome::attempts)
                .containsExactly(tuple(code, 0));
    }

    /** Neither an error nor a response that leaves the id out says that the asset is still as it was approved. */
    @ParameterizedTest
    @ValueSource(ints = {500, 0, 200})
    void whatWasApprovedIsNotSentBeforeAResponseSaysThatItIsUnchanged(int status) {
        open(NONE, GuardMode.OFF);
        ClaimGroup group = sending.kit.group("a");
        sending.kit.store().releases().hold(group.claims());
        approve(sending.kit.store().releases().in(Gate.HELD, 0, 10).get(0));
        sending.kit.clock.advance(StoreKit.LEASE);
        Instant now = sending.kit.clock.instant();

        for (int i = 0; i < 4; i++) {
            ClaimGroup asked = again();
            assertThat(asked.claims()).hasSize(1);
            assertThat(sending.askInfo
                            .settle(asked, status == 200 ? info() : failed(status))
                            .claims())
                    .isEmpty();
            sending.kit.clock.advance(Duration.ofMinutes(30));
        }
        sending.askInfo.settle(again(), info(asset("a", "CREATED", "null", modified(now))));
        assertThat(kept()).extracting(tuple -> tuple.toList().subList(0, 2)).containsExactly(List.of("a", "changed"));
    }

    @Test
    void aRuleThatHoldsWantsAnApprovalAndGetsItOnce() {
        open(NONE, GuardMode.HOLD);
        VodResponse published = info(asset("a", "PUBLISHED", "null", ""), asset("b", "CREATED", "null", ""));
        ClaimGroup sendable = sending.askInfo.settle(sending.kit.group("a", "b"), published);
        assertThat(sendable.assetIds()).extracting(Object::toString).containsExactly("b");
        Submission held = sending.kit.store().releases().in(Gate.HELD, 0, 10).get(0);
        assertThat(held.release().heldFor()).containsExactly(HoldReason.PROTECTION);
        assertThat(sending.deleteBatchBegins(sendable))
                .as("no call with its ids begins")
                .isFalse();
        sending.kit.clock.advance(Duration.ofMinutes(1));
        assertThat(sending.due()).isEmpty();

        approve(held);
        assertThat(sending.askInfo.settle(again(), published).claims()).hasSize(2);
    }

    @Test
    void whatIsNotAsItWasForThePlanIsKeptAndTheRestIsSentWhateverTheClocksSay() {
        open(NONE, GuardMode.OFF);
        Instant now = sending.kit.clock.instant();
        Submission held = hold("a", "b", "c", "d");
        Instant ahead = now.plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
        sending.kit
                .store()
                .releases()
                .storeSeen(
                        held,
                        List.of(
                                new PlannedAsset(new AssetId("a"), ahead, false),
                                new PlannedAsset(new AssetId("b"), ahead, false),
                                new PlannedAsset(new AssetId("c"), ahead, true),
                                new PlannedAsset(new AssetId("d"), ahead, false)));
        approve(held);

        ClaimGroup sendable = sending.askInfo.settle(
                again(),
                info(
                        asset("a", "CREATED", "null", modified(ahead)),
                        asset("b", "CREATED", "null", modified(ahead.minusSeconds(1))),
                        asset("c", "PUBLISHED", "null", modified(ahead)),
                        asset("d", "PUBLISHED", "null", modified(ahead))));
        assertThat(sendable.assetIds()).extracting(Object::toString).containsExactly("a", "c");
        assertThat(kept())
                .extracting(tuple -> tuple.toList().subList(0, 2))
                .containsExactlyInAnyOrder(List.of("b", "changed"), List.of("d", "changed"));
    }

    @Test
    void ofAnAssetThatTheSampleOfThePlanLeftOutTheTimeDecidesAsFarAsClocksMayDiffer() {
        open(NONE, GuardMode.OFF);
        Submission held = hold("a", "b");
        Instant now = sending.kit.clock.instant();
        approve(held);
        ClaimGroup sendable = sending.askInfo.settle(
                again(),
                info(
                        asset("a", "PUBLISHED", "null", modified(now.minus(Duration.ofMinutes(14)))),
                        asset("b", "PUBLISHED", "null", modified(now.minus(Duration.ofMinutes(16))))));
        assertThat(sendable.assetIds()).extracting(Object::toString).containsExactly("b");
        assertThat(kept()).extracting(tuple -> tuple.toList().subList(0, 2)).containsExactly(List.of("a", "changed"));
    }

    /** Without the permission, and without preflight, an approved id is asked about if its plan described assets. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasApprovedByAPlanThatDescribesItIsNotSentUnasked(boolean seen) {
        sending = new Sending(directory, false, new ProtectionRules(NONE, Set.of(), Young.OFF, GuardMode.OFF));
        Submission held = hold("a");
        Instant old = Instant.parse("2019-06-12T03:22:50Z");
        sending.kit
                .store()
                .releases()
                .storeSeen(held, seen ? List.of(new PlannedAsset(new AssetId("a"), old, false)) : List.of());
        approve(held);
        ClaimGroup group = groups().get(0);
        assertThat(group.askInfo()).isEqualTo(seen);
        ClaimGroup sendable = sending.askInfo.settle(group, error(403, "VOD.10074"));
        assertThat(sendable.claims()).hasSize(seen ? 0 : 1);
        sending.kit.clock.advance(Duration.ofMinutes(11));
        assertThat(groups()).singleElement().extracting(ClaimGroup::askInfo).isEqualTo(seen);
    }

    @Test
    void whatNobodyHadToApproveMayChange() {
        open(DEFAULT, GuardMode.OFF);
        Instant later = sending.kit.clock.instant().plusSeconds(60);
        assertThat(sending.askInfo
                        .settle(sending.kit.group("a"), info(asset("a", "PUBLISHED", "null", modified(later))))
                        .claims())
                .hasSize(1);
    }

    private void open(Tags tags, GuardMode published) {
        sending = new Sending(directory, true, new ProtectionRules(tags, Set.of(), Young.OFF, published));
    }

    /** Accepts ids as one submission, which is held. */
    private Submission hold(String... ids) {
        sending.kit.store().releases().hold(sending.kit.group(ids).claims());
        sending.kit.clock.advance(StoreKit.LEASE);
        return sending.kit.store().releases().in(Gate.HELD, 0, 10).get(0);
    }

    private void approve(Submission held) {
        Instant now = sending.kit.clock.instant();
        sending.kit.store().releases().storePlan(held, Ids.plan(held, "sha", now));
        assertThat(sending.kit
                        .store()
                        .releases()
                        .approve(held.submissionId(), "sha", new Order("alice", "http", null, null))
                        .what())
                .isEqualTo(OrderResult.What.DONE);
        sending.kit.clock.advance(Duration.ofMinutes(1));
    }

    /** Claims again what is due, to be asked about. */
    private ClaimGroup again() {
        Instant now = sending.kit.clock.instant();
        return new ClaimGroup(sending.kit.claim(10), true, now, now.plus(StoreKit.LEASE));
    }

    /** Claims again what is due, as the module groups it. */
    private List<ClaimGroup> groups() {
        Instant now = sending.kit.clock.instant();
        return new ClaimGroups(sending.askInfo, StoreKit.LEASE).of(sending.kit.claim(100), now);
    }

    private List<Outcome> failed() {
        return sending.kit.store().outbox().unreported(Side.FAILURE, false, 10);
    }

    private List<org.assertj.core.groups.Tuple> kept() {
        return sending.kit.store().outbox().unreported(Side.KEPT, false, 10).stream()
                .map(outcome -> tuple(outcome.assetId(), outcome.reason(), outcome.errorMsg()))
                .toList();
    }

    private static String modified(Instant time) {
        return time.toString().replaceAll("[-:TZ]|\\..*", "");
    }

    /** @param modified as VOD writes it; empty for a time long ago */
    private static String asset(String id, String status, String tags, String modified) {
        return "{\"asset_id\":\"" + id + "\",\"status\":\"" + status
                + "\",\"base_info\":{\"create_time\":\"20190612032250\",\"last_modified\":\""
                + (modified.isEmpty() ? "20190612032250" : modified) + "\",\"tags\":" + tags + "}}";
    }

    /** @param status 0 for no response */
    private static VodResponse failed(int status) {
        return status == 0
                ? VodResponse.none("SocketTimeoutException: Read timed out", true)
                : error(status, "VOD.10001");
    }

    private static VodResponse info(String... assets) {
        return answer(200, Arrays.stream(assets).collect(Collectors.joining(",", "{\"asset_info_array\":[", "]}")));
    }
}
