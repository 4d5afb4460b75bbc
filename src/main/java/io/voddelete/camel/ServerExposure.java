package io.voddelete.camel;

import io.voddelete.settings.Setting;
import io.voddelete.settings.SettingKind;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * Who can reach the HTTP server. Only our own server is known to listen on {@code vod.http.host}; a host application's server
 * may be reachable by anybody, whatever the settings say.
 */
public final class ServerExposure {
    private static final String OWN_SERVER = "vodOwnServer";

    /** The address of our own server; known once it listens. */
    @FunctionalInterface
    public interface Address {
        /** Such as {@code http://127.0.0.1:8080}. */
        String url();
    }

    private ServerExposure() {}

    /** The server of this context is our own, and listens where the settings say. Call before {@code install}. */
    public static void isOwn(CamelContext context, Address address) {
        VodBeans.bind(context, OWN_SERVER, address);
    }

    /** The address of our own server; empty if there is none, for example because a host application's server is used. */
    static Optional<String> address(CamelContext context) {
        return Optional.ofNullable(context.getRegistry().lookupByNameAndType(OWN_SERVER, Address.class))
                .map(Address::url);
    }

    /** Whether only this machine can reach the server. */
    static boolean isThisMachine(CamelContext context, Settings settings) {
        return isOwnServer(context) && isThisMachine(settings);
    }

    private static boolean isThisMachine(Settings settings) {
        return isLoopback(settings) && !tls(settings).equals("proxy");
    }

    static boolean isOwnServer(CamelContext context) {
        return context.getRegistry().lookupByName(OWN_SERVER) != null;
    }

    private static boolean isLoopback(Settings settings) {
        return SettingKind.isLoopback(settings.text(Setting.HTTP_HOST));
    }

    private static String tls(Settings settings) {
        String tls = settings.text(Setting.HTTP_TLS);
        return tls.equals("false") ? "off" : tls; // as YAML reads it
    }

    /**
     * @param encrypts whether our own server uses TLS
     * @throws SettingsException if it should use TLS, but does not
     */
    public static void checkTls(Settings settings, boolean encrypts) {
        if (tls(settings).equals("server") && !encrypts) {
            throw settings.given(Setting.HTTP_TLS)
                    .fault("the HTTP server does not use TLS. Set camel.ssl.enabled, camel.ssl.keyStore,"
                            + " camel.ssl.keystorePassword and camel.server.useGlobalSslContextParameters, or set"
                            + " vod.http.tls=proxy if a proxy in front of it uses TLS");
        }
    }

    /** @throws SettingsException if a setting is allowed only for a server that only this machine can reach */
    static void check(CamelContext context, Settings settings) {
        check(isOwnServer(context), settings);
    }

    /** @param own whether the server is our own */
    public static void check(boolean own, Settings settings) {
        if (own && isThisMachine(settings)) {
            return;
        }
        List<String> faults = new ArrayList<>();
        String who =
                ", but the server may be reachable from other hosts (a host application's server, or one behind a proxy,"
                        + " always counts as reachable): ";
        if (settings.servesHttp()
                && own
                && !isLoopback(settings)
                && tls(settings).equals("off")) {
            faults.add(Setting.HTTP_TLS.key() + " is off, but vod.http.host is "
                    + Setting.HTTP_HOST.show(settings.text(Setting.HTTP_HOST))
                    + ": tokens, lists and responses would cross the network unencrypted. Allowed: proxy if a proxy in front of"
                    + " this server uses TLS, server if this server does (camel.ssl.*), or a loopback address (127.0.0.1)"
                    + settings.setBy(Setting.HTTP_HOST, Setting.HTTP_TLS));
        }
        if (settings.flag(Setting.INTAKE_WEBHOOK_ENABLED)
                && settings.text(Setting.INTAKE_WEBHOOK_AUTH).equals("none")) {
            faults.add(Setting.INTAKE_WEBHOOK_AUTH.key() + " is none" + who
                    + "anybody could delete assets. Allowed: signature, token"
                    + settings.setBy(Setting.INTAKE_WEBHOOK_AUTH));
        }
        if (settings.flag(Setting.STATUS_ENABLED)
                && settings.text(Setting.STATUS_TOKEN).isEmpty()) {
            faults.add(Setting.STATUS_TOKEN.key() + " is missing" + who
                    + "commands and queries from other hosts need a token. Allowed: "
                    + SettingKind.CALLER_TOKENS.legal());
        }
        if (!faults.isEmpty()) {
            throw new SettingsException(faults);
        }
    }
}
