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

/**
 * Sees what comes and goes on one connection, below Vert.x, which would read on and on: counts bodies, holds back further
 * requests until one is answered, and closes where answers are not read. Used by the thread of the connection only.
 */
final class ConnectionGuard extends ChannelDuplexHandler {
    /** A request is refused: its body is not to come on. */
    @FunctionalInterface
    interface Refusal {
        /** @param retryAfter whether the same request may be taken later */
        void answer(Problem problem, boolean retryAfter);
    }

    /** Requests that are here and not answered. More come in one go only from a caller who waits for no answer. */
    private static final int MOST_UNANSWERED = 8;

    private static final AttributeKey<ConnectionGuard> GUARD = AttributeKey.valueOf("vod-connection-guard");
    private static final long LINGER_MILLIS = 500;
    private static final long LOOK_MILLIS = 250;

    private final OpenConnection connection;
    private final OpenConnection.Patience patience;
    private final MemoryBudget.Both budgets;
    private final Deque<PendingRequest> unanswered = new ArrayDeque<>();
    private PendingRequest coming;
    private MemoryBudget.Share unread;
    private ChannelHandlerContext context;
    private Refusal refusal;
    private AbandonableRequest answering;
    private ScheduledFuture<?> looks;
    private boolean readHeldBack;
    private RequestDiscard discarding;
    private boolean hungUp;
    private boolean holdsBack;
    private boolean proved;

    ConnectionGuard(OpenConnection connection, OpenConnection.Patience patience, MemoryBudget.Both budgets) {
        this.connection = connection;
        this.patience = patience;
        this.budgets = budgets;
    }

    /** Guards a connection that has just been opened. */
    static void place(HttpConnection opened, OpenConnection.Patience patience, MemoryBudget.Both budgets) {
        ChannelHandlerContext vertx = ((ConnectionBase) opened).channelHandlerContext();
        OpenConnection connection = ConnectionAdmission.of(vertx.channel());
        ConnectionGuard guard = new ConnectionGuard(connection, patience, budgets);
        vertx.channel().attr(GUARD).set(guard);
        vertx.pipeline().addBefore(vertx.name(), null, guard);
    }

    /** The one that was placed. */
    static ConnectionGuard of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().attr(GUARD).get();
    }

    /** Has the request that is to be answered now refused like this, if its body comes too slowly or there is no memory for it. */
    void refuseBy(Refusal refusal) {
        this.refusal = refusal;
    }

    /** Nothing that comes is taken any more, and after the answer the connection is closed. */
    void hangUp() {
        if (!hungUp) {
            hungUp = true;
            discarding = RequestDiscard.begin(context.pipeline(), coming != null && coming.isShredded());
        }
        update();
    }

    /** Whether the answer is delayed, since a secret or token was wrong: that is to keep nobody else out. */
    void holdsBack(boolean holds) {
        holdsBack = holds;
        update();
    }

    /** The request that is to be answered now; whoever writes the answer comes to an end, also if the connection is closed. */
    HttpServerRequest watched(HttpServerRequest request) {
        answering = new AbandonableRequest(request);
        return answering;
    }

    boolean isHungUp() {
        return hungUp;
    }

    /** Has what is sent as the answer closed when the connection is. By any thread. */
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
                () -> refuse(coming, Problem.of(408, "the body came too slowly; nothing of it was taken"), false));
        looks = context.executor()
                .scheduleWithFixedDelay(
                        () -> connection.look(patience), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        if (hungUp || !isTaken(message)) {
            ReferenceCountUtil.release(message);
            return;
        }
        update();
        channel.fireChannelRead(message);
    }

    private boolean isTaken(Object message) {
        if (message instanceof HttpRequest request) {
            if (!context.channel().isWritable() || unanswered.size() >= MOST_UNANSWERED) {
                hungUp = true;
                connection.close();
                return false;
            }
            coming = new PendingRequest(request);
            coming.body = budgets.bodies().open(refusalOf(coming), proved);
            unanswered.add(coming);
        }
        if (!(message instanceof HttpContent content) || coming == null) {
            return true;
        }
        if (content.decoderResult().isFailure() && !(message instanceof HttpRequest)) {
            refuse(coming, Problem.of(400, "the body is not valid HTTP/1.1; nothing of it was taken"), false);
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
                        Problem.of(400, "the body comes in too many small parts; nothing of it was taken"),
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

    /** Reads nothing more while it is this program's turn: what a caller sends ahead stays with the system. */
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
            if (hungUp) {
                end();
            }
        }));
        answered();
    }

    /** Whose connection is closed while he sends does not see the answer. */
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
            readHeldBack = false; // after a refusal it is read too, so that it is seen, but not for ever
            context.channel().config().setAutoRead(!hungUp || discarding != null && !discarding.isFull());
        }
    }

    private boolean isOurTurn() {
        return !hungUp && !unanswered.isEmpty() && unanswered.peekFirst().complete;
    }

    private void update() {
        if (hungUp) {
            connection.waits(OpenConnection.Waiting.FOR_END);
        } else if (!context.channel().isWritable()) {
            connection.waits(OpenConnection.Waiting.FOR_READER);
        } else if (isOurTurn()) {
            connection.waits(holdsBack ? OpenConnection.Waiting.FOR_DELAY : OpenConnection.Waiting.FOR_ANSWER);
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
        looks.cancel(false);
        channel.fireChannelInactive();
        if (answering != null) {
            answering.abandon();
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

    private void refuse(PendingRequest request, Problem problem, boolean retryAfter) {
        if (request.complete || hungUp) {
            return; // it has just been taken, and will be answered
        }
        request.body.giveBack();
        if (refusal != null && request == unanswered.peekFirst()) {
            refusal.answer(problem, retryAfter);
        } else {
            connection.close();
        }
    }
}
