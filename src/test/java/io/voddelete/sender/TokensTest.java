package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.kit.CapturedLog;
import io.voddelete.store.Order;
import io.voddelete.store.Pause;
import io.voddelete.store.SenderState;
import io.voddelete.store.StoreException;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AdaptiveRate;
import io.voddelete.vod.Backoff;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.IamUser;
import io.voddelete.vod.ServerClock;
import io.voddelete.vod.Token;
import io.voddelete.vod.TokenCall;
import io.voddelete.vod.VodError;
import io.voddelete.vod.VodResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TokensTest {
    private static final Order ORDER = Order.of("ops", null);

    private static final IamUser USER = new IamUser("account", "user", "made-up-password", 1);
    private static final IamUser OTHER = new IamUser("account", "user", "another-password", 1);
    private static final Duration LIFE = Duration.ofHours(24);

    @TempDir
    Path directory;

    private final WakeUp stop = new WakeUp();
    private final List<IamUser> asked = new ArrayList<>();
    private StoreKit kit;
    private RateLimiter deletes;
    private RateLimiter infos;
    private SendingPause hold;
    private CredentialsInUse credentials;
    private ErrorPolicy policy;
    private VodReach reach;
    private Tokens tokens;
    private VodResponse refusal;
    private boolean diskIsFull;

    @BeforeEach
    void open() {
        kit = new StoreKit(directory);
        restart(USER);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void aTokenIsFetchedWhenItIsNeededAndKept() {
        assertThat(asked).isEmpty();

        tokens.ready();
        Token first = token();
        tokens.ready();

        assertThat(token()).isSameAs(first);
        assertThat(asked).hasSize(1);
    }

    @Test
    void itIsRenewedFromHalfAnHourBeforeItsEndOn() {
        tokens.ready();
        Token first = token();
        kit.clock.advance(LIFE.minusMinutes(30).minusSeconds(1));
        tokens.ready();
        assertThat(token()).isSameAs(first);

        kit.clock.advance(Duration.ofSeconds(1));
        tokens.ready();

        assertThat(token()).isNotSameAs(first);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aRenewalThatFailsLeavesTheOldTokenInUseUntilItsEnd() {
        tokens.ready();
        Token first = token();
        refusal = StoreKit.error(503, "IAM.0006");
        kit.clock.advance(LIFE.minusMinutes(20));
        tokens.ready();
        tokens.ready();

        assertThat(token()).isSameAs(first);
        assertThat(asked).as("the second try comes after a delay").hasSize(2);
        assertThat(deletes.untilNext()).isZero();

        kit.clock.advance(Duration.ofMinutes(20));
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        assertThat(asked).hasSize(3);
        assertThat(deletes.untilNext()).isPositive();
    }

    @Test
    void aConnectionThatWasCutDoesNotHideThatTheProxyRefusesTheNext() {
        try (CapturedLog log = CapturedLog.of(Tokens.class)) {
            refusal = VodResponse.none("SocketException: reset", true);
            readyOrNot();
            kit.clock.advance(Duration.ofSeconds(10));
            refusal = VodResponse.none("the proxy refused a tunnel", false);
            readyOrNot();

            assertThat(log.lines())
                    .satisfiesExactly(
                            line -> assertThat(line).contains("failed: no response: SocketException: reset. "),
                            line -> assertThat(line).contains("failed: no response: the proxy refused a tunnel. "));
        }
    }

    @Test
    void thoseWhoNeedATokenWaitForTheOneCall() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        tokens = tokens(user -> {
            entered.countDown();
            awaitQuietly(gate);
            return answer(user);
        });
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            callers.add(CompletableFuture.runAsync(tokens::ready, task -> new Thread(task).start()));
        }
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(callers).noneMatch(CompletableFuture::isDone);
        gate.countDown();
        CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);

        assertThat(asked).hasSize(1);
    }

    @Test
    void whileOneRenewsTheOthersGoOnWithTheOldToken() throws Exception {
        tokens.ready();
        Token first = token();
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        slowly = () -> {
            entered.countDown();
            awaitQuietly(gate);
        };
        kit.clock.advance(LIFE.minusMinutes(10));
        CompletableFuture<Void> renewal = CompletableFuture.runAsync(tokens::ready, task -> new Thread(task).start());
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        tokens.ready();
        assertThat(token()).isSameAs(first);

        gate.countDown();
        renewal.get(10, TimeUnit.SECONDS);
        Awaitility.await().until(() -> token() != first);
    }

    @ParameterizedTest
    @CsvSource({"429, IAM.0012", "500, IAM.0006", "503, ''", "410, IAM.0020"})
    void whereIamIsNotWellNoCallGoesOutBeforeTheNextTryAndNothingIsPaused(int status, String code) {
        refusal = StoreKit.error(status, code);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        }

        assertThat(asked).hasSize(1);
        assertThat(hold.pause()).isEmpty();
        assertThat(deletes.untilNext()).isBetween(Duration.ofMillis(900), Duration.ofSeconds(20));
        assertThat(infos.untilNext()).isBetween(Duration.ofMillis(900), Duration.ofSeconds(20));

        refusal = null;
        kit.clock.advance(Duration.ofSeconds(20));
        tokens.ready();
        assertThat(asked).hasSize(2);
    }

    @Test
    void iamSaysHowLongToWait() {
        refusal = VodResponse.of(429, new byte[0], Duration.ofSeconds(90));
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        kit.clock.advance(Duration.ofSeconds(89));
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        assertThat(asked).hasSize(1);

        kit.clock.advance(Duration.ofSeconds(1));
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aWrongPasswordIsNeverTriedAgainNotEvenAfterARestartOrWeeks() {
        refusal = StoreKit.error(401, "");
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        for (int i = 0; i < 2; i++) {
            kit.clock.advance(Duration.ofDays(7));
            assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
            assertThat(deletes.untilNext()).as("and ids are not claimed").isEqualTo(AdaptiveRate.LONGEST_HOLD);
            kit.reopen();
            restart(USER);
        }
        assertThat(asked).hasSize(1);
        assertThat(hold.pause().map(Pause::triesAgain)).contains(false);

        kit.reopen();
        refusal = null;
        restart(OTHER);
        assertThat(hold.pause()).isEmpty();
        tokens.ready();
        assertThat(asked).containsExactly(USER, OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "401, '', wrong, IAM.0062",
        "401, IAM.0001, authentication, IAM.0062",
        "401, IAM.0062, Incorrect password., IAM.0062",
        "400, IAM.0062, Incorrect password., IAM.0062",
        "403, IAM.0062, Incorrect password., IAM.0062",
        "503, IAM.0062, Incorrect password., IAM.0062",
        "401, IAM.0061, no reason, IAM.0061",
        "403, IAM.0061, no reason, IAM.0061",
        "401, '', This user is locked., IAM.0061",
        "401, '', Account LOCKED, IAM.0061"
    })
    void whateverIamCallsItAWrongPasswordIsToldFromALock(int status, String code, String message, String meaning) {
        VodResponse answer = StoreKit.answer(
                status, "{\"error_code\":\"" + code + "\",\"error\":{\"message\":\"" + message + "\"}}");

        VodError error = new TokenCall(USER, "p1", kit.clock.instant())
                .read(answer, null)
                .error();

        Pause pause = IamRefusal.of(error).pause(error, kit.clock.instant(), "");
        assertThat(pause.code()).isEqualTo(meaning);
        assertThat(pause.triesAgain()).isEqualTo(meaning.equals("IAM.0061"));
    }

    @Test
    void anotherPasswordWakesThePausedSenderAtOnce() {
        refusal = StoreKit.error(401, "");
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);

        refusal = null;
        hold.use(OTHER);

        assertThat(hold.pause()).isEmpty();
        assertThat(deletes.untilNext()).isLessThan(Duration.ofSeconds(1));
        tokens.ready();
        assertThat(token().user()).isEqualTo(OTHER);
    }

    @Test
    void anotherPasswordReplacesATokenThatLasts() {
        tokens.ready();
        hold.use(OTHER);
        tokens.ready();

        assertThat(token().user()).isEqualTo(OTHER);
    }

    @Test
    void aLockedUserIsTriedAgainAfterHalfAnHour() {
        refusal = StoreKit.error(401, "IAM.0061");
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        kit.clock.advance(Duration.ofMinutes(29));
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        assertThat(asked).hasSize(1);
        assertThat(deletes.untilNext()).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));

        kit.clock.advance(Duration.ofMinutes(1));
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        assertThat(asked).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"403, IAM.0081", "404, ''"})
    void whateverElseIamRefusesPausesAndIsTriedEveryTenMinutes(int status, String code) {
        refusal = StoreKit.error(status, code);
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        assertThat(asked).hasSize(1);
        assertThat(hold.pause().orElseThrow().remedy()).contains("vod.iam.user", "programmatic access");

        kit.clock.advance(AdaptiveRate.LONGEST_HOLD);
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aWrongPasswordIsNotTriedAgainWhileTheStoreCannotTakeThatItIsWrong() {
        refusal = StoreKit.error(401, "");
        diskIsFull = true;
        for (int call = 0; call < 8; call++) {
            assertThatThrownBy(tokens::ready).isInstanceOf(StoreException.class);
            kit.clock.advance(Duration.ofMinutes(11));
        }
        assertThat(asked).hasSize(1);

        diskIsFull = false;
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        assertThat(asked).hasSize(1);
        assertThat(kit.store().senderState().pause().map(Pause::triesAgain)).contains(false);
    }

    @Test
    void eachOrderOfAnOperatorLetsAWrongPasswordBeTriedOnceHoweverManyCallsWait() {
        refusal = StoreKit.error(401, "");
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        for (int order = 1; order <= 3; order++) {
            hold.resumeByOperator(ORDER);
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                callers.add(CompletableFuture.runAsync(this::readyOrNot, task -> new Thread(task).start()));
            }
            callers.forEach(CompletableFuture::join);
            kit.clock.advance(Duration.ofDays(1));
            readyOrNot();

            assertThat(asked).hasSize(1 + order);
            assertThat(hold.pause().map(Pause::triesAgain)).contains(false);
        }
        assertThat(hold.pause().orElseThrow().remedy()).contains("POST /vod/sender/resume");

        refusal = null;
        hold.resumeByOperator(ORDER);
        tokens.ready();
        assertThat(token().user()).isEqualTo(USER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VOD.10132", "VOD.10057"})
    void aCallThatWasInFlightWhenIamRefusedThePasswordDoesNotShortenThePause(String code) {
        tokens.ready();
        Token first = token();
        refusal = StoreKit.error(401, "");
        assertThat(policy.isOvercome(error("APIGW.0307"), first, deletes)).isTrue();

        policy.consider(error(code), null, deletes, kit.clock.instant(), null);

        kit.clock.advance(Duration.ofDays(1));
        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        assertThat(asked).hasSize(2);
        assertThat(hold.pause()).map(Pause::code).contains("IAM.0062");
        assertThat(kit.store().senderState().pause()).isEqualTo(hold.pause());
    }

    @ParameterizedTest
    @CsvSource({"IAM.0062, 12h", "IAM.0061, 20m"})
    void aCallWithTheOldTokenThatIsAcceptedDoesNotLetIamBeAskedAgain(String code, String later) {
        tokens.ready();
        kit.clock.advance(LIFE.minusMinutes(29));
        refusal = StoreKit.error(401, code);
        tokens.ready();
        assertThat(asked).hasSize(2);

        enterProbeAndAnswer();

        assertThat(hold.pause()).map(Pause::code).contains(code);
        tokens.ready();
        kit.clock.advance(Duration.parse("PT" + later));
        readyOrNot();
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatTheStoreCannotTakeCountsForThatPasswordOnlyAndUntilAnOperatorResumes() {
        refusal = StoreKit.error(401, "");
        diskIsFull = true;
        assertThatThrownBy(tokens::ready).isInstanceOf(StoreException.class);
        hold.use(OTHER);
        assertThatThrownBy(tokens::ready).isInstanceOf(StoreException.class);
        hold.use(OTHER);
        assertThatThrownBy(tokens::ready).isInstanceOf(StoreException.class);
        assertThat(asked).containsExactly(USER, OTHER);

        diskIsFull = false;
        refusal = null;
        hold.resumeByOperator(ORDER);
        tokens.ready();
        assertThat(asked).containsExactly(USER, OTHER, OTHER);
        assertThat(kit.store().senderState().pause()).isEmpty();
    }

    @Test
    void aRefusedTokenIsReplacedOnceForAllCallsThatShowedIt() {
        tokens.ready();
        Token first = token();

        for (int call = 0; call < 8; call++) {
            assertThat(policy.isOvercome(error("APIGW.0307"), first, deletes)).isTrue();
        }

        assertThat(asked).hasSize(2);
        assertThat(token()).isNotSameAs(first);
        assertThat(hold.pause()).isEmpty();
    }

    @Test
    void aNewTokenThatIsRefusedAsWellIsNoLongerOvercome() {
        tokens.ready();
        policy.isOvercome(error("APIGW.0307"), token(), deletes);

        assertThat(policy.isOvercome(error("APIGW.0307"), token(), deletes)).isFalse();
        assertThat(asked).hasSize(2);
    }

    @Test
    void aNewTokenThatWorkedIsReplacedWhenItIsRevokedInItsTurn() {
        tokens.ready();
        policy.isOvercome(error("APIGW.0307"), token(), deletes);
        enterProbeAndAnswer();
        kit.clock.advance(Duration.ofSeconds(10));

        assertThat(policy.isOvercome(error("APIGW.0307"), token(), deletes)).isTrue();
        assertThat(asked).hasSize(3);
    }

    @Test
    void tokensAreNotFetchedAgainAndAgainWhereOneKindOfCallAcceptsThemAndTheOtherDoesNot() {
        tokens.ready();
        policy.isOvercome(error("APIGW.0307"), token(), deletes);
        enterProbeAndAnswer();

        assertThat(policy.isOvercome(error("APIGW.0307"), token(), deletes)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"VOD.10057", "VOD.10074", "APIGW.0302", "VOD.10132", "VOD.10062"})
    void otherErrorsAreNotAboutTheToken(String code) {
        tokens.ready();

        assertThat(policy.isOvercome(error(code), token(), deletes)).isFalse();
        assertThat(asked).hasSize(1);
    }

    @Test
    void afterTheStopIamIsNotAsked() {
        stop.stop();

        assertThatThrownBy(tokens::ready).isInstanceOf(CallDeferredException.class);
        assertThatThrownBy(tokens::next).isInstanceOf(CallDeferredException.class);
        assertThat(asked).isEmpty();
    }

    private Runnable slowly = () -> {};

    private void restart(IamUser user) {
        deletes = new RateLimiter(new AdaptiveRate("delete", 100), kit.store().senderState(), kit.clock, stop);
        infos = new RateLimiter(new AdaptiveRate("info", 300), kit.store().senderState(), kit.clock, stop);
        credentials = new CredentialsInUse(user, new Random(7));
        hold = new SendingPause(
                StoreKit.failingAt(SenderState.class, kit.store().senderState(), "setPause", () -> diskIsFull),
                kit.store().events(),
                credentials,
                deletes,
                infos,
                8,
                true,
                kit.clock);
        tokens = tokens(each -> {
            slowly.run();
            return answer(each);
        });
    }

    private Tokens tokens(Function<IamUser, TokenCall.Answer> iam) {
        Backoff backoff = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(30), new Random(3));
        reach = new VodReach(kit.clock);
        Tokens made = new Tokens(hold, iam, reach, backoff, kit.clock, stop);
        policy = new ErrorPolicy(hold, credentials, made, reach, new ServerClock(kit.clock), kit.clock);
        return made;
    }

    private TokenCall.Answer answer(IamUser user) {
        asked.add(user);
        TokenCall call = new TokenCall(user, "p1", kit.clock.instant());
        String body = "{\"token\":{\"expires_at\":\"" + kit.clock.instant().plus(LIFE) + "\"}}";
        return refusal != null
                ? call.read(refusal, null)
                : call.read(VodResponse.of(201, body.getBytes(StandardCharsets.UTF_8), null), "token-" + asked.size());
    }

    private void readyOrNot() {
        try {
            tokens.ready();
        } catch (CallDeferredException e) {
            assertThat(e).hasMessage("there is no token");
        }
    }

    private Token token() {
        return (Token) tokens.next();
    }

    /** One DELETE call that VOD accepts. */
    private void enterProbeAndAnswer() {
        Object call = new Object();
        assertThat(hold.probe().enter(call, deletes)).isTrue();
        policy.answered(call, null, null);
    }

    private static VodError error(String code) {
        return DeleteResponse.read(StoreKit.error(401, code)).error();
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
