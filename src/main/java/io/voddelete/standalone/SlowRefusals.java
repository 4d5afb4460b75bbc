package io.voddelete.standalone;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Delays 401 responses to slow down guessing. Valid requests are not delayed, not even from the same address. A response is
 * held below Vert.x, which considers the request served: no thread or body is held, only the response, on a connection that
 * is already counted. Confined to the connection's event loop.
 */
final class SlowRefusals extends ChannelDuplexHandler {
    static final Duration DELAY = Duration.ofMillis(500);

    /** Maximum number of writes queued behind a delayed response. Only a client that pipelines causes more. */
    private static final int MOST_HELD = 64;

    /** Maximum size of that queue in bytes: enough for refusals, but not for large responses. */
    private static final int MOST_BYTES = 32 * 1024;

    private static final String NAME = "vodSlowRefusals";
    private static final int UNAUTHORIZED = 401;

    private record Held(Object message, ChannelPromise promise) {
        boolean isRefusal() {
            return isRefusal(message);
        }

        private static boolean isRefusal(Object message) {
            return message instanceof HttpResponse response && response.status().code() == UNAUTHORIZED;
        }

        int bytes() {
            return message instanceof HttpContent content ? content.content().readableBytes() : 0;
        }

        void drop() {
            ReferenceCountUtil.release(message);
            if (!promise.isVoid()) {
                promise.tryFailure(new ClosedChannelException());
            }
        }
    }

    private final Deque<Held> held = new ArrayDeque<>();
    private final ConnectionGuard guard;
    private int bytes;
    private boolean holds;

    private SlowRefusals(ConnectionGuard guard) {
        this.guard = guard;
    }

    /** Installs the delay on a newly opened connection that already has its {@link ConnectionGuard}. */
    static void place(HttpConnection opened) {
        ChannelHandlerContext vertx = ((ConnectionBase) opened).channelHandlerContext();
        vertx.pipeline().addBefore(vertx.name(), NAME, new SlowRefusals(ConnectionGuard.of(opened)));
    }

    @Override
    public void write(ChannelHandlerContext channel, Object message, ChannelPromise promise) {
        Held next = new Held(message, promise);
        if (!holds && next.isRefusal()) {
            hold(channel);
        }
        if (!holds) {
            channel.write(message, promise);
        } else if (held.size() < MOST_HELD && bytes + next.bytes() <= MOST_BYTES) {
            held.add(next);
            bytes += next.bytes();
        } else {
            next.drop();
            channel.close();
        }
    }

    private void hold(ChannelHandlerContext channel) {
        holds = true;
        guard.delaysResponse(true);
        channel.executor().schedule(() -> release(channel), DELAY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Writes the queue up to the next refusal. */
    private void release(ChannelHandlerContext channel) {
        holds = false;
        guard.delaysResponse(false);
        for (Held first = held.poll(); first != null; first = holds ? null : held.poll()) {
            bytes -= first.bytes();
            channel.write(first.message, first.promise);
            if (!held.isEmpty() && held.peek().isRefusal()) {
                hold(channel);
            }
        }
        channel.flush();
    }

    @Override
    public void flush(ChannelHandlerContext channel) {
        if (!holds) {
            channel.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        drop();
        channel.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext channel) {
        drop();
    }

    private void drop() {
        for (Held first = held.poll(); first != null; first = held.poll()) {
            first.drop();
        }
    }
}
