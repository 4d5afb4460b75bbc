package io.voddelete.standalone;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;

/** The servers on one port that Camel Main starts by itself, in a context without Camel Main. */
public final class ServerInTests {
    /** Short, since tests wait for it, and long enough for clients on a busy machine. */
    static final OpenConnection.Timeouts TIMEOUTS = new OpenConnection.Timeouts(
            Duration.ofSeconds(4),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(1));

    private ServerInTests() {}

    /** Starts with the context, if something is to be served; before the routes are loaded. */
    public static void addTo(CamelContext context, Settings settings) throws Exception {
        addTo(context, settings, System::nanoTime);
    }

    /** @param nanos the clock by which callers are waited for */
    public static void addTo(CamelContext context, Settings settings, LongSupplier nanos) throws Exception {
        if (StandaloneHttpServer.isWanted(settings)) {
            StandaloneHttpServer.guard(context, settings, TIMEOUTS, nanos);
            MainHttpServer server = new MainHttpServer();
            server.setCamelContext(context);
            server.setHost(settings.text(Setting.HTTP_HOST));
            server.setPort(settings.number(Setting.HTTP_PORT));
            server.setMaxBodySize(settings.size(Setting.INTAKE_WEBHOOK_MAX_BYTES));
            context.addService(server);
            ManagementHttpServer management = new ManagementHttpServer();
            management.setCamelContext(context);
            management.setHost(settings.text(Setting.HTTP_HOST));
            management.setPort(settings.number(Setting.HTTP_PORT));
            management.setHealthPath("/observe/health");
            management.setHealthCheckEnabled(true);
            context.addService(management);
        }
    }

    /** As {@code http://127.0.0.1:40001}. */
    public static String url(CamelContext context, Settings settings) {
        return "http://" + settings.text(Setting.HTTP_HOST) + ":" + StandaloneHttpServer.port(context, settings);
    }
}
