package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voddelete.kit.RunningModule;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.StatusCaller;
import io.voddelete.kit.Tool;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that OpenAPI Generator makes of the description that is served, with its defaults: they compile and call. */
class ClientsIT {
    private static final Path TOOLS = Path.of("target/client-tools").toAbsolutePath();
    private static final Path SOURCES = Path.of("src/test/resources/clients");
    private static final String SENDER = "made-up-token-of-a-sender-in-the-tests";
    private static final List<String> IDS = SampleIds.random(81, 2);

    @TempDir
    static Path directory;

    private static VodSimulator simulator;
    private static RunningModule module;

    @BeforeAll
    static void generate() throws Exception {
        simulator = VodSimulator.start(SimulatorOptions.defaults());
        module = RunningModule.start(
                directory.resolve("data"),
                simulator,
                Map.of(
                        "vod.sender.enabled", "false",
                        "vod.intake.webhook.enabled", "true",
                        "vod.intake.webhook.auth", "token",
                        "vod.intake.webhook.token", "cms:" + SENDER,
                        "vod.status.enabled", "true",
                        "vod.status.token", StatusCaller.TOKEN));
        Path description = directory.resolve("openapi.json");
        Files.writeString(
                description,
                new StatusCaller(module.url()).get("/vod/openapi.json").body());
        List<String> command = new ArrayList<>(List.of(
                program("java"), "-XX:TieredStopAtLevel=1", "-jar", tool("openapi-generator-cli.jar"), "batch"));
        for (String generator : List.of("java", "typescript-fetch", "python")) {
            Path config = directory.resolve(generator + ".yaml");
            Files.writeString(
                    config,
                    "generatorName: " + generator + "\ninputSpec: " + description + "\noutputDir: "
                            + directory.resolve(generator).resolve("client")
                            + (generator.equals("java") ? "\nlibrary: native\n" : "\n"));
            command.add(config.toString());
        }
        Tool generated = Tool.run(command.toArray(String[]::new));
        assertThat(generated.succeeded()).as(generated.said()).isTrue();
        assertThat(generated.said())
                .contains("Batch generation finished 3 generators successfully")
                .doesNotContain("ERROR", "Exception");
    }

    @AfterAll
    static void stop() {
        module.close();
        simulator.close();
    }

    @Test
    void theJavaClientCompilesAndCalls() throws Exception {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<Path> sources = new ArrayList<>(files(directory.resolve("java/client/src/main/java"), ".java"));
        assertThat(sources).hasSizeGreaterThan(20);
        sources.add(SOURCES.resolve("CallModule.java"));
        String classPath = String.join(
                File.pathSeparator,
                classes.toString(),
                jar("com.fasterxml.jackson.databind.ObjectMapper"),
                jar("com.fasterxml.jackson.core.JsonParser"),
                jar("com.fasterxml.jackson.annotation.JsonProperty"),
                tool("jackson-databind-nullable.jar"),
                tool("jackson-datatype-jsr310.jar"),
                tool("jsr305.jar"),
                tool("jakarta.annotation-api.jar"));

        StringWriter said = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", classPath),
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiled).as(said.toString()).isTrue();
        }

        calls(IDS.get(0), "from-java", program("java"), "-XX:TieredStopAtLevel=1", "-cp", classPath, "CallModule");
    }

    @Test
    void theTypeScriptClientCompilesAndCalls() throws Exception {
        assumeTrue(Tool.isInstalled("node"), "needs node");
        Path program =
                Files.copy(SOURCES.resolve("callModule.ts"), directory.resolve("typescript-fetch/callModule.ts"));

        Tool compiled = Tool.run(
                "node",
                TOOLS.resolve("typescript/_tsc.js").toString(),
                "--strict",
                "--target",
                "es2020",
                "--module",
                "commonjs",
                "--lib",
                "es2020,dom",
                "--outDir",
                directory.resolve("javascript").toString(),
                program.toString());

        assertThat(compiled.succeeded()).as(compiled.said()).isTrue();
        String main = directory.resolve("javascript/callModule.js").toString();
        calls(IDS.get(1), "from-typescript", "node", main);
    }

    /** What it needs to run cannot be had in a build of Maven. */
    @Test
    void thePythonClientIsMadeAndItsSyntaxIsRight() throws Exception {
        assertThat(files(directory.resolve("python/client/openapi_client"), ".py"))
                .hasSizeGreaterThan(20);
        assumeTrue(Tool.isInstalled("python3"), "needs python3");

        Tool compiled = Tool.run(
                "python3", "-m", "compileall", "-q", directory.resolve("python").toString());

        assertThat(compiled.succeeded()).as(compiled.said()).isTrue();
    }

    private static void calls(String id, String name, String... command) {
        List<String> whole = new ArrayList<>(List.of(command));
        whole.addAll(List.of(module.url(), SENDER, StatusCaller.TOKEN, id));
        Tool called = Tool.run(whole.toArray(String[]::new));
        assertThat(called.said().lines())
                .containsExactly(
                        "accepted 1, again pending",
                        "webhook:" + name + " of cms, lines 2",
                        "report " + id,
                        "listed webhook:" + name,
                        "sender stopped",
                        "description 3.1.0",
                        "refused 404");
    }

    private static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static String tool(String name) {
        Path file = TOOLS.resolve(name);
        assertThat(file).isRegularFile();
        return file.toString();
    }

    private static String jar(String type) throws Exception {
        return Path.of(Class.forName(type)
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }
}
