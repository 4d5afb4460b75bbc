package io.voddelete.standalone;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** The address of the HTTP server. Checked here because Camel only logs a failure to listen, and runs without a server. */
record ListenAddress(Settings settings) implements StartupListener, Ordered {
    /** @throws SettingsException if the address cannot be bound now */
    void requireUsable() {
        String host = settings.text(Setting.HTTP_HOST);
        int port = settings.number(Setting.HTTP_PORT);
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw settings.given(Setting.HTTP_HOST)
                    .fault("the host name cannot be resolved. Allowed: an address of this machine, or a name of one;"
                            + " 127.0.0.1 for access from this machine only, 0.0.0.0 for all its addresses");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw fault(address, e);
        }
    }

    /**
     * Called after the server has tried to listen and before the first route starts.
     *
     * @throws SettingsException if it is not listening, for instance because the port was taken in the meantime
     */
    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        VertxPlatformHttpRouter router = StandaloneHttpServer.router(context, settings.number(Setting.HTTP_PORT));
        if (!alreadyStarted && (router == null || router.getServer().getPort() <= 0)) {
            requireUsable();
            throw settings.given(Setting.HTTP_PORT)
                    .fault("the HTTP server is not listening there. Start again, or set another port");
        }
    }

    /** Runs after the server's own listener. */
    @Override
    public int getOrder() {
        return LOWEST;
    }

    private SettingsException fault(InetAddress address, IOException cause) {
        if (!isLocal(address)) {
            return settings.given(Setting.HTTP_HOST)
                    .fault("not an address of this machine (" + cause.getMessage()
                            + "). Allowed: one of its addresses;"
                            + " 127.0.0.1 for access from this machine only, 0.0.0.0 for all its addresses");
        }
        int port = settings.number(Setting.HTTP_PORT);
        String where = "the HTTP server cannot listen on " + settings.text(Setting.HTTP_HOST) + ":" + port + " ("
                + cause.getMessage() + "): ";
        if (String.valueOf(cause.getMessage()).contains("ermission")) {
            return settings.given(Setting.HTTP_PORT)
                    .fault(where + "this user may not use a port below 1024. Allowed: a port from 1024 up");
        }
        return settings.given(Setting.HTTP_PORT)
                .fault(where
                        + "another process is listening there, perhaps a second instance of this module, its demo or"
                        + " another web server (ss -ltnp 'sport = :" + port
                        + "' shows which). Stop that process, or set another port");
    }

    private static boolean isLocal(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true; // unknown: blame the port
        }
    }
}
