package io.voddelete.camel;

import io.voddelete.settings.LocalePath;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.settings.SourceAddress;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.http.CompositeHttpConfigurer;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.http.common.HttpMethods;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Resolves the endpoints of outcomes and notices before any route is built, since Camel's own error would name the URI but not the setting.
 * Adds a deadline and limits to calls of HTTP endpoints, which Camel does not have.
 */
final class OutcomeEndpoints {
    /** How much of a response body is kept, for the message if it is not a success. */
    private static final int KEPT = 16 * 1024;

    /** Camel's default if neither the address nor the component sets it. */
    private static final long UNSET_MILLIS = 180_000;

    private static final List<Setting> OF_OUTCOMES =
            List.of(Setting.SUCCESS_URI, Setting.FAILURE_URI, Setting.KEPT_URI, Setting.REJECTED_URI);

    private final Settings settings;
    private final ScheduledExecutorService deadlines;
    private final TimeSource clock;
    private final Set<Endpoint> bounded = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Setting> http = ConcurrentHashMap.newKeySet();

    /** @param deadlines cuts connections */
    OutcomeEndpoints(Settings settings, ScheduledExecutorService deadlines, TimeSource clock) {
        this.settings = settings;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /** @throws SettingsException if one cannot be used, or nothing would be signed though there is a secret for it */
    void resolve(CamelContext context) {
        Stream.concat(OF_OUTCOMES.stream(), Stream.of(Setting.NOTIFY_URI))
                .filter(setting -> !settings.text(setting).isEmpty())
                .forEach(setting -> resolve(context, setting));
        requireHttp(Setting.OUTCOME_SIGNING_SECRET, OF_OUTCOMES);
        requireHttp(Setting.NOTIFY_SIGNING_SECRET, List.of(Setting.NOTIFY_URI));
    }

    /** Whether the endpoint of a setting is reached by {@code http:} or {@code https:}; false before it was resolved. */
    boolean isHttp(Setting setting) {
        return http.contains(setting);
    }

    /** Somebody who sets a secret relies on signatures. */
    private void requireHttp(Setting secret, List<Setting> endpoints) {
        if (!settings.text(secret).isEmpty() && endpoints.stream().noneMatch(http::contains)) {
            throw settings.given(secret)
                    .fault("nothing would be signed, as there is no http: or https: endpoint in "
                            + endpoints.stream().map(Setting::key).collect(Collectors.joining(", "))
                            + ". Allowed: such an endpoint, or no secret");
        }
    }

    private void resolve(CamelContext context, Setting setting) {
        String uri = settings.text(setting);
        try {
            Endpoint endpoint = context.getEndpoint(uri);
            if (endpoint instanceof FileEndpoint files) {
                LocalePath.fault(files.getFile().getPath()).ifPresent(fault -> {
                    throw settings.given(setting).fault(fault);
                });
            }
            if (endpoint instanceof HttpEndpoint called) {
                http.add(setting);
                if (bounded.add(called)) {
                    bound(called);
                }
            }
        } catch (SettingsException e) {
            throw e;
        } catch (RuntimeException e) {
            SourceAddress address = new SourceAddress(uri);
            String cause = address.hide(String.valueOf(RootCause.innermost(e).getMessage()));
            throw settings.given(setting)
                    .showing(address.shown())
                    .fault(Text.visible(cause) + ". Allowed: an endpoint of a Camel component on the class path");
        }
    }

    private void bound(HttpEndpoint http) {
        if (http.getHttpMethod() == null) {
            http.setHttpMethod(HttpMethods.POST); // Camel would GET an address with a query, without the message
        }
        CallDeadline deadline = new CallDeadline(
                timeout(http),
                deadlines,
                clock,
                CallPath.asConfigured(new CertificateFaults(deadlines, clock), clock),
                CallConnections.of(http),
                OutcomeEndpoints::keepBeginning);
        http.setHttpClientConfigurer(
                CompositeHttpConfigurer.combineConfigurers(http.getHttpClientConfigurer(), deadline::bound));
    }

    /** The time-out of a VOD call, unless the address or its component sets one. */
    private Duration timeout(HttpEndpoint http) {
        Duration usual = settings.duration(Setting.CALL_TIMEOUT);
        boolean connectSet = http.getConnectTimeout() > 0 && http.getConnectTimeout() != UNSET_MILLIS;
        boolean silenceSet = http.getSoTimeout() > 0 && http.getSoTimeout() != UNSET_MILLIS;
        Duration connect = connectSet ? Duration.ofMillis(http.getConnectTimeout()) : usual;
        if (http.getResponseTimeout() > 0) {
            return connect.plusMillis(http.getResponseTimeout());
        }
        if (silenceSet) {
            return connect.plusMillis(http.getSoTimeout());
        }
        return connectSet ? connect.plus(usual) : usual;
    }

    /** Only the status says whether the outcome was accepted: a response that is too long is cut off, but not a failure. */
    private static boolean keepBeginning(ClassicHttpResponse response) throws IOException {
        response.removeHeaders(HttpHeaders.CONTENT_ENCODING); // Camel would unpack what may be cut off
        HttpEntity entity = response.getEntity();
        InputStream in = entity == null ? null : entity.getContent();
        if (in == null) {
            return true;
        }
        byte[] body = in.readNBytes(KEPT + 1);
        boolean whole = body.length <= KEPT;
        if (whole) {
            in.close(); // gives the connection back
        }
        ContentType type = ContentType.parseLenient(entity.getContentType());
        response.setEntity(new ByteArrayEntity(body, 0, Math.min(body.length, KEPT), type));
        return whole;
    }
}
