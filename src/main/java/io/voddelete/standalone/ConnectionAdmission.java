package io.voddelete.standalone;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.AttributeKey;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.voddelete.support.ProcessEnd;
import io.voddelete.support.RootCause;
import io.voddelete.support.ThrottledLog;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Asks the {@link ConnectionLimit} about each connection as soon as it is accepted, before anything else is done for it, a
 * TLS handshake too. Accepts no more while too many are being closed: who connects then waits with the system.
 */
final class ConnectionAdmission extends JDKTransport {
    private static final AttributeKey<OpenConnection> CONNECTION = AttributeKey.valueOf("vod-connection");

    /** In bytes, of one connection before it is the turn of the others of its thread: a megabyte can take it a second. */
    private static final int LARGEST_READ = 16 * 1024;

    private final ConnectionLimit limit;
    private final LongSupplier nanos;
    private final ThrottledLog faults;

    /** @param nanos a clock of nanoseconds that is never set */
    ConnectionAdmission(ConnectionLimit limit, LongSupplier nanos, ThrottledLog faults) {
        this.limit = limit;
        this.nanos = nanos;
        this.faults = faults;
    }

    /** What is known of an accepted connection. */
    static OpenConnection of(Channel channel) {
        return channel.attr(CONNECTION).get();
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        bootstrap.handler(new Doorkeeper());
        bootstrap.childOption(
                ChannelOption.RCVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(64, 2048, LARGEST_READ).maxMessagesPerRead(1));
    }

    @Sharable
    private final class Doorkeeper extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel channel = (Channel) accepted;
            OpenConnection connection =
                    new OpenConnection(address(channel.remoteAddress()), nanos, () -> closeNow(channel));
            if (limit.admit(connection)) {
                channel.attr(CONNECTION).set(connection);
                channel.closeFuture().addListener(closed -> whenGivenBack(channel, () -> gone(connection, context)));
                context.fireChannelRead(accepted);
                if (limit.isCrowded()) {
                    context.channel().config().setAutoRead(false);
                }
            } else {
                channel.unsafe().closeForcibly(); // it has no thread yet
                faults.failed(
                        "as many connections as are allowed are open, all of them being served",
                        "A new one was closed at once. vod.http.max-connections and"
                                + " vod.http.max-connections-per-address say how many are allowed");
            }
        }

        private void gone(OpenConnection connection, ChannelHandlerContext context) {
            limit.gone(connection);
            // by the thread that accepts, and so after it has looked
            inThread(context.channel().eventLoop(), () -> acceptAgain(context));
        }

        private void acceptAgain(ChannelHandlerContext context) {
            if (!limit.isCrowded()) {
                context.channel().config().setAutoRead(true);
            }
        }

        /** Netty would pause as well, but say it with a stack trace each time. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
            ProcessEnd.look(fault);
            faults.failed(
                    RootCause.shown(fault),
                    "New connections wait up to a second. What to do: if there are too many open files, let the process"
                            + " open more of them (ulimit -n), or lower vod.http.max-connections");
            context.channel().config().setAutoRead(false);
            context.executor().schedule(() -> acceptAgain(context), 1, TimeUnit.SECONDS);
        }
    }

    /**
     * Runs this when the descriptor of a closed channel is given back. That is not when it is closed, but when its thread next
     * looks which connections have something to read, before the tasks of the round after this one.
     */
    private static void whenGivenBack(Channel closed, Runnable task) {
        EventLoop thread = closed.eventLoop();
        if (thread instanceof SingleThreadEventLoop rounds && !rounds.isShuttingDown()) {
            rounds.executeAfterEventLoopIteration(() -> inThread(rounds, task));
        } else {
            task.run();
        }
    }

    /** Or by this one, at the stop. */
    private static void inThread(EventLoop thread, Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException stopped) {
            task.run();
        }
    }

    /**
     * Does not wait until what was written is read, as Vert.x does. By any thread, once the connection was let in: its own
     * thread closes it after it was given to it, since Netty logs a stack trace for one that is closed before.
     */
    private static void closeNow(Channel channel) {
        channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
    }

    /** One that has an IPv6 address has 2^64 of them. */
    static String address(SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (address instanceof Inet6Address) {
            return HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8));
        }
        return address == null ? "" : address.getHostAddress();
    }
}
