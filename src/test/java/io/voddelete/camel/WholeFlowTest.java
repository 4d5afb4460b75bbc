package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.voddelete.kit.OwnNames;
import io.voddelete.kit.RouteFile;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.WebhookCaller;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.standalone.ServerInTests;
import io.voddelete.support.WakeUp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In a host's context the start fails with our sentence if a part of the flow is missing, whichever it is. */
@Timeout(120)
class WholeFlowTest {
    @TempDir
    Path directory;

    private final Properties changes = new Properties();

    static Stream<Path> routeFiles() {
        return RouteFile.all().stream().map(RouteFile::path);
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void eachFileThatIsMissingIsNoticed(Path missing) throws Exception {
        everything("poll");
        Throwable fault = startWith(file -> !file.equals(missing));

        String routes = Files.readString(missing);
        assertThat(fault).isInstanceOf(SettingsException.class).hasMessageContaining("Missing routes: ");
        String named = fault.getMessage().replaceFirst("(?s).*routes: ([^.]*)\\..*", "$1");
        assertThat(named.split(", "))
                .isNotEmpty()
                .allSatisfy(route -> assertThat(routes).contains("id: " + route + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "call"})
    void theRoutesThatAreNeededAreThoseOfTheFiles(String mode) throws Exception {
        everything(mode);
        theRoutesThatAreNeededAreThoseOfTheFiles();
    }

    @Test
    void theRoutesThatAreNeededAreThoseOfTheFiles() throws Exception {
        Settings settings = settings();
        CamelContext context = new DefaultCamelContext();
        try {
            context.disableJMX(); // half of the time of a start
            install(context, settings, file -> true);
            context.start();
            Set<String> loaded =
                    context.getRoutes().stream().map(Route::getRouteId).collect(Collectors.toSet());
            assertThat(new WholeFlow(settings, WakeUp.notBegun(() -> 0)).needed())
                    .containsExactlyInAnyOrderElementsOf(loaded);
        } finally {
            context.stop();
        }
    }

    @Test
    void allRoutesAreThoseOfTheFiles() {
        assertThat(WholeFlow.all()).containsExactlyInAnyOrderElementsOf(OwnNames.routes());
    }

    @Test
    void anEndpointThatCannotBeUsedFailsTheStartOfAHostByItsKey() throws Exception {
        changes.setProperty("vod.outcome.failure-uri", "nosuch:place");
        CamelContext context = new DefaultCamelContext();
        try {
            context.disableJMX(); // half of the time of a start
            install(context, settings(), file -> true);
            assertThatThrownBy(context::start)
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContainingAll("vod.outcome.failure-uri", "'nosuch:place'");
        } finally {
            context.stop();
        }
        changes.remove("vod.outcome.failure-uri");
        assertThat(startWith(file -> true)).as("what it held is free").isNull();
    }

    /** As a host may, that shows the fault and lets the operator mend it. */
    @Test
    void whatARefusedStartHeldIsFreeOnceTheHostHasStoppedIt() throws Exception {
        startWith(file -> !file.endsWith("report.camel.yaml"));

        assertThat(startWith(file -> true)).isNull();
    }

    @Test
    void aSuspendedHostThatRemovedARouteResumes() throws Exception {
        Settings settings = settings();
        CamelContext context = new DefaultCamelContext();
        try {
            context.disableJMX(); // half of the time of a start
            install(context, settings, file -> true);
            context.start();
            context.getRouteController().stopRoute("vod-take-in-file");
            context.removeRoute("vod-take-in-file");
            context.suspend();

            context.resume();

            assertThat(context.isStarted()).isTrue();
        } finally {
            context.stop();
        }
    }

    private Throwable startWith(Predicate<Path> files) throws Exception {
        CamelContext context = new DefaultCamelContext();
        try {
            context.disableJMX(); // half of the time of a start
            install(context, settings(), files);
            return catchThrowable(context::start);
        } finally {
            context.stop();
        }
    }

    private void install(CamelContext context, Settings settings, Predicate<Path> files) throws Exception {
        VodModule.letSettingsRule(context);
        ServerInTests.addTo(context, settings);
        VodModule.install(context, settings);
        RouteFile.load(
                context,
                RouteFile.all().stream().filter(file -> files.test(file.path())).toList());
    }

    private void everything(String mode) {
        changes.setProperty("vod.notify.uri", "direct:notices-of-host");
        changes.setProperty("vod.intake.webhook.enabled", "true");
        changes.setProperty("vod.intake.webhook.secret-key", WebhookCaller.SECRET);
        changes.setProperty("vod.status.enabled", "true");
        changes.setProperty("vod.console.enabled", "true");
        changes.setProperty("vod.status.token", StatusCaller.TOKEN);
        changes.setProperty("vod.intake.schedule.enabled", "true");
        changes.setProperty("vod.intake.schedule.source-mode", mode);
        changes.setProperty(
                "vod.intake.schedule.source-uri",
                mode.equals("poll") ? "file:" + directory.resolve("lists") : "http://127.0.0.1:9/list");
        changes.setProperty("vod.auth", "token");
        changes.setProperty("vod.iam.endpoint", "http://127.0.0.1:9");
        changes.setProperty("vod.iam.domain", "d");
        changes.setProperty("vod.iam.user", "u");
        changes.setProperty("vod.iam.password", "p");
    }

    private Settings settings() {
        Properties properties = new Properties();
        properties.setProperty("vod.endpoint", "http://127.0.0.1:9");
        properties.setProperty("vod.project-id", "p");
        properties.setProperty("vod.access-key", "ak");
        properties.setProperty("vod.secret-key", "sk");
        properties.setProperty("vod.http.port", "0");
        properties.setProperty("vod.data-directory", directory.resolve("data").toString());
        properties.putAll(changes);
        return Settings.load(List.of(), Map.of(), properties);
    }
}
