package io.voddelete.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Evidence;
import io.voddelete.audit.AuditLog;
import io.voddelete.audit.AuditVerification;
import io.voddelete.kit.AuditKit;
import io.voddelete.kit.Ids;
import io.voddelete.kit.ListedGuard;
import io.voddelete.kit.SettableClock;
import io.voddelete.release.Limits;
import io.voddelete.store.AssetStore;
import io.voddelete.store.CallGuard;
import io.voddelete.store.DayLimit;
import io.voddelete.store.Order;
import io.voddelete.store.Requested;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoreRules;
import io.voddelete.store.Submission;
import io.voddelete.store.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real store with a real audit log: each line is on the disk before what it allows, and the store knows the last one. */
class SqliteAuditTest {
    private static final Limits LIMITS = new Limits(
            Limits.Required.OVER_LIMIT,
            OptionalLong.of(5),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalInt.empty(),
            Duration.ZERO,
            false,
            false);
    private static final Duration LEASE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T12:00:00Z"));

    private AssetStore open() {
        return Sqlite.open(
                url(),
                new Target("https://vod.example.com", "project"),
                new StoreRules(LIMITS, new AuditLog(audit(), clock)),
                clock,
                new Random(1),
                remark -> {},
                () -> {});
    }

    private String url() {
        return "jdbc:sqlite:" + directory.resolve("vod-delete.db");
    }

    private Path audit() {
        return directory.resolve("audit");
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(audit().resolve("audit-000001.jsonl"));
    }

    private static Submission submit(AssetStore store, String key, int from, int to) {
        return store.submissions()
                .submit(
                        key,
                        key,
                        "webhook:" + key,
                        Requested.NONE,
                        Ids.lines(from, to),
                        Ids.sealing(to - from),
                        DayLimit.NONE)
                .submission();
    }

    private static String plan(AssetStore store, Submission held) {
        Instant now = Instant.parse("2026-11-29T12:00:00Z");
        store.releases().storePlan(held, Ids.plan(held, "abc", now));
        return "abc";
    }

    @Test
    void anApprovalAndEachCallHaveALineAndTheStoreKnowsTheLast() throws IOException {
        try (AssetStore store = open()) {
            Submission held = submit(store, "held", 0, 8);
            store.releases().approve("held", plan(store, held), new Order("alice", "http", null, "CHG-4711"));
            List<Claim> claims = store.claims().claim(inFlight -> 3, LEASE);
            store.claims().beginCall("call-1", new Batch(claims), LEASE, CallGuard.NONE);
        }
        assertThat(lines()).hasSize(5);
        assertThat(lines().get(1)).contains("\"held\"", "over-limit");
        assertThat(lines().get(2)).contains("\"approved\"", "alice", "CHG-4711", "\"abc\"");
        assertThat(lines().get(3)).contains("\"requested\"", "webhook:held");
        assertThat(lines().get(4)).contains("\"call\"", "call-1", Ids.id(2).value(), "\"held\"");
        AuditVerification found = AuditVerification.verify(audit(), StoredHead.read(url()));
        assertThat(found.fault()).isNull();

        Files.write(audit().resolve("audit-000001.jsonl"), lines().subList(0, 4));
        assertThat(AuditVerification.verify(audit(), StoredHead.read(url())).fault())
                .as("the last line was cut off")
                .isNotNull();
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("audit");
    }

    @Test
    void aSubmissionWhoseIdIsKeptOutOfACallHasNoLineOfThatCall() throws IOException {
        try (AssetStore store = open()) {
            for (int id = 0; id < 2; id++) {
                String key = id == 0 ? "one" : "two";
                store.submissions()
                        .submit(
                                key,
                                key,
                                "file:" + key,
                                Requested.NONE,
                                Ids.lines(id, id + 1),
                                Ids.sealing(1),
                                DayLimit.NONE);
            }
            List<Claim> claims = store.claims().claim(inFlight -> 2, LEASE);
            assertThat(claims).hasSize(2);
            store.claims().beginCall("call-1", new Batch(claims), LEASE, new ListedGuard(Set.of(Ids.id(1))));
        }
        List<JsonNode> lines = AuditKit.lines(audit());
        assertThat(lines.stream()
                        .filter(line -> line.has("source"))
                        .map(line -> line.get("source").textValue()))
                .containsExactly("file:one");
        assertThat(lines.stream()
                        .filter(line -> line.has("submissions"))
                        .map(line -> line.get("submissions").toString()))
                .containsExactly("[\"one\"]");
    }

