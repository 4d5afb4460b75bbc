package io.voddelete.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** A real browser without a window, driven by W3C WebDriver. It reaches this machine only. */
public final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PORT = Pattern.compile("successfully on port ([0-9]+)");
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process driver;
    private final String session;

    private Browser(Process driver, int port, Path profile) {
        this.driver = driver;
        String server = "http://127.0.0.1:" + port + "/session";
        Map<String, Object> capabilities = Map.of(
                "browserName",
                "chrome",
                "goog:loggingPrefs",
                Map.of("browser", "ALL"),
                "goog:chromeOptions",
                Map.of(
                        "args",
                        List.of(
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-dev-shm-usage",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                                "--user-data-dir=" + profile)));
        JsonNode answer = call("POST", server, Map.of("capabilities", Map.of("alwaysMatch", capabilities)));
        this.session = server + "/" + answer.get("sessionId").textValue();
    }

    /** Whether there is one on this machine. */
    public static boolean isInstalled() {
        return Tool.isInstalled("chromedriver") && Tool.isInstalled("chromium");
    }

    /** @param profile an empty folder for what it writes */
    public static Browser start(Path profile) throws IOException {
        Process driver = new ProcessBuilder("chromedriver", "--port=0")
                .redirectErrorStream(true)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
        String line = said.readLine();
        while (line != null) {
            Matcher port = PORT.matcher(line);
            if (port.find()) {
                return new Browser(driver, Integer.parseInt(port.group(1)), profile);
            }
            line = said.readLine();
        }
        throw new AssertionError("chromedriver has ended without naming its port");
    }

    /** Loads a page anew, even if only what follows # differs. */
    public void open(String url) {
        call("POST", session + "/url", Map.of("url", "about:blank"));
        call("POST", session + "/url", Map.of("url", url));
    }

    /** Goes to another address of the page that is open. */
    public void go(String hash) {
        run("window.location.hash = arguments[0]", hash);
    }

    /** Runs a script in the page; what it returns. */
    public JsonNode run(String script, Object... arguments) {
        return call("POST", session + "/execute/sync", Map.of("script", script, "args", arguments));
    }

    /** Runs a script that calls its last argument with its result. */
    public JsonNode runAsync(String script, Object... arguments) {
        return call("POST", session + "/execute/async", Map.of("script", script, "args", arguments));
    }

    /** All text of the page as a person sees it. */
    public String text() {
        return run("return document.body.innerText").asText();
    }

    public String title() {
        return call("GET", session + "/title", Map.of()).asText();
    }

    /** Waits until the page shows a text. */
    public void await(String text) {
        await(text, shown -> shown.contains(text));
    }

    /** @param what for the message of a failure */
    public void await(String what, Predicate<String> isShown) {
        Awaitility.await(what).atMost(LONGEST).until(this::text, isShown);
    }

    /** Presses keys, one for each character; see the code points of WebDriver for special ones. */
    public void press(String keys) {
        List<Map<String, Object>> actions = keys.codePoints()
                .mapToObj(Character::toString)
                .flatMap(key -> List.of(
                        Map.<String, Object>of("type", "keyDown", "value", key),
                        Map.<String, Object>of("type", "keyUp", "value", key))
                        .stream())
                .toList();
        Map<String, Object> keyboard = Map.of("type", "key", "id", "keyboard", "actions", actions);
        call("POST", session + "/actions", Map.of("actions", List.of(keyboard)));
    }

    /** Presses the tabulator until an element with this name has the focus. */
    public void tabTo(String name) {
        for (int i = 0; i < 100; i++) {
            press("\uE004");
            String focused = run("const e = document.activeElement;"
                            + "return e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || ''")
                    .asText()
                    .strip();
            if (focused.startsWith(name)) {
                return;
            }
        }
        throw new AssertionError("'" + name + "' does not get the focus by the keyboard: " + text());
    }

    /** Sets the size of the page in CSS pixels, and what the person prefers. */
    public void show(int width, int height, boolean isDark) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        command(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
    }

    private JsonNode command(String name, Map<String, Object> parameters) {
        return call("POST", session + "/goog/cdp/execute", Map.of("cmd", name, "params", parameters));
    }

    /** Writes a picture of what is shown. */
    public void picture(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        String data = command("Page.captureScreenshot", Map.of("optimizeForSpeed", true))
                .get("data")
                .asText();
        Files.write(file, Base64.getDecoder().decode(data));
    }

    /** What the console of the browser got since the last call: errors, and reports of a broken policy. */
    public List<String> complaints() {
        JsonNode log = call("POST", session + "/se/log", Map.of("type", "browser"));
        return StreamSupport.stream(log.spliterator(), false)
                .map(entry ->
                        entry.get("level").asText() + " " + entry.get("message").asText())
                .toList();
    }

    private JsonNode call(String method, String url, Map<String, Object> body) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
            JsonNode answer = JSON.readTree(client.send(
                            method.equals("GET")
                                    ? request.build()
                                    : request.method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)))
                                            .build(),
                            BodyHandlers.ofString())
                    .body());
            JsonNode value = answer.get("value");
            if (value instanceof ObjectNode && value.has("error")) {
                throw new AssertionError(value.get("error").asText() + ": "
                        + value.get("message").asText());
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            call("DELETE", session, Map.of());
        } finally {
            driver.descendants().forEach(ProcessHandle::destroyForcibly);
            driver.destroyForcibly();
        }
    }
}
