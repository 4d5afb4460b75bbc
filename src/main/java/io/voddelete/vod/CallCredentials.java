package io.voddelete.vod;

import java.time.Instant;
import java.util.Map;

/** What a call shows to be let in: a signature by keys, or a token. */
public sealed interface CallCredentials permits Credentials, Token {
    /** Whom the call is made for. */
    Identity identity();

    /** The headers to add to the request, and no others. They are secret. */
    Map<String, String> headers(AkSkSigner.Request request, Instant now);

    /** What was signed, on one line without a secret; empty if nothing is. */
    String explain(AkSkSigner.Request request, Instant now);

    /** A text with every secret part of this pass replaced by {@code ***}: VOD's gateway quotes what it refuses. */
    String redact(String text);
}
