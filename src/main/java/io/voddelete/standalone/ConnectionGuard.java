package io.voddelete.standalone;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.voddelete.http.Problem;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Enforces limits on one connection below Vert.x, which would read without bound: accounts for the memory of bodies, holds
 * back pipelined requests until the current one is answered, and closes the connection if responses are not read. Confined
 * to the connection's event loop.
 */
final class ConnectionGuard extends ChannelDuplexHandler {
    /** Maximum number of unanswered requests. Only a client that pipelines sends more at once. */
    private static final int MOST_UNANSWERED = 8;

    private static final AttributeKey<ConnectionGuard> GUARD = AttributeKey.valueOf("vod-connection-guard");
    private static final long LINGER_MILLIS = 500;
    private static final long LOOK_MILLIS = 250;

    private final OpenConnection connection;
    private final OpenConnection.Timeouts timeouts;
    private final MemoryBudget.Both budgets;
    private final Deque<PendingRequest> unanswered = new ArrayDeque<>();
    private @Nullable PendingRequest coming; // the latest
    private MemoryBudget.@Nullable Share unread; // of the response

    @SuppressWarnings("NullAway.Init") // Netty calls handlerAdded before anything else
    private ChannelHandlerContext context;

    private @Nullable RequestRefusal refusal; // of the request that is being served, as the next
    private @Nullable DisconnectAwareRequest answering;
    private @Nullable ScheduledFuture<?> looks;
    private boolean readHeldBack;
    private @Nullable InputDrain drain; // only while closing
    private boolean closing;
    private boolean delaysResponse;
    private boolean proved;

    ConnectionGuard(OpenConnection connection, OpenConnection.Timeouts timeouts, MemoryBudget.Both budgets) {
        this.connection = connection;
        this.timeouts = timeouts;
        this.budgets = budgets;
    }

    /** Installs a guard on a newly opened connection. */
    static void place(HttpConnection opened, OpenConnection.Timeouts timeouts, MemoryBudget.Both budgets) {
        ChannelHandlerContext vertx = ((ConnectionBase) opened).channelHandlerContext();
        OpenConnection connection = ConnectionAdmission.of(vertx.channel());
        ConnectionGuard guard = new ConnectionGuard(connection, timeouts, budgets);
        vertx.channel().attr(GUARD).set(guard);
        vertx.pipeline().addBefore(vertx.name(), null, guard);
    }

