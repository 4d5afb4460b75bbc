package io.voddelete.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can go wrong. The word of a kind in a rule is its name in lower case with hyphens. */
enum FaultKind {
    /** Never existed: info says UNCREATED, a DELETE fails. */
    UNKNOWN(Scope.ASSET, Value.NONE),
    /** Was deleted before: info says DELETED, a DELETE fails. */
    GONE(Scope.ASSET, Value.NONE),
    /** Cannot be deleted now; info says TRANSCODING, or the busy status that is the value. */
    BUSY(Scope.ASSET, Value.BUSY_STATUS),
    /** Lives, and is FAILED in a 200. */
    REFUSED(Scope.ASSET, Value.NONE),
    /** Lives, and spoils the whole call with this error code; nothing is deleted. */
    SPOILS(Scope.ASSET, Value.CODE),
    /** After the deed info says DELETING, and a DELETE finds it busy. The value is the word for the deed, DELETED or FAILED. */
    DELETING(Scope.ASSET, Value.ANSWER),
    /** After the deed info says PUBLISHED. */
    SEEMS_LIVING(Scope.ASSET, Value.NONE),
    /** Before the deed info says DELETED. */
    SEEMS_DELETED(Scope.ASSET, Value.NONE),
    /** Is left out of info answers. */
    ABSENT(Scope.ASSET, Value.NONE),

    /** An error in the form of the interface. */
    ERROR(Scope.CALL, Value.CODE),
    /** An error in JSON without an error code. */
    CODELESS(Scope.CALL, Value.STATUS),
    /** A page of HTML, as of a proxy. */
    PAGE(Scope.CALL, Value.STATUS),
    /** The connection is closed before the first byte. */
    CUT(Scope.CALL, Value.NONE),
    /** Nothing comes for so long, then the connection is closed. */
    STALL(Scope.CALL, Value.TIME),
    /** The answer comes so much later. */
    DELAY(Scope.CALL, Value.TIME),
    /** The body comes byte by byte with this time in between. */
    DRIP(Scope.CALL, Value.TIME),
    /** The length of the body is announced, half of it is sent, then the connection is closed. */
    HALF(Scope.CALL, Value.NONE),
    /** The status of one asset in the answer is this word. */
    WORD(Scope.CALL, Value.TEXT),
    /** The answer is no true one: see {@link Lie}. */
    LIE(Scope.CALL, Value.LIE),

    /** The 429 of a call above the quota. */
    THROTTLED(Scope.GATE, Value.NONE),
    /** The access key does not exist any more. */
    REVOKED(Scope.GATE, Value.NONE),
    /** The gateway's clock is so much ahead of, or with a minus behind, the simulator's. */
    SKEW(Scope.GATE, Value.SIGNED_TIME);

    /** Where a fault takes place. */
    enum Scope {
        /** In an asset; the others of its call do not feel it, unless it spoils the whole call. */
        ASSET,
        /** In a call that came through to the assets. */
        CALL,
        /** Before: at signature and quota. */
        GATE
    }

    /** What follows the equals sign of a kind. */
    enum Value {
        NONE("nothing"),
        BUSY_STATUS("nothing, or one of TRANSCODING, WAITING_TRANSCODE, CREATING, OBS_CREATING, DELETING"),
        ANSWER("nothing, DELETED or FAILED"),
        CODE("an error code such as VOD.10051"),
        STATUS("an HTTP status from 200 to 599"),
        TIME("a time such as 500ms, 30s or 5m"),
        SIGNED_TIME("a time such as 20m or -20m"),
        TEXT("a word"),
        LIE(Lie.words());

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
                case LIE -> Lie.of(value).isPresent();
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

    /** Whether an asset of this fate is another than an ordinary one to such a call, after or before it was deleted. */
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

    /** Whether it starts to show at the deed. */
    boolean startsAtTheDeed() {
        return this == DELETING || this == SEEMS_LIVING;
    }
}
