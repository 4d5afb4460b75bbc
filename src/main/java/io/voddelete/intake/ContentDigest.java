package io.voddelete.intake;

import io.voddelete.reader.ListOptions;
import io.voddelete.support.Sha256;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The SHA-256 of the lists of a message: of the bytes of one list, of rows as lines of text. It tells whether a message that
 * comes again is the same.
 */
final class ContentDigest {
    private static final byte[] END = {'\n'};

    private final MessageDigest digest = Sha256.digest();
    private final BooleanSupplier stopping;
    private boolean begun;

    /** @param stopping ends reading with a {@link io.voddelete.support.CallDeferredException} when it returns true */
    ContentDigest(BooleanSupplier stopping) {
        this.stopping = stopping;
    }

    /** The digest of lists that are read for nothing else, in lower-case hex. */
    static String of(List<Delivery> lists, BooleanSupplier stopping) throws IOException {
        ContentDigest whole = new ContentDigest(stopping);
        for (Delivery list : lists) {
            if (list.body() instanceof Delivery.Rows rows) {
                whole.watch(rows).forEachRemaining(row -> {});
            } else {
                try (InputStream in = whole.watch((Delivery.Content) list.body())) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
        }
        return whole.hex();
    }

    /** Opens the content of the next list; what is read of it is digested. */
    InputStream watch(Delivery.Content content) throws IOException {
        beginNext();
        return ListOptions.watched(content.opening().open(), digest, stopping);
    }

    /** The rows of the next list; what is taken of them is digested. */
    Iterator<?> watch(Delivery.Rows rows) {
        beginNext();
        Iterator<?> all = rows.rows();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public Object next() {
                WakeUp.goOnUnless(stopping);
                Object row = all.next();
                digest.update(String.valueOf(row).getBytes(StandardCharsets.UTF_8));
                digest.update(END);
                return row;
            }
        };
    }

    /** One list has the digest of its content; between two there is an end. */
    private void beginNext() {
        if (begun) {
            digest.update(END);
        }
        begun = true;
    }

    /** Call once, at the end. */
    String hex() {
        return Sha256.hex(digest);
    }
}
