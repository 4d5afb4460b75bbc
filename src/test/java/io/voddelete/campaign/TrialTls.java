package io.voddelete.campaign;

import io.voddelete.kit.Tool;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** TLS for a run: two certificates, of the right name and of another one, both of which the module trusts. */
final class TrialTls {
    static final String RIGHT = "localhost";
    static final String WRONG = "other.invalid";
    private static final String PASSWORD = "made-up-password";

    private TrialTls() {}

    /** Makes a key store with both in this directory, by the JDK's own tool. */
    static Path makeKeys(Path directory) {
        Path store = directory.resolve("keys.p12");
        for (String name : List.of(RIGHT, WRONG)) {
            Tool keytool = Tool.run(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-alias",
                    name,
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "SAN=dns:" + name,
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD);
            if (!keytool.succeeded()) {
                throw new AssertionError(keytool.said());
            }
        }
        return store;
    }

    /** The JVM options of a module that trusts the certificates of the store. */
    static String[] trust(Path store) {
        return new String[] {"-Djavax.net.ssl.trustStore=" + store, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD};
    }

    /** A server that shows the certificate of one name. */
    static SSLContext server(Path store, String name) throws GeneralSecurityException, IOException {
        char[] password = PASSWORD.toCharArray();
        KeyStore all = KeyStore.getInstance(store.toFile(), password);
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        PasswordProtection protection = new PasswordProtection(password);
        one.setEntry(name, all.getEntry(name, protection), protection);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** The server's side of a connection. */
    static SSLSocket accept(SSLContext context, Socket raw) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(raw, null, true);
        socket.setUseClientMode(false);
        return socket;
    }
}
