package io.voddelete.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.OutcomeFiles;
import io.voddelete.simulator.CallKind;
import io.voddelete.simulator.SeenCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A person at the folders of the inbox: copies the plan of each held list once, to approve or to cancel it, or to approve it too
 * late. It lives as long as the run, however often the module dies, and acts whenever the run waits.
 */
final class Operator {
    private static final String PLAN = ".plan.txt";
    private static final Pattern HEAD = Pattern.compile("PLAN of (\\S+), submission (\\S+) ");

    /** What a list waits for. */
    private enum End {
        APPROVED("approve", "done", null),
        CANCELLED("cancel", "cancelled", "cancelled"),
        /** Its plan is copied when the clock has passed its end. */
        EXPIRED("approve", "cancelled", "expired"),
        /** Its plan is copied when it lies among the cancelled ones. */
        LONG_EXPIRED("approve", "cancelled", "expired");

        private final String order;
        private final String archive;
        private final String reason;

        End(String order, String archive, String reason) {
            this.order = order;
            this.archive = archive;
            this.reason = reason;
        }

        private boolean isByTime() {
            return this == EXPIRED || this == LONG_EXPIRED;
        }
    }

    /** What is to be done with a list, and what came of it. */
    private static final class Order {
        private final DroppedFile list;
        private final End end;
        private String planName;
        private byte[] plan;
        private boolean isGiven;
        private long callsBefore;

        private Order(DroppedFile list, End end) {
            this.list = list;
            this.end = end;
        }
    }

    private final Path data;
    private final Path timeIsOver;
    private final Supplier<List<SeenCall>> calls;
    private final Findings findings;
    private final Map<String, Order> orders = new HashMap<>();
    private final Map<String, Order> byId = new HashMap<>();

    /**
     * @param data the data directory, which need not exist
     * @param timeIsOver while this file is there, the module takes the time of each plan to be over
     * @param calls all that VOD has seen of this run so far, in order
     */
    Operator(Path data, Path timeIsOver, Supplier<List<SeenCall>> calls, Findings findings) {
        this.data = data;
        this.timeIsOver = timeIsOver;
        this.calls = calls;
        this.findings = findings;
    }

    /** Call before the list is dropped. */
    void willApprove(DroppedFile list) {
        remember(new Order(list, End.APPROVED));
    }

    /** Call before the list is dropped. */
    void willCancel(DroppedFile list) {
        remember(new Order(list, End.CANCELLED));
    }

    /**
     * It is approved too late, when everything else is decided. Call before the list is dropped.
     *
     * @param isEnded whether the module has ended it before
     */
    void willLetExpire(DroppedFile list, boolean isEnded) {
        remember(new Order(list, isEnded ? End.LONG_EXPIRED : End.EXPIRED));
    }

    private void remember(Order order) {
        orders.put(order.list.name(), order);
        order.list.ids().forEach(id -> byId.put(id, order));
    }

