package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a connection is read on; what that means on a socket is in {@link OwnServerTest}. */
class ConnectionGuardTest {
    private static final int MEBIBYTE = 1024 * 1024;

    private final AtomicLong nanos = new AtomicLong();
    private final OpenConnection connection = new OpenConnection("a", nanos::get, () -> {});
    private final ConnectionGuard guard =
            new ConnectionGuard(connection, StandaloneHttpServer.TIMEOUTS, MemoryBudget.Both.of(64 * MEBIBYTE));
    private final EmbeddedChannel channel = new EmbeddedChannel(guard);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void whatComesIsReadOnceTheRequestBeforeIsAnswered() {
        request();
        assertThat(isRead()).isFalse();

        answer();
        assertThat(isRead()).isTrue();
    }

    @Test
    void afterARefusalItIsReadOnSoThatTheAnswerIsSeen() {
        request();
        guard.closeAfterResponse();

        answer();

        assertThat(isRead()).isTrue();
    }

    @Test
    void whatHasSentTooMuchAfterARefusalIsNotReadOnWhenItIsAnswered() {
        request();
        guard.closeAfterResponse();
        for (int i = 0; i < 5; i++) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[MEBIBYTE]));
        }

        answer();

        assertThat(isRead()).isFalse();
    }

    @Test
    void whoSendsManyRequestsWithoutAnAnswerIsNotReadOnWhenOneIsAnswered() {
        for (int i = 0; i < 9; i++) {
            request();
        }

        answer();

        assertThat(guard.isClosing()).isTrue();
        assertThat(isRead()).isFalse();
    }

    private void request() {
        channel.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
    }

    private void answer() {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    }

    private boolean isRead() {
        return channel.config().isAutoRead();
    }
}
