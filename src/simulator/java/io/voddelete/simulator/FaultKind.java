package io.voddelete.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of faults. The name in a rule is lower case with hyphens. */
enum FaultKind {
    /** The asset never existed: info says UNCREATED, DELETE fails. */
    UNKNOWN(Scope.ASSET, Value.NONE),
    /** The asset was deleted before: info says DELETED, DELETE fails. */
    GONE(Scope.ASSET, Value.NONE),
    /** The asset cannot be deleted now; info says TRANSCODING, or the busy status given as value. */
    BUSY(Scope.ASSET, Value.BUSY_STATUS),
    /** The asset exists, but DELETE reports FAILED in a 200. */
    REFUSED(Scope.ASSET, Value.NONE),
    /** The asset exists, but makes the whole call fail with this error code; nothing is deleted. */
    SPOILS(Scope.ASSET, Value.CODE),
    /** After the deletion, info says DELETING and DELETE finds it busy. The value is the response: DELETED or FAILED. */
    DELETING(Scope.ASSET, Value.ANSWER),
    /** After the deletion, info says PUBLISHED. */
    SEEMS_LIVING(Scope.ASSET, Value.NONE),
    /** Before the deletion, info says DELETED. */
    SEEMS_DELETED(Scope.ASSET, Value.NONE),
    /** Omitted from info responses. */
    ABSENT(Scope.ASSET, Value.NONE),

    /** An error in the format of the VOD API. */
    ERROR(Scope.CALL, Value.CODE),
    /** A JSON error without an error code. */
    CODELESS(Scope.CALL, Value.STATUS),
    /** An HTML page, as from a proxy. */
    PAGE(Scope.CALL, Value.STATUS),
    /** The connection is closed before the first byte. */
    CUT(Scope.CALL, Value.NONE),
    /** Nothing is sent for this time, then the connection is closed. */
    STALL(Scope.CALL, Value.TIME),
    /** The response is delayed by this time. */
    DELAY(Scope.CALL, Value.TIME),
    /** The body is sent byte by byte with this interval. */
    DRIP(Scope.CALL, Value.TIME),
    /** Content-Length is that of the whole body, but the connection is closed after half of it. */
    HALF(Scope.CALL, Value.NONE),
    /** The status of one asset in the response is this text. */
    WORD(Scope.CALL, Value.TEXT),
    /** A false response: see {@link MalformedResponse}. */
    LIE(Scope.CALL, Value.LIE),

    /** The 429 of a call above the quota. */
    THROTTLED(Scope.GATE, Value.NONE),
    /** The access key no longer exists. */
    REVOKED(Scope.GATE, Value.NONE),
    /** The gateway's clock is ahead of the simulator's by this time, or behind if negative. */
    SKEW(Scope.GATE, Value.SIGNED_TIME);

    /** Where a fault applies. */
    enum Scope {
        /** To one asset; other assets of the call are not affected, unless the whole call fails. */
        ASSET,
        /** To a call that passed the gate. */
        CALL,
        /** To the checks of signature and quota. */
        GATE
    }

    /** The allowed values of a kind. */
    enum Value {
        NONE("nothing"),
        BUSY_STATUS("nothing, or one of TRANSCODING, WAITING_TRANSCODE, CREATING, OBS_CREATING, DELETING"),
        ANSWER("nothing, DELETED or FAILED"),
        CODE("an error code such as VOD.10051"),
        STATUS("an HTTP status from 200 to 599"),
        TIME("a duration such as 500ms, 30s or 5m"),
        SIGNED_TIME("a duration such as 20m or -20m"),
        TEXT("a word"),
        LIE(MalformedResponse.words());

        private final String legal;

        Value(String legal) {
            this.legal = legal;
        }

        private boolean allows(String value) {
            return switch (this) {
                case NONE -> value.isEmpty();
                case BUSY_STATUS -> value.isEmpty() || AssetStatus.isBusy(value);
                case ANSWER -> value.isEmpty() || value.equals("DELETED") || value.equals("FAILED");
                case CODE, TEXT -> value.matches("[\\w.:-]{1,40}");
                case STATUS -> value.matches("[2-5]\\d\\d");
                case TIME -> RuleText.isTime(value);
                case SIGNED_TIME -> RuleText.isTime(value.replaceFirst("^-", ""));
                case LIE -> MalformedResponse.of(value).isPresent();
            };
        }
    }

    private final Scope scope;
    private final Value value;

    FaultKind(Scope scope, Value value) {
        this.scope = scope;
        this.value = value;
    }

    static Optional<FaultKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(FaultKind::word).collect(Collectors.joining(", "));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Scope scope() {
        return scope;
    }

    boolean allows(String text) {
        return value.allows(text);
    }

    String legalValue() {
        return value.legal;
    }

    /** Returns whether such a call, before or after the deletion, sees the asset differently because of this fault. */
    boolean shows(CallKind call, boolean deleted) {
        return switch (this) {
            case UNKNOWN, GONE, BUSY -> !deleted;
            case REFUSED, SPOILS -> !deleted && call == CallKind.DELETE;
            case DELETING -> deleted;
            case SEEMS_LIVING -> deleted && call == CallKind.INFO;
            case SEEMS_DELETED -> !deleted && call == CallKind.INFO;
            case ABSENT -> call == CallKind.INFO;
            default -> false;
        };
    }

    /** Returns whether it starts to apply at the deletion. */
    boolean startsAtDeletion() {
        return this == DELETING || this == SEEMS_LIVING;
    }
}
