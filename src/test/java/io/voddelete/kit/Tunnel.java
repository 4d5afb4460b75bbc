package io.voddelete.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** Forwards bytes between two connections in both directions until one of them is closed. */
final class Tunnel {
    private Tunnel() {}

    static void between(Socket one, Socket other) throws IOException {
        Thread back = new Thread(() -> pass(other, one), "tunnel");
        back.setDaemon(true);
        back.start();
        pass(one, other);
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // one side has closed
        }
    }
}