    /** Gives the orders whose time has come. A plan that is seen again must be the same to the byte. */
    void look() {
        if (orders.isEmpty()) {
            return;
        }
        try {
            Set<String> waiting = new HashSet<>();
            for (Path plan : files("held")) {
                String name = plan.getFileName().toString();
                waiting.add(name);
                if (name.endsWith(PLAN)) {
                    read(plan);
                }
            }
            for (Order order : orders.values()) {
                if (order.plan != null && !order.isGiven && !order.end.isByTime()) {
                    give(order);
                }
            }
            approveTooLate(waiting);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Path file) throws IOException {
        byte[] plan;
        try {
            plan = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return; // its list was decided just now
        }
        Matcher head = HEAD.matcher(new String(plan, StandardCharsets.UTF_8));
        Order order = head.lookingAt() ? orders.get(head.group(1)) : null;
        if (order == null) {
            findings.add(Kind.DOCUMENT, "a plan of a list that is not to be held: " + file);
        } else if (order.plan == null) {
            order.plan = plan;
            order.planName = file.getFileName().toString();
        } else {
            findings.require(
                    Arrays.equals(plan, order.plan), Kind.DOCUMENT, "another plan than the one before: " + file);
        }
    }

    /** Time goes on when nothing else waits for a decision, and back when this is done. */
    private void approveTooLate(Set<String> waiting) throws IOException {
        List<Order> late = orders.values().stream()
                .filter(order -> order.end.isByTime() && !order.isGiven)
                .toList();
        if (late.isEmpty()) {
            if (areCarriedOut()) {
                Files.deleteIfExists(timeIsOver);
            }
        } else if (Files.exists(timeIsOver)) {
            for (Order order : late) {
                if (order.end == End.EXPIRED || !waiting.contains(order.planName)) {
                    give(order);
                }
            }
        } else if (orders.values().stream().allMatch(order -> order.isGiven || late.contains(order))
                && late.stream().allMatch(order -> order.plan != null)
                && areGone("approve", "cancel")) {
            Files.createFile(timeIsOver);
        }
    }

    /** What was called until then can be no consequence of the copy. */
    private void give(Order order) throws IOException {
        List<SeenCall> before = calls.get();
        Path folder = data.resolve("inbox").resolve(order.end.order);
        Path half = Files.write(folder.resolve("." + order.planName + ".tmp"), order.plan);
        order.callsBefore = before.isEmpty() ? 0 : before.get(before.size() - 1).number();
        order.isGiven = true;
        Files.move(half, folder.resolve(order.planName), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether all orders were given and carried out, as far as the folders show it. */
    boolean isDone() {
        return areCarriedOut() && !Files.exists(timeIsOver);
    }

    private boolean areCarriedOut() {
        return orders.values().stream().allMatch(order -> order.isGiven) && areGone("held", "approve", "cancel");
    }

    private boolean areGone(String... folders) {
        return Stream.of(folders).allMatch(folder -> files(folder).isEmpty());
    }

    /** The copies that were made so far, and what is in them. */
    Map<Path, byte[]> copies() {
        Map<Path, byte[]> copies = new HashMap<>();
        for (Order order : orders.values()) {
            if (order.isGiven) {
                copies.put(data.resolve("inbox").resolve(order.end.order).resolve(order.planName), order.plan);
            }
        }
        return copies;
    }

    /** How many orders were given so far. */
    long given() {
        return orders.values().stream().filter(order -> order.isGiven).count();
    }

    /** Compares the orders with the calls, the outcomes and the folders. */
    void check() {
        for (SeenCall call : calls.get()) {
            if (call.kind() == CallKind.DELETE) {
                call.assetIds().forEach(id -> check(byId.get(id), call));
            }
        }
        OutcomeFiles outcomes = new OutcomeFiles(data);
        findings.holds(Kind.BROKEN_FILE, () -> outcomes.failure().forEach(this::checkKept));
        for (Order order : orders.values()) {
            Path used = data.resolve("inbox").resolve(order.end.archive).resolve(String.valueOf(order.planName));
            findings.holds(Kind.DOCUMENT, () -> {
                if (!Arrays.equals(order.plan, bytes(used))) {
                    throw new AssertionError("not the plan that was copied: " + used);
                }
            });
            if (order.end.isByTime()) {
                findings.holds(Kind.DOCUMENT, () -> checkRefused(order));
            }
        }
    }

    private void checkRefused(Order order) {
        Path copy = data.resolve("inbox").resolve("approve/refused").resolve(order.planName);
        String why = new String(bytes(copy.resolveSibling(order.planName + ".why.txt")), StandardCharsets.UTF_8);
        if (!Arrays.equals(order.plan, bytes(copy)) || !why.contains("has expired")) {
            throw new AssertionError("an expired plan was refused with: " + why);
        }
    }

    private void check(Order order, SeenCall call) {
        if (order == null) {
            return;
        }
        findings.require(
                order.end == End.APPROVED,
                Kind.UNAPPROVED,
                "sent of " + order.list.name() + ", which is " + order.end.reason + ": " + call);
        findings.require(
                order.isGiven && call.number() > order.callsBefore,
                Kind.UNAPPROVED,
                "sent before the plan of " + order.list.name() + " was copied: " + call);
    }

    private void checkKept(JsonNode outcome) {
        Order order = byId.get(outcome.get("asset_id").textValue());
        String reason = order == null ? null : order.end.reason;
        boolean kept = outcome.get("status").textValue().equals("KEPT");
        findings.require(
                kept ? outcome.get("reason").textValue().equals(reason) : reason == null,
                Kind.CONTRADICTED,
                "KEPT are the ids of lists that were cancelled or have expired, and no others: " + outcome);
    }

    /** An order that has an effect is in the audit log, whatever was interrupted; the log itself is whole. */
    void checkAudit() {
        if (orders.values().stream().anyMatch(order -> order.isGiven)) {
            findings.holds(Kind.UNAPPROVED, () -> Orders.requireAudited(data));
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Complete ones; a folder in it is of those that were refused. */
    private List<Path> files(String folder) {
        try (Stream<Path> files = Files.list(data.resolve("inbox").resolve(folder))) {
            return files.filter(file -> !file.getFileName().toString().startsWith(".") && !Files.isDirectory(file))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
