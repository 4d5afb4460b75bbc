package io.voddelete.reader;

import java.io.Closeable;
import java.io.IOException;

/** A text that is produced page by page while it is read, so that it takes little memory whatever its length. */
public final class PagedStream extends BlockStream {
    /** Produces the next page. */
    @FunctionalInterface
    public interface Pages {
        /** The next page; empty at the end. */
        byte[] next() throws IOException;
    }

    private final Pages pages;
    private final Closeable source;
    private byte[] page = new byte[0];
    private int at;
    private boolean ended;

    public PagedStream(Pages pages) {
        this(pages, () -> {});
    }

    /** @param source of the pages; closed with this stream */
    public PagedStream(Pages pages, Closeable source) {
        this.pages = pages;
        this.source = source;
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

    @Override
    public void close() throws IOException {
        source.close();
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
