package io.voddelete.camel;

import io.voddelete.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.StringHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which routes of a context are this module's own: their group says so, also in changed copies. */
final class VodRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(VodRoutes.class);

    private static final List<String> LOOPS = List.of(
            "vod-claim-pending",
            "vod-report-successes",
            "vod-report-failures",
            "vod-report-kept",
            "vod-write-plans",
            "vod-write-asked-plans",
            "vod-take-approvals",
            "vod-report-events",
            "vod-write-receipts",
            "vod-write-reports");

    private static final List<String> INTAKE = List.of("vod-take-in-file", "vod-take-in-schedule");

    private VodRoutes() {}

    /** Stops the loops from starting another turn; the current one ends normally. */
    static void suspendLoops(CamelContext context) {
        suspend(context, LOOPS);
    }

    /** Stops the intake of files and scheduled runs. */
    static void suspendIntake(CamelContext context) {
        suspend(context, INTAKE);
    }

    /** Lets a route that works once, at its start, work once more, unless it still does. */
    static void startAgain(CamelContext context, String id) {
        if (!has(context, id) || context.getInflightRepository().size(id) > 0) {
            return;
        }
        try {
            context.getRouteController().stopRoute(id);
            context.getRouteController().startRoute(id);
        } catch (Exception e) {
            LOG.warn(
                    "Route {} cannot be started again, so what was missed while no node sent is not made up for",
                    id,
                    e);
        }
    }

    private static void suspend(CamelContext context, List<String> routes) {
        for (String each : routes) {
            Route route = context.getRoute(each);
            if (route != null) {
                ServiceHelper.suspendService(route.getConsumer());
            }
        }
    }

    /** Whether a route with this id exists and is ours. */
    static boolean has(CamelContext context, String id) {
        Route route = context.getRoute(id);
        return route != null && isOwn(route.getGroup());
    }

    /**
     * Whether a route is as this module has it: neither its file is a changed copy, nor is it made by code.
     *
     * @param file its route file, such as {@code pipeline/send.camel.yaml}
     */
    static boolean isUnchanged(CamelContext context, String id, String file) {
        RouteDefinition route =
                context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinition(id);
        Resource resource = route == null ? null : route.getResource();
        if (resource == null || !resource.exists()) {
            return false;
        }
        try (InputStream used = resource.getInputStream()) {
            return Arrays.equals(used.readAllBytes(), RouteFiles.content(file));
        } catch (IOException e) {
            return false; // then the route is used in the way that any copy of it understands
        }
    }

    /**
     * Call before our routes are loaded, because they would replace others with the same ids.
     *
     * @param ids those of our routes
     * @throws SettingsException if the host has defined a route of such an id
     */
    static void requireFree(CamelContext context, Collection<String> ids) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        refuse(model.getRouteDefinitions().stream()
                .filter(route -> ids.contains(route.getRouteId()) && !isOwn(route.getGroup()))
                .map(route -> taken(route.getRouteId(), route.getEndpointUrl()))
                .toList());
    }

    /**
     * Call when every route is built and before one consumes anything.
     *
     * @param ids those of our routes
     * @throws SettingsException if a route of the host has such an id, or takes from an internal endpoint of such a route
     */
    static void requireOwn(CamelContext context, Collection<String> ids) {
        Set<String> endpoints = ids.stream()
                .flatMap(id -> Stream.of("direct://" + id, "seda://" + id))
                .collect(Collectors.toSet());
        List<String> faults = new ArrayList<>();
        for (Route route : context.getRoutes()) {
            String endpoint = withoutOptions(route.getEndpoint().getEndpointUri());
            if (!isOwn(route.getGroup()) && ids.contains(route.getRouteId())) {
                faults.add(taken(route.getRouteId(), endpoint));
            } else if (!isOwn(route.getGroup()) && endpoints.contains(endpoint)) {
                faults.add("the host application's route '" + route.getRouteId() + "' takes from " + endpoint
                        + ", an endpoint of this module. Let it take from another one");
            }
        }
        refuse(faults);
    }

    /** Removes the definitions of our routes from a context that has stopped, which keeps them. */
    static void remove(CamelContext context) throws Exception {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        for (RouteDefinition route : List.copyOf(model.getRouteDefinitions())) {
            if (isOwn(route.getGroup())) {
                model.removeRouteDefinition(route);
            }
        }
        for (RouteConfigurationDefinition each : List.copyOf(model.getRouteConfigurationDefinitions())) {
            if (each.getId().startsWith("vod-")) {
                model.removeRouteConfiguration(each);
            }
        }
    }

    private static String taken(String id, String endpoint) {
        return "the host application has a route named '" + id + "' (from " + withoutOptions(endpoint)
                + "), the name of a route of this module. Rename that route; if it is a changed copy of ours, give it the group '"
                + Version.PRODUCT + "'";
    }

    private static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new SettingsException(faults);
        }
    }

    private static boolean isOwn(String group) {
        return Version.PRODUCT.equals(group);
    }

    /** Options may hold passwords, and two routes may set them differently. */
    private static String withoutOptions(String uri) {
        return StringHelper.before(uri, "?", uri);
    }
}