    /** Returns the guard installed by {@link #place}. */
    static ConnectionGuard of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().attr(GUARD).get();
    }

    /** Sets how to refuse the current request if its body is too slow or there is no memory for it. */
    void refuseBy(RequestRefusal refusal) {
        this.refusal = refusal;
    }

    /** Discards all further input and closes the connection after the response. */
    void closeAfterResponse() {
        if (!closing) {
            closing = true;
            drain = InputDrain.begin(context.pipeline(), coming != null && coming.isShredded());
        }
        update();
    }

    /** Sets whether the response is delayed because of a wrong secret or token; such a connection may be evicted. */
    void delaysResponse(boolean holds) {
        delaysResponse = holds;
        update();
    }

    /** Wraps the current request so that writing its response never blocks on a closed connection. */
    HttpServerRequest watched(HttpServerRequest request) {
        answering = new DisconnectAwareRequest(request);
        return answering;
    }

    boolean isClosing() {
        return closing;
    }

    /** Closes the source of the response body together with the connection. Thread-safe. */
    void closeWithConnection(Closeable answer) {
        context.executor().execute(() -> {
            if (answering != null) {
                answering.closeWith(answer);
            }
        });
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        connection.begin(
                () -> refuse(coming, Problem.of(408, "The body arrived too slowly. Nothing was accepted."), false));
        looks = context.executor()
                .scheduleWithFixedDelay(
                        () -> connection.look(timeouts), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        if (closing || !isTaken(message)) {
            ReferenceCountUtil.release(message);
            return;
        }
        update();
        channel.fireChannelRead(message);
    }

    private boolean isTaken(Object message) {
        if (message instanceof HttpRequest request) {
            if (!context.channel().isWritable() || unanswered.size() >= MOST_UNANSWERED) {
                closing = true;
                connection.close();
                return false;
            }
            coming = new PendingRequest(request, one -> budgets.bodies().open(refusalOf(one), proved));
            unanswered.add(coming);
        }
        if (!(message instanceof HttpContent content) || coming == null) {
            return true;
        }
        if (content.decoderResult().isFailure() && !(message instanceof HttpRequest)) {
            refuse(coming, Problem.of(400, "The body is not valid HTTP/1.1. Nothing was accepted."), false);
            return false;
        }
        return isTaken(coming, content);
    }

    private boolean isTaken(PendingRequest request, HttpContent content) {
        int length = content.content().readableBytes();
        if (length > 0 && !request.answered) {
            request.add(length);
            connection.heard();
            if (request.isShredded()) {
                refuse(
                        request,
                        Problem.of(400, "The body is split into too many small chunks. Nothing was accepted."),
                        false);
                return false;
            }
            if (!request.body.hold(request.memory())) {
                refuseForMemory(request);
                return false;
            }
        }
        if (content instanceof LastHttpContent) {
            request.complete = true;
            request.body.complete();
        }
        return true;
    }

    /** Stops reading while a request is being served; what a client sends ahead stays in the socket's buffer. */
    @Override
    public void read(ChannelHandlerContext channel) {
        if (isOurTurn()) {
            channel.channel().config().setAutoRead(false);
            readHeldBack = true;
        } else {
            channel.read();
        }
    }

    @Override
    public void write(ChannelHandlerContext channel, Object message, ChannelPromise promise) {
        boolean interim =
                message instanceof HttpResponse response && response.status().code() < 200;
        if (message instanceof HttpResponse response && !interim && !unanswered.isEmpty()) {
            unanswered.peekFirst().status = response.status().code();
        }
        if (interim || !(message instanceof LastHttpContent)) {
            channel.write(message, promise);
            return;
        }
        channel.write(message, promise.unvoid().addListener(written -> {
            if (closing) {
                end();
            }
        }));
        answered();
    }

    /** Lingers before closing: a client that is still sending would get a reset instead of the response. */
    private void end() {
        if (coming == null || coming.complete) {
            connection.close();
        } else {
            context.executor().schedule(connection::close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void answered() {
        refusal = null;
        answering = null;
        PendingRequest request = unanswered.pollFirst();
        if (request != null) {
            request.end();
            proved |= request.isAccepted();
            if (request.isServed()) {
                connection.served();
            }
        }
        update();
        if (readHeldBack && !isOurTurn()) {
            readHeldBack = false; // after a refusal, read on for a while so that the client sees the response
            context.channel().config().setAutoRead(!closing || drain != null && !drain.isFull());
        }
    }

    private boolean isOurTurn() {
        return !closing && !unanswered.isEmpty() && unanswered.peekFirst().complete;
    }

    private void update() {
        if (closing) {
            connection.waits(OpenConnection.Waiting.FOR_END);
        } else if (!context.channel().isWritable()) {
            connection.waits(OpenConnection.Waiting.FOR_READER);
        } else if (isOurTurn()) {
            connection.waits(delaysResponse ? OpenConnection.Waiting.FOR_DELAY : OpenConnection.Waiting.FOR_ANSWER);
        } else if (coming != null) {
            connection.waits(coming.complete ? OpenConnection.Waiting.FOR_NEXT_HEAD : OpenConnection.Waiting.FOR_BODY);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext channel) {
        unread = budgets.answers().unread(unread, channel.channel(), connection::close);
        update();
        channel.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        unanswered.forEach(request -> request.body.giveBack());
        if (unread != null) {
            unread.giveBack();
        }
        if (looks != null) {
            looks.cancel(false);
        }
        channel.fireChannelInactive();
        if (answering != null) {
            answering.disconnected();
        }
    }

    private Runnable refusalOf(PendingRequest request) {
        return () -> context.executor().execute(() -> refuseForMemory(request));
    }

    private void refuseForMemory(PendingRequest request) {
        boolean tooLarge =
                MemoryBudget.capacity(request.bytes) > budgets.bodies().most();
        refuse(request, budgets.bodies().problem(tooLarge), !tooLarge);
    }

    private void refuse(@Nullable PendingRequest request, Problem problem, boolean retryAfter) {
        if (request == null || request.complete || closing) {
            return; // nothing has arrived, or it is complete and about to be answered
        }
        request.body.giveBack();
        if (refusal != null && request == unanswered.peekFirst()) {
            refusal.answer(problem, retryAfter);
        } else {
            connection.close();
        }
    }
}
