package io.voddelete;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Lets go what still comes on a connection that is hung up on, before any work is done for it: so much that a caller who
 * sends before he reads sees his answer, and then nothing more, so that an endless body costs nothing.
 */
final class Discarding extends ChannelInboundHandlerAdapter {
    private final int most;
    private int discarded;

    /** @param most bytes */
    Discarding(int most) {
        this.most = most;
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
