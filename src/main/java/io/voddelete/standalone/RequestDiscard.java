package io.voddelete.standalone;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * Lets go what still comes on a connection that is hung up on, before any work is done for it: so much that a caller who
 * sends before he reads sees his answer, and then nothing more, so that an endless body costs nothing.
 */
final class RequestDiscard extends ChannelInboundHandlerAdapter {
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    /** The same of a body in many tiny parts, which nobody sends by mistake. */
    private static final int MOST_BYTES_OF_SHREDDED = 64 * 1024;

    private final int most;
    private int discarded;

    private RequestDiscard(int most) {
        this.most = most;
    }

    /** From now on; what was read with what is refused is not looked at either: of one read it may be thousands of parts. */
    static RequestDiscard begin(ChannelPipeline pipeline, boolean shredded) {
        RequestDiscard discarding = new RequestDiscard(shredded ? MOST_BYTES_OF_SHREDDED : MOST_BYTES);
        pipeline.addFirst(discarding);
        if (pipeline.get(HttpRequestDecoder.class) != null) {
            pipeline.remove(HttpRequestDecoder.class);
        }
        return discarding;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        discarded += bytes instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
        ReferenceCountUtil.release(bytes);
        if (isFull()) {
            context.channel().config().setAutoRead(false);
        }
    }

    /** Whether nothing more may be read. */
    boolean isFull() {
        return discarded > most;
    }
}
