package io.voddelete.intake;

import io.voddelete.reader.Entry;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.ListRules;
import io.voddelete.reader.RowReader;
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
 * The SHA-256 of the lists of a message: of the bytes of one list, of rows as lines with what was read of them, since what a
 * row is made of may have another text each time. It tells whether a message that
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
    static String of(List<Delivery> lists, ListRules rules, BooleanSupplier stopping) throws IOException {
        ContentDigest whole = new ContentDigest(stopping);
        for (Delivery list : lists) {
            if (list.body() instanceof Delivery.Rows rows) {
                try (RowReader reader = new RowReader(whole.watch(rows), rules)) {
                    for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                        whole.add(entry);
                    }
                }
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

    /** Begins the rows of the next list. Call {@link #add} with what is read of each. */
    Iterator<?> watch(Delivery.Rows rows) {
        beginNext();
        return rows.rows();
    }

    /** Digests what was read of one row; not its kept columns, since they decide nothing. */
    void add(Entry entry) {
        WakeUp.goOnUnless(stopping);
        String text = entry instanceof Entry.Rejected no
                ? no.text()
                : ((Entry.Found) entry).assetId().value();
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update(END);
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
