package io.voddelete.kit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A key store created with keytool: keys and certificates for test servers. */
public record KeyFile(Path file) {
    private static final String PASSWORD = "made-up-password";

    /** Creates a key and its certificate; issued by another key if the options contain {@code -signer} and its alias. */
    public void make(String alias, String name, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                alias,
                "-dname",
                name,
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
        Tool keytool = Tool.run(command.toArray(String[]::new));
        if (!keytool.succeeded()) {
            throw new AssertionError(keytool.said());
        }
    }

    /** Creates another store that contains only this certificate, as a trust store. */
    public KeyFile certificateOf(String alias, Path other) throws GeneralSecurityException, IOException {
        return store(other, store -> store.setCertificateEntry(alias, load().getCertificate(alias)));
    }

    /** Creates an empty store. */
    public static KeyFile empty(Path file) throws GeneralSecurityException, IOException {
        return store(file, store -> {});
    }

    private interface Filling {
        void fill(KeyStore store) throws GeneralSecurityException, IOException;
    }

    private static KeyFile store(Path file, Filling filling) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        filling.fill(store);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return new KeyFile(file);
    }

    /** Returns the JVM options to trust the certificates of this store. */
    public String[] trustedByJvm() {
        return new String[] {"-Djavax.net.ssl.trustStore=" + file, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD};
    }

    public String password() {
        return PASSWORD;
    }

    /** Returns a server context that presents one of the certificates. */
    public SSLContext server(String alias) throws GeneralSecurityException, IOException {
        char[] password = PASSWORD.toCharArray();
        PasswordProtection protection = new PasswordProtection(password);
        KeyStore one = empty();
        one.setEntry(alias, load().getEntry(alias, protection), protection);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Returns a client context that trusts the certificates of this store. */
    public SSLContext client() throws GeneralSecurityException, IOException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Wraps an accepted connection in TLS, as the server. */
    public static SSLSocket accept(SSLContext context, Socket raw) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(raw, null, true);
        socket.setUseClientMode(false);
        return socket;
    }

    private KeyStore load() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
