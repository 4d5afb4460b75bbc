package io.voddelete.vod;

import java.time.Instant;
import java.util.Map;

/** Authenticates one call: by an AK/SK signature or a token. */
public sealed interface CallCredentials permits Credentials, Token {
    /** Returns the identity on whose behalf the call is made. */
    Identity identity();

    /** Returns the headers to add to the request. They are secret. */
    Map<String, String> headers(AkSkSigner.Request request, Instant now);

    /** Returns what was signed, on one line without secrets; empty if nothing is signed. */
    String explain(AkSkSigner.Request request, Instant now);

    /** Replaces every secret of these credentials in a text by {@code ***}; VOD's gateway quotes what it refuses. */
    String redact(String text);
}
