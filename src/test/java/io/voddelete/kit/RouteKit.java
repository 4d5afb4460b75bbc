package io.voddelete.kit;

import io.voddelete.asset.Claim;
import io.voddelete.camel.InstallWithClock;
import io.voddelete.camel.VodModule;
import io.voddelete.intake.AcceptIds;
import io.voddelete.intake.InboxFile;
import io.voddelete.intake.SubmissionReader;
import io.voddelete.sender.ClaimGroup;
import io.voddelete.sender.ClaimPending;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import io.voddelete.standalone.ServerInTests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.seda.SedaComponent;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A single route file with the real beans, a real store and a VOD simulator; the test replaces the neighbouring routes. */
@ExtendWith(EveryErrorStepIsTaken.class)
public abstract class RouteKit extends CamelTestSupport {
    /** A timeout for slow machines, which no passing test reaches. */
    protected static final Duration SOON = Duration.ofSeconds(20);

    private final String routeFile;
    private final List<String> routeFiles;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();
    private final ShiftedClock clock = new ShiftedClock();
    private Settings settings;

    @TempDir
    protected Path directory;

    protected VodSimulator simulator;
    protected VodModule module;

    /**
     * @param routeFile such as {@code pipeline/batch}
     * @param called files whose routes it calls
     */
    protected RouteKit(String routeFile, String... called) {
        this.routeFile = routeFile;
        this.routeFiles = Stream.concat(Stream.of(routeFile), Stream.of(called)).toList();
    }

    /** Adds to or overrides the settings, which are chosen for quick tests. */
    protected void configure(Properties settings) {}

    /** Returns the monotonic clock for timeouts of HTTP callers. */
    protected LongSupplier nanos() {
        return System::nanoTime;
    }

    /** Counts route coverage. */
    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withJMX(configuration.isRouteCoverageEnabled());
    }

    /** Adds routes in place of those that the file calls. */
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {}
        };
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        simulator = VodSimulator.start(
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0));
        CamelContext context = super.createCamelContext();
        context.getComponent("seda", SedaComponent.class).setDefaultPollTimeout(50);
        settings = Settings.load(List.of(), Map.of(), properties());
        VodModule.letSettingsRule(context);
        ServerInTests.addTo(context, settings, nanos());
        module = InstallWithClock.install(context, settings, clock);
        context.getCamelContextExtension()
                .addInterceptStrategy((camel, node, target, next) -> new DelegateAsyncProcessor(exchange -> {
                    taken.merge(node.getId(), 1, Integer::sum);
                    target.process(exchange);
                }));
        return context;
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        RouteBuilder alone = new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                RouteFile.load(
                        getContext(), routeFiles.stream().map(RouteFile::named).toList());
            }
        };
        return new RoutesBuilder[] {alone, neighbours()};
    }

    @AfterEach
    void closeSimulator() {
        simulator.close();
    }

    String routeFile() {
        return routeFile;
    }

    Set<String> takenSteps() {
        return taken.keySet();
    }

    /** Returns how often a step was begun. */
    protected int timesTaken(String step) {
        return taken.getOrDefault(step, 0);
    }

    /** Sets the module's clock forward. */
    protected void passTime(Duration time) {
        clock.advance(time);
    }

    protected Path path(Setting setting) {
        return settings.path(setting);
    }

    public <T> T bean(String name, Class<T> type) {
        return context.getRegistry().lookupByNameAndType(name, type);
    }

    /** Returns the URL up to the path; only if something is served. */
    protected String url() {
        return ServerInTests.url(context, settings);
    }

    /** Returns this many different asset ids. */
    protected static List<String> ids(int count) {
        return IntStream.rangeClosed(1, count).mapToObj("%032x"::formatted).toList();
    }

    /** Creates a file outside the inbox. */
    protected Path file(String name, List<String> lines) throws Exception {
        return Files.write(directory.resolve(name), lines);
    }

    /** Accepts ids with the real beans, without any route. */
    protected void accept(List<String> ids) throws Exception {
        acceptAs("accepted.txt", ids);
    }

    /** Accepts ids from a file of this name. */
    protected void acceptAs(String name, List<String> ids) throws Exception {
        AcceptIds acceptIds = bean("vodAcceptIds", AcceptIds.class);
        try (SubmissionReader reading = acceptIds.open(new InboxFile(file(name, ids)))) {
            reading.forEach(acceptIds::accept);
            acceptIds.seal(reading);
        }
    }

    /** Accepts and claims at most ten ids. */
    public ClaimGroup claim(List<String> ids) throws Exception {
        accept(ids);
        return bean("vodClaimPending", ClaimPending.class).next().get(0);
    }

    protected static List<String> ids(ClaimGroup group) {
        return group.claims().stream().map(RouteKit::id).toList();
    }

    protected static String id(Claim claim) {
        return claim.assetId().value();
    }

    /** Returns one text per row of a query, with the columns separated by blanks. */
    protected List<String> rows(String sql) {
        return storeFile().rows(sql);
    }

    /** Changes the store without the module noticing. */
    protected void change(String sql) {
        storeFile().change(sql);
    }

    private StoreFile storeFile() {
        return StoreFile.of(Path.of(settings.text(Setting.DATA_DIRECTORY)));
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty(Setting.ENDPOINT.key(), simulator.endpoint().toString());
        properties.setProperty(Setting.PROJECT_ID.key(), SimulatorOptions.PROJECT_ID);
        properties.setProperty(Setting.ACCESS_KEY.key(), SimulatorOptions.ACCESS_KEY);
        properties.setProperty(Setting.SECRET_KEY.key(), SimulatorOptions.SECRET_KEY);
        properties.setProperty(
                Setting.DATA_DIRECTORY.key(), directory.resolve("data").toString());
        properties.setProperty(Setting.APPROVAL_REQUIRED.key(), "never");
        properties.setProperty(Setting.PACE_CALLS.key(), "0");
        properties.setProperty(Setting.INFO_CALLS.key(), "0");
        properties.setProperty(Setting.INTAKE_FILE_MIN_AGE.key(), "300ms");
        properties.setProperty(Setting.HTTP_PORT.key(), "0");
        properties.setProperty(Setting.RETRY_DELAY.key(), "10ms");
        properties.setProperty(Setting.RETRY_DELAY_MAX.key(), "100ms");
        properties.setProperty(Setting.SUCCESS_URI.key(), "mock:success");
        properties.setProperty(Setting.FAILURE_URI.key(), "mock:failure");
        properties.setProperty(Setting.REJECTED_URI.key(), "mock:rejected");
        configure(properties);
        return properties;
    }
}
