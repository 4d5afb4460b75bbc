package io.voddelete.asset;

import java.io.IOException;
import java.io.InputStream;

/** A text that is made page by page while it is read, so that any length of it takes little memory. */
public class PagedStream extends InputStream {
    /** Makes the next page. */
    @FunctionalInterface
    public interface Pages {
        /** The next page; empty at the end. */
        byte[] next() throws IOException;
    }

    private final Pages pages;
    private byte[] page = new byte[0];
    private int at;
    private boolean ended;

    public PagedStream(Pages pages) {
        this.pages = pages;
    }

    @Override
    public int read() throws IOException {
        return isAtEnd() ? -1 : page[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int read = Math.min(length, page.length - at);
        System.arraycopy(page, at, into, from, read);
        at += read;
        return read;
    }

    private boolean isAtEnd() throws IOException {
        if (at == page.length && !ended) {
            page = pages.next();
            at = 0;
            ended = page.length == 0;
        }
        return ended;
    }
}
