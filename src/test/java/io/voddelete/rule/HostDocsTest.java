package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is printed for a host application is what the projects of {@code src/it} contain, which the build runs. {@code mvn test
 * -Dtest=HostDocsTest -Ddocs.write=true} writes it anew.
 */
class HostDocsTest {
    private static final Path PROJECTS = Path.of("src", "it");
    private static final Path EMBEDDING = DocPages.reference("embedding.md");
    private static final Pattern TOKEN = Pattern.compile("@([a-z.]+)@");
    private static final Pattern COMMENT = Pattern.compile("(?s) *<!--.*?-->\n");
    private static final List<String> PRINTED = List.of("parent", "properties", "dependencyManagement", "dependencies");

    @ParameterizedTest
    @ValueSource(strings = {"camel-main", "spring-boot-3", "quarkus"})
    void thePomThatIsPrintedIsThatOfTheProject(String project) throws IOException {
        String pom = pom(project);
        StringBuilder parts = new StringBuilder();
        for (String name : PRINTED) {
            Matcher part = Pattern.compile("(?s)\n  <" + name + ">.*?\n  </" + name + ">")
                    .matcher(pom);
            if (part.find() && !part.group().contains("project.build.sourceEncoding")) {
                parts.append(part.group().replace("\n  ", "\n"));
            }
        }
        new DocPart(EMBEDDING, "pom of " + project).assertIs(before -> fenced("xml", parts.substring(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"camel-main", "spring-boot-3", "quarkus"})
    void theSettingsThatArePrintedAreThoseOfTheProject(String project) throws IOException {
        boolean yaml = project.startsWith("spring-boot");
        String settings = resource(project, yaml ? "application.yml" : "application.properties");
        new DocPart(EMBEDDING, "settings of " + project)
                .assertIs(before -> fenced(yaml ? "yaml" : "properties", settings));
    }

    @Test
    void theReadmeHasTheLinesThatEveryHostNeeds() throws IOException {
        String settings = resource("quarkus", "application.properties");
        String dependency = Pattern.compile("(?s) *<dependency>\\s*<groupId>io\\.voddelete.*?</dependency>")
                .matcher(pom("quarkus"))
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow()
                .replaceAll("(?m)^    ", "");
        new DocPart(DocPages.README, "host in short")
                .assertIs(before -> fenced("xml", dependency) + fenced("properties", settings));
    }

    /** What is printed for Spring Boot 3 holds for 4 but for the versions. */
    @Test
    void theProjectsOfSpringBootDifferInVersionsOnly() throws IOException {
        assertThat(withoutVersions(pom("spring-boot-4"))).isEqualTo(withoutVersions(pom("spring-boot-3")));
        assertThat(resource("spring-boot-4", "application.yml"))
                .isEqualTo(resource("spring-boot-3", "application.yml"));
        assertThat(Files.readString(EMBEDDING)).contains(version(pom("spring-boot-4"), "spring-boot-starter-parent"));
        assertThat(Files.readString(EMBEDDING)).contains(version(pom("spring-boot-4"), "camel-bom") + " for Camel");
    }

    private static String version(String pom, String artifact) {
        Matcher version = Pattern.compile("<artifactId>" + artifact + "</artifactId>\\s*<version>([^<]+)<")
                .matcher(pom);
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    private static String withoutVersions(String pom) {
        return pom.replaceAll("<version>[^<]+</version>", "<version/>").replaceAll("spring-boot-[34]-host", "host");
    }

    /** As the build makes it of the tokens. */
    private static String pom(String project) throws IOException {
        String own = Files.readString(Path.of("pom.xml"));
        String pom = Files.readString(PROJECTS.resolve(project).resolve("pom.xml"));
        String complete = TOKEN.matcher(pom)
                .replaceAll(token -> token.group(1).equals("project.version")
                        ? version(own, "vod-delete-routes")
                        : value(own, token.group(1)));
        return COMMENT.matcher(complete).replaceAll("");
    }

    private static String value(String pom, String property) {
        Matcher value =
                Pattern.compile("<" + Pattern.quote(property) + ">([^<]+)<").matcher(pom);
        assertThat(value.find()).as(property).isTrue();
        return value.group(1);
    }

    private static String resource(String project, String name) throws IOException {
        return Files.readString(
                        PROJECTS.resolve(project).resolve("src/main/resources").resolve(name))
                .strip();
    }

    private static String fenced(String language, String text) {
        return "```" + language + "\n" + text + "\n```\n";
    }
}
