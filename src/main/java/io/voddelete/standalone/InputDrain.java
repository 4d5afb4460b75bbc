package io.voddelete.standalone;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * Drains the input of a connection that will be closed, before any parsing. Drains enough for a client that writes before
 * it reads to see the response, then stops reading, so that an endless body costs nothing.
 */
final class InputDrain extends ChannelInboundHandlerAdapter {
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    /** Limit for a body in many tiny parts, which no client sends by mistake. */
    private static final int MOST_BYTES_OF_SHREDDED = 64 * 1024;

    private final int most;
    private int discarded;

    private InputDrain(int most) {
        this.most = most;
    }

    /** Starts now, including what was already read together with the refused request: that may be thousands of parts. */
    static InputDrain begin(ChannelPipeline pipeline, boolean shredded) {
        InputDrain drain = new InputDrain(shredded ? MOST_BYTES_OF_SHREDDED : MOST_BYTES);
        pipeline.addFirst(drain);
        if (pipeline.get(HttpRequestDecoder.class) != null) {
            pipeline.remove(HttpRequestDecoder.class);
        }
        return drain;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        discarded += bytes instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
        ReferenceCountUtil.release(bytes);
        if (isFull()) {
            context.channel().config().setAutoRead(false);
        }
    }

    /** Returns whether the limit is reached, so that nothing more should be read. */
    boolean isFull() {
        return discarded > most;
    }
}
