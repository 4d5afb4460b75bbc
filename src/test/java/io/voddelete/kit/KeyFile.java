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

/** A key store, filled by the JDK's own tool: keys and certificates for servers of tests. */
public record KeyFile(Path file) {
    private static final String PASSWORD = "made-up-password";

    /** A key and its certificate; with {@code -signer}, {@code alias} in the options it is issued by that one. */
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

    /** Another store with nothing but one certificate, to be trusted. */
    public KeyFile certificateOf(String alias, Path other) throws GeneralSecurityException, IOException {
        return store(other, store -> store.setCertificateEntry(alias, load().getCertificate(alias)));
    }

    /** A store with nothing in it. */
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

    /** The JVM options of a program that trusts the certificates of the store. */
    public String[] trustedByJvm() {
        return new String[] {"-Djavax.net.ssl.trustStore=" + file, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD};
    }

    public String password() {
        return PASSWORD;
    }

    /** A server that shows one of the certificates. */
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

    /** A client that trusts the certificates of the store. */
    public SSLContext client() throws GeneralSecurityException, IOException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** The server's side of a connection. */
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
