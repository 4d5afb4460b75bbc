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
 * Checks each connection against the {@link ConnectionLimit} as soon as it is accepted, before the TLS handshake or any other
 * work. Stops accepting while too many connections are still being closed; new clients then wait in the system's backlog.
 */
final class ConnectionAdmission extends JDKTransport {
    private static final AttributeKey<OpenConnection> CONNECTION = AttributeKey.valueOf("vod-connection");

    /** Maximum bytes per read, so that one connection cannot block the others of its event loop: 1 MiB can take a second. */
    private static final int LARGEST_READ = 16 * 1024;

    private final ConnectionLimit limit;
    private final LongSupplier nanos;
    private final ThrottledLog faults;

    /** @param nanos a monotonic clock, in nanoseconds */
    ConnectionAdmission(ConnectionLimit limit, LongSupplier nanos, ThrottledLog faults) {
        this.limit = limit;
        this.nanos = nanos;
        this.faults = faults;
    }

    /** The state of an accepted connection. */
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
                if (limit.isSaturated()) {
                    context.channel().config().setAutoRead(false);
                }
            } else {
                channel.unsafe().closeForcibly(); // not yet registered with an event loop
                faults.failed(
                        "the connection limit is reached and every open connection is being served",
                        "A new connection was closed. The limits are vod.http.max-connections and"
                                + " vod.http.max-connections-per-address");
            }
        }

        private void gone(OpenConnection connection, ChannelHandlerContext context) {
            limit.gone(connection);
            // runs on the accepting thread, hence after the check
            inThread(context.channel().eventLoop(), () -> acceptAgain(context));
        }

        private void acceptAgain(ChannelHandlerContext context) {
            if (!limit.isSaturated()) {
                context.channel().config().setAutoRead(true);
            }
        }

        /** Netty would pause as well, but would log a stack trace each time. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
            ProcessEnd.look(fault);
            faults.failed(
                    RootCause.shown(fault),
                    "New connections wait up to a second. What to do: if too many files are open, raise the process's limit"
                            + " (ulimit -n) or lower vod.http.max-connections");
            context.channel().config().setAutoRead(false);
            context.executor().schedule(() -> acceptAgain(context), 1, TimeUnit.SECONDS);
        }
    }

    /**
     * Runs a task once the descriptor of a closed channel is released. Netty does not release it on close but at the next
     * select of its event loop, before the tasks of the round after this one.
     */
    private static void whenGivenBack(Channel closed, Runnable task) {
        EventLoop thread = closed.eventLoop();
        if (thread instanceof SingleThreadEventLoop rounds && !rounds.isShuttingDown()) {
            rounds.executeAfterEventLoopIteration(() -> inThread(rounds, task));
        } else {
            task.run();
        }
    }

    /** Runs the task on the calling thread if the event loop is already shut down. */
    private static void inThread(EventLoop thread, Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException stopped) {
            task.run();
        }
    }

    /**
     * Closes without waiting for pending writes, unlike Vert.x. Any thread may call it once the connection was admitted. The
     * close runs on the channel's event loop after registration, since Netty logs a stack trace if a channel is closed earlier.
     */
    private static void closeNow(Channel channel) {
        channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
    }

    /** Returns the /64 prefix of an IPv6 address, because one client usually controls all 2^64 addresses in it. */
    static String address(SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (address instanceof Inet6Address) {
            return HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8));
        }
        return address == null ? "" : address.getHostAddress();
    }
}
