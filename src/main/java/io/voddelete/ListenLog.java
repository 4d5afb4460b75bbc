package io.voddelete;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.slf4j.Logger;

/** Logs where the HTTP server listens and what it serves. Camel's own summary says 0.0.0.0, wherever it listens. */
final class ListenLog {
    private ListenLog() {}

    static void write(Logger log, CamelContext context, String host, int port) {
        PlatformHttpComponent served = context.getComponent("platform-http", PlatformHttpComponent.class);
        String paths = Stream.concat(served.getHttpEndpoints().stream(), served.getHttpManagementEndpoints().stream())
                .map(HttpEndpointModel::getUri)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        log.info("HTTP server listens on {}, port {}; paths: {}", host, port, paths);
    }
}
