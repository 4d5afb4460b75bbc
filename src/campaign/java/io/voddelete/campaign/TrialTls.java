package io.voddelete.campaign;

import io.voddelete.kit.KeyFile;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** TLS for a run: two certificates, of the right name and of another one, both of which the module trusts. */
final class TrialTls {
    static final String RIGHT = "localhost";
    static final String WRONG = "other.invalid";

    private TrialTls() {}

    /** Makes a key store with both in this directory, by the JDK's own tool. */
    static Path makeKeys(Path directory) {
        Path store = directory.resolve("keys.p12");
        KeyFile keys = new KeyFile(store);
        for (String name : List.of(RIGHT, WRONG)) {
            keys.make(name, "CN=" + name, "-ext", "SAN=dns:" + name);
        }
        return store;
    }

    /** The JVM options of a module that trusts the certificates of the store. */
    static String[] trust(Path store) {
        return new KeyFile(store).trustedByJvm();
    }

    /** A server that shows the certificate of one name. */
    static SSLContext server(Path store, String name) throws GeneralSecurityException, IOException {
        return new KeyFile(store).server(name);
    }

    /** The server's side of a connection. */
    static SSLSocket accept(SSLContext context, Socket raw) throws IOException {
        return KeyFile.accept(context, raw);
    }
}
