package io.voddelete;

import io.voddelete.asset.Text;
import io.voddelete.pipeline.Causes;
import java.util.Optional;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;

/** Why the module cannot start, in words for the operator. */
final class StartFault {
    private StartFault() {}

    /** The message for a fault that the operator can mend; empty if it is none of these. */
    static Optional<String> of(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof SettingsException) {
                return Optional.of(each.getMessage());
            }
            if (each instanceof NoSuchEndpointException endpoint) {
                return Optional.of(unusable(endpoint.getUri(), endpoint));
            }
            if (each instanceof ResolveEndpointFailedException endpoint) {
                return Optional.of(unusable(endpoint.getUri(), endpoint));
            }
        }
        return Optional.empty();
    }

    private static String unusable(String uri, Throwable cause) {
        return "vod-delete-routes cannot start:\n  the endpoint '" + Text.visible(uri)
                + "', of vod.outcome.success-uri,"
                + " .failure-uri or .rejected-uri or of a changed route, cannot be used: "
                + Text.visible(Causes.innermost(cause).getMessage())
                + " Legal: an endpoint of a Camel component on the class path";
    }
}
