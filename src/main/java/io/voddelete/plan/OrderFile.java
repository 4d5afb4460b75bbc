package io.voddelete.plan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.voddelete.support.FileVersion;
import io.voddelete.support.GuardedOpen;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which list a file means that lies where orders are given. Its bytes decide, not its name.
 *
 * @param subject null if it means none
 * @param why it means none, for people; empty if it means one
 */
record OrderFile(FolderOrder.@Nullable Subject subject, String why) {
    /** No receipt is longer, in bytes: it lists a limited number of lines. */
    private static final int LONGEST = 1024 * 1024;

    private static final String BEGIN = "PLAN of ";
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    /** A member that stands there twice could name two lists. */
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    /** Reads the file. What it means for another kind of order does not count. */
    static OrderFile read(FileVersion file, FolderOrder.Kind kind) throws IOException {
        if (file.size() > LONGEST) {
            return of(new byte[0], kind); // a list may be very long
        }
        try (InputStream in = GuardedOpen.open(file.file())) {
            return of(in.readNBytes(LONGEST + 1), kind);
        }
    }

    private static OrderFile of(byte[] content, FolderOrder.Kind kind) {
        Optional<String> plan = content.length > PlanText.LONGEST ? Optional.empty() : PlanText.hashOf(content);
        if (plan.isPresent()) {
            return PlanText.isOnlyPlanned(content)
                    ? none(
                            "its list was only planned and never accepted, so nothing of it is deleted, and there is nothing"
                                    + " to approve or cancel. To delete its ids drop the list into the inbox")
                    : new OrderFile(new FolderOrder.ByPlan(plan.get()), "");
        }
        Optional<String> receipt = submissionOf(content);
        if (receipt.isEmpty()) {
            return none(reasonOfOtherBytes(content, kind));
        }
        return kind == FolderOrder.Kind.CANCEL
                ? new OrderFile(new FolderOrder.ByReceipt(receipt.get()), "")
                : none(
                        "a receipt does not say what is deleted, so it approves nothing. Move the plan of held/, whose name"
                                + " ends in .plan.txt");
    }

    private static OrderFile none(String why) {
        return new OrderFile(null, why);
    }

    /** The submission that a receipt names; empty if this is none. */
    private static Optional<String> submissionOf(byte[] content) {
        try {
            JsonNode receipt = JSON.readTree(content);
            JsonNode id = receipt.path("submission_id");
            boolean isReceipt = receipt.path("report").isTextual()
                    && receipt.path("accepted").isIntegralNumber()
                    && id.isTextual();
            return isReceipt
                    ? Optional.of(id.textValue())
                            .filter(text -> UUID.matcher(text).matches())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it is something else
        }
    }

    private static String reasonOfOtherBytes(byte[] content, FolderOrder.Kind kind) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        String hint = " Copy the file of held/ again, without opening it in an editor";
        if (PlanText.hashOf(text.replace("\r\n", "\n").getBytes(StandardCharsets.ISO_8859_1))
                .isPresent()) {
            return "its line ends were changed (CRLF), as some editors and transfers in text mode do." + hint;
        }
        if (text.contains(BEGIN)) {
            return "the plan was changed, so it is not known which list is meant." + hint;
        }
        return kind == FolderOrder.Kind.APPROVE
                ? "it is no plan. Move the file whose name ends in .plan.txt"
                : "it is neither a plan nor the receipt of one list. Move the file whose name ends in .plan.txt or"
                        + " .receipt.json";
    }
}
