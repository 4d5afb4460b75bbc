package io.voddelete.standalone;

import io.voddelete.settings.SettingKeys;
import io.voddelete.settings.SettingsException;
import io.voddelete.settings.SourceAddress;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.RuntimeCamelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Explains to the operator why the module cannot start. */
public final class StartFault {
    private static final Logger LOG = LoggerFactory.getLogger(StartFault.class);

    private StartFault() {}

    /** Ends the process with exit code 1 and one message; the stack trace is logged at DEBUG. */
    public static void end(Throwable fault) {
        LOG.debug("The start failed", fault);
        System.err.println(message(fault));
        System.exit(1);
    }

    /** The message for any fault that made a start fail, without a stack trace and without secrets. */
    static String message(Throwable fault) {
        Optional<String> own = find(fault, SettingsException.class).map(Throwable::getMessage);
        if (own.isPresent()) {
            return own.get();
        }
        String what = find(fault, PropertyBindingException.class)
                .filter(binding -> binding.getOptionPrefix() != null)
                .map(StartFault::unbound)
                .or(() -> find(fault, MarkedYamlEngineException.class).map(StartFault::unreadable))
                .or(() -> find(fault, NoSuchEndpointException.class)
                        .map(endpoint -> unusable(endpoint.getUri(), endpoint)))
                .or(() -> find(fault, ResolveEndpointFailedException.class)
                        .map(endpoint -> unusable(endpoint.getUri(), endpoint)))
                .or(() -> find(fault, FailedToCreateRouteException.class)
                        .map(route -> ofRoute(route.getRouteId(), route.getLocation(), route)))
                .or(() -> find(fault, FailedToStartRouteException.class)
                        .map(route -> ofRoute(route.getRouteId(), route.getLocation(), route)))
                .orElseGet(() -> cause(fault));
        return "vod-delete-routes cannot start:\n  " + what + ". -Dlog.level=DEBUG logs the stack trace";
    }

    /** The value may be a secret. */
    private static String unbound(PropertyBindingException fault) {
        String prefix = fault.getOptionPrefix().replaceFirst("\\.?$", ".");
        String key = prefix + fault.getOptionKey();
        Set<String> known = properties(fault.getTarget()).collect(Collectors.toSet());
        boolean isKnown = known.stream().anyMatch(name -> isSame(name, fault.getOptionKey()));
        if (isKnown) {
            return "Invalid value for '" + Text.visible(key) + "'. Camel's documentation says what is allowed";
        }
        Set<String> keys = known.stream().map(name -> prefix + name).collect(Collectors.toSet());
        return "Unknown Camel setting '" + Text.visible(key) + "'." + SettingKeys.didYouMean(key, keys)
                + " It is set in config/application.properties, with -D or as an environment variable";
    }

    /** Camel accepts {@code shutdown-timeout} for {@code shutdownTimeout}. */
    private static boolean isSame(String name, String given) {
        return name.equalsIgnoreCase(given.replace("-", ""));
    }

    private static Stream<String> properties(Object bean) {
        try {
            return Arrays.stream(Introspector.getBeanInfo(bean.getClass()).getPropertyDescriptors())
                    .filter(property -> property.getWriteMethod() != null)
                    .map(PropertyDescriptor::getName);
        } catch (IntrospectionException e) {
            return Stream.empty();
        }
    }

    private static String unreadable(MarkedYamlEngineException fault) {
        String begun = fault.getContext() == null || fault.getContext().isBlank()
                ? ""
                : fault.getContext()
                        + fault.getContextMark().map(StartFault::place).orElse("") + ": ";
        String file = fault.getProblemMark().map(Mark::getName).orElse("a route file");
        String where = fault.getProblemMark().map(StartFault::place).orElse("");
        return Text.visible(file + where + ": " + begun + fault.getProblem());
    }

    private static String place(Mark mark) {
        return ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
    }

    private static String unusable(String uri, Throwable cause) {
        SourceAddress address = new SourceAddress(uri);
        return "Cannot use the endpoint '" + Text.visible(address.shown()) + "' of a route: "
                + Text.visible(
                        address.hide(String.valueOf(RootCause.innermost(cause).getMessage())));
    }

    private static String ofRoute(String route, String location, Throwable fault) {
        return "The route '" + Text.visible(route) + "'" + (location == null ? "" : ", " + Text.visible(location) + ",")
                + " cannot start: " + cause(fault);
    }

    /** The most telling message, with the name of its class unless it explains itself. */
    private static String cause(Throwable fault) {
        Throwable inner = RootCause.innermost(fault);
        String message = inner.getMessage();
        boolean speaks = inner instanceof IllegalArgumentException || inner instanceof RuntimeCamelException;
        return Text.visible(speaks && message != null ? message : inner.toString());
    }

    private static <T extends Throwable> Optional<T> find(Throwable fault, Class<T> kind) {
        return Stream.iterate(fault, each -> each != null, Throwable::getCause)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }
}
