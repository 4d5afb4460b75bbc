package io.voddelete.operations;

import io.voddelete.http.Caller;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.OptionalLong;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * A token for the beginning of the next page. Row numbers count the submissions of all callers, so a caller that does not see
 * all of them gets the number encrypted. Thread-safe.
 */
public final class PageMark {
    private static final int BLOCK = 16;

    private final SecretKeySpec key;

    /** @param key 16 random bytes */
    public PageMark(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** The token of a row, 1 or more, for this caller. */
    String of(Caller caller, long row) {
        if (caller.seesAll()) {
            return String.valueOf(row);
        }
        byte[] block = ByteBuffer.allocate(BLOCK).putLong(row).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(crypt(Cipher.ENCRYPT_MODE, block));
    }

    /** The row of a token; empty if it is not valid for this caller. */
    OptionalLong row(Caller caller, String mark) {
        if (caller.seesAll()) {
            return mark.matches("[1-9][0-9]{0,17}") ? OptionalLong.of(Long.parseLong(mark)) : OptionalLong.empty();
        }
        if (!mark.matches("[A-Za-z0-9_-]{21}[AQgw]")) { // base64 of 16 bytes
            return OptionalLong.empty();
        }
        ByteBuffer block = ByteBuffer.wrap(
                crypt(Cipher.DECRYPT_MODE, Base64.getUrlDecoder().decode(mark)));
        long row = block.getLong();
        return row > 0 && block.getLong() == 0 ? OptionalLong.of(row) : OptionalLong.empty();
    }

    private byte[] crypt(int mode, byte[] block) {
        try {
            Cipher cipher =
                    Cipher.getInstance("AES/ECB/NoPadding"); // one block, whose other half tells what is made up
            cipher.init(mode, key);
            return cipher.doFinal(block);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }
}
