package io.voddelete.campaign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** What a {@link FaultProxy} does with a call. The order is part of what a seed means. */
enum Fault {
    /** The connection is reset; the call never gets through. */
    RESET_BEFORE {
        @Override
        void disturb(Passing call) throws IOException {
            call.reset();
        }
    },
    /** The request is cut off at one of {@link #POSITIONS} positions; VOD cannot have understood it. */
    CUT_REQUEST {
        @Override
        void disturb(Passing call) throws IOException {
            call.upstream().send(call.part(call.head()));
            call.reset();
        }
    },
    /** The call gets through; then the connection is reset. */
    RESET_AFTER {
        @Override
        void disturb(Passing call) throws IOException {
            call.answer();
            call.reset();
        }
    },
    /** The answer is cut off at one of {@link #POSITIONS} positions. */
    CUT_ANSWER {
        @Override
        void disturb(Passing call) throws IOException {
            call.out().write(call.part(call.answer()));
            call.cut();
        }
    },
    /** The answer comes by one byte a second. */
    DRIP {
        @Override
        void disturb(Passing call) throws IOException {
            byte[] answer = call.answer();
            call.caller().setSoTimeout(1000);
            for (byte each : answer) {
                call.out().write(each);
                try {
                    if (call.in().read() < 0) {
                        return;
                    }
                } catch (SocketTimeoutException e) {
                    // the time between two bytes
                }
            }
        }
    },
    /** The call gets through, and nothing is said. */
    SILENT {
        @Override
        void disturb(Passing call) throws IOException {
            call.answer();
            call.awaitLeaving();
        }
    },
    /** The call gets through, and 10 MiB come as the answer. */
    HUGE {
        @Override
        void disturb(Passing call) throws IOException {
            call.answer();
            call.out().write(head("Content-Length: " + HUGE_BYTES));
            byte[] block = blank();
            for (int i = 0; i < HUGE_BYTES / block.length; i++) {
                call.out().write(block);
            }
        }
    },
    /** The call gets through, and the answer is 100 KiB that unpack to 100 MiB. */
    BOMB {
        @Override
        void disturb(Passing call) throws IOException {
            call.answer();
            call.out().write(head("Content-Encoding: gzip\r\nContent-Length: " + Bomb.PACKED.length));
            call.out().write(Bomb.PACKED);
        }
    },
    /** Half of the answer, and no more will come; but the connection stays open the other way. */
    HALF_CLOSE {
        @Override
        void disturb(Passing call) throws IOException {
            byte[] answer = call.answer();
            call.out().write(answer, 0, answer.length / 2);
            call.caller().shutdownOutput();
            call.awaitLeaving();
        }
    },
    /** The call gets through; then nobody listens for a while. */
    REFUSED {
        @Override
        void disturb(Passing call) throws IOException {
            call.answer();
            call.upstream().stopListening();
        }
    },
    /** Of a connection, not of a call: it shows a certificate that is trusted, but of another name. Nothing may come. */
    WRONG_NAME {
        @Override
        void disturb(Passing call) {
            throw new IllegalStateException("a call came to a server of another name");
        }
    };

    static final int POSITIONS = 50;
    private static final int HUGE_BYTES = 10 << 20;

    /** What is behind the proxy, and its own door. */
    interface Upstream {
        /** Sends so much and no more. */
        void send(byte[] part) throws IOException;

        /** Makes the call and gives its whole answer. */
        byte[] call(byte[] head) throws IOException;

        /** For a while. */
        void stopListening() throws IOException;
    }

    /**
     * A call on its way.
     *
     * @param raw the connection under TLS, or the same as {@code caller}
     * @param position where it is cut, below {@link #POSITIONS}
     */
    record Passing(Socket raw, Socket caller, byte[] head, int position, Upstream upstream) {
        byte[] answer() throws IOException {
            return upstream.call(head);
        }

        OutputStream out() throws IOException {
            return caller.getOutputStream();
        }

        InputStream in() throws IOException {
            return caller.getInputStream();
        }

        byte[] part(byte[] whole) {
            return Arrays.copyOf(whole, whole.length * position / POSITIONS);
        }

        void reset() throws IOException {
            raw.setSoLinger(true, 0);
            raw.close();
        }

        /** Ends it without a word, of TLS either. */
        void cut() throws IOException {
            raw.close();
        }

        void awaitLeaving() throws IOException {
            while (in().read() >= 0) {
                // it is to say no more
            }
        }
    }

    /** @throws IOException if the caller has had enough: that is its right */
    abstract void disturb(Passing call) throws IOException;

    /** Makes what takes seconds to make: they would count as the caller's. */
    static void prepare() {
        Bomb.PACKED.clone();
    }

    private static byte[] head(String headers) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + headers + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] blank() {
        byte[] block = new byte[1 << 16];
        Arrays.fill(block, (byte) ' ');
        return block;
    }

    private static final class Bomb {
        static final byte[] PACKED = pack();

        private static byte[] pack() {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out = new GZIPOutputStream(packed)) {
                byte[] block = new byte[1 << 16];
                for (int i = 0; i < (100 << 20) / block.length; i++) {
                    out.write(block);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return packed.toByteArray();
        }
    }
}