    @Test
    void aSubmissionHasALineWithWhoAskedForItBeforeItsFirstCallAndNoOther() throws IOException {
        Requested anna = new Requested("anna", "/srv/inbox", "CHG-4711", null);
        try (AssetStore store = open()) {
            for (String key : List.of("one", "two")) {
                int from = key.equals("one") ? 0 : 2;
                store.submissions()
                        .submit(
                                key,
                                key,
                                "file:" + key,
                                key.equals("one") ? anna : Requested.NONE,
                                Ids.lines(from, from + 2),
                                Ids.sealing(2),
                                DayLimit.NONE);
            }
            for (int call = 1; call <= 2; call++) {
                List<Claim> claims = store.claims().claim(inFlight -> 2, LEASE);
                assertThat(claims).hasSize(2);
                store.claims().beginCall("call-" + call, new Batch(claims), LEASE, CallGuard.NONE);
            }
        }
        List<JsonNode> lines = AuditKit.lines(audit());
        assertThat(AuditKit.events(audit()))
                .containsExactlyInAnyOrder("begun", "requested", "requested", "call", "call");
        JsonNode requested = lines.stream()
                .filter(line -> line.path("source").asText().equals("file:one"))
                .findFirst()
                .orElseThrow();
        assertThat(requested.get("submission").textValue()).isEqualTo("one");
        assertThat(requested.get("who").textValue()).isEqualTo("anna");
        assertThat(requested.get("reason").textValue()).isEqualTo("CHG-4711");
        assertThat(requested.get("origin").textValue()).isEqualTo("/srv/inbox");
        assertThat(requested.get("accepted").longValue()).isEqualTo(2);
        assertThat(requested.has("ids")).isFalse();
        assertThat(lines.stream().filter(line -> line.path("source").asText().equals("file:two")))
                .singleElement()
                .satisfies(line -> assertThat(line.has("who")).isFalse());
    }

    @Test
    void withoutItsLineNothingIsReleasedAndNoCallBegins() throws IOException {
        try (AssetStore store = open()) {
            Submission held = submit(store, "held", 0, 8);
            submit(store, "free", 10, 12);
            String sha256 = plan(store, held);
            List<Claim> claims = store.claims().claim(inFlight -> 3, LEASE);
            Path file = audit().resolve("audit-000001.jsonl");
            Path aside = audit().resolve("aside");
            Files.move(file, aside);
            Files.createDirectory(file); // no line can be written

            assertThatThrownBy(() -> store.releases().approve("held", sha256, new Order("alice", "http", null, null)))
                    .isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> store.claims().beginCall("no", new Batch(claims), LEASE, CallGuard.NONE))
                    .isInstanceOf(StoreException.class);
            assertThat(store.queries().held()).isEqualTo(8);
            assertThat(store.health().condition().auditFails()).isTrue();
            assertThat(submit(store, "more", 20, 22).progress().accepted())
                    .as("ids are still accepted")
                    .isEqualTo(2);
            assertThat(store.health().condition().auditFails())
                    .as("what needs no line says nothing about it")
                    .isTrue();

            Files.delete(file);
            Files.move(aside, file);
            store.releases().approve("held", sha256, new Order("alice", "http", null, null));
            assertThat(store.queries().held()).isZero();
            assertThat(store.health().condition().auditFails()).isFalse();
            store.claims().beginCall("yes", new Batch(claims), LEASE, CallGuard.NONE);
        }
        assertThat(AuditVerification.verify(audit(), StoredHead.read(url())).fault())
                .isNull();
        assertThat(lines()).filteredOn(line -> line.contains("\"approved\"")).hasSize(1);
    }

    @Test
    void linesOfATransactionThatACrashUndidAreNamedByTheNext() throws IOException {
        Path before = directory.resolve("before.db");
        try (AssetStore store = open()) {
            submit(store, "held", 0, 8);
        }
        Files.copy(directory.resolve("vod-delete.db"), before);
        try (AssetStore store = open()) {
            submit(store, "lost", 10, 18);
        }
        Files.delete(directory.resolve("vod-delete.db"));
        Files.copy(before, directory.resolve("vod-delete.db"));
        try (AssetStore store = open()) {
            submit(store, "next", 20, 28);
        }
        assertThat(lines().get(3)).contains("\"from\":3", "\"to\":3");
        assertThat(AuditVerification.verify(audit(), StoredHead.read(url())).fault())
                .isNull();
        Files.writeString(audit().resolve("audit-000001.jsonl"), "{", StandardOpenOption.APPEND);
        open().close();
    }

    @Test
    void idsOfCallsThatAStoreWhichWasPutBackDoesNotKnowAreAskedAboutBeforeTheyAreSent() throws IOException {
        Path database = directory.resolve("vod-delete.db");
        try (AssetStore store = open()) {
            submit(store, "list", 0, 5);
            submit(store, "other", 5, 10);
        }
        byte[] backup = Files.readAllBytes(database);
        try (AssetStore store = open()) {
            List<Claim> claims = store.claims().claim(inFlight -> 7, LEASE);
            store.claims().beginCall("call 1", new Batch(claims.subList(0, 4)), LEASE, CallGuard.NONE);
            store.claims().beginCall("call 2", new Batch(claims.subList(4, 7)), LEASE, CallGuard.NONE);
        }
        Files.write(database, backup);

        try (AssetStore store = open()) {
            List<Claim> claims = store.claims().claim(inFlight -> 10, LEASE);
            assertThat(claims).hasSize(10);
            assertThat(claims)
                    .filteredOn(claim -> claim.known().evidence() == Evidence.MAY_HAVE_ACTED
                            && claim.known().ask())
                    .hasSize(7);
        }
    }
}
