package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.asset.AssetId;
import io.voddelete.reader.AssetIdPattern;
import io.voddelete.reader.Entry;
import io.voddelete.reader.IdColumns;
import io.voddelete.reader.KeptColumns;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.ListRules;
import io.voddelete.support.WakeUp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntrySpoolTest {
    private static final String LIST = "asset_id,ticket\na1,CHG-1\nb2,\nA1,CHG-3\n";

    @TempDir
    Path directory;

    private record Spooled(ListSummary summary, List<Entry> entries) {}

    @Test
    void whatIsKeptOfEachLineOfSeveralListsComesBack() throws IOException {
        Spooled spooled = spool("ticket", LIST, LIST);

        assertThat(spooled.entries)
                .containsExactly(
                        new Entry.Found(2, new AssetId("a1"), Map.of("ticket", "CHG-1")),
                        new Entry.Found(3, new AssetId("b2")),
                        new Entry.Rejected(4, "A1", "upper-case", Map.of("ticket", "CHG-3")),
                        new Entry.Found(6, new AssetId("a1"), Map.of("ticket", "CHG-1")),
                        new Entry.Found(7, new AssetId("b2")),
                        new Entry.Rejected(8, "A1", "upper-case", Map.of("ticket", "CHG-3")));
        assertThat(spooled.summary.found()).isEqualTo(4);
    }

    @Test
    void aListWithoutSuchColumnsIsTheSameWhateverIsSet() throws IOException {
        String plain = "asset_id,other\na1,x\nA1,y\n";

        Spooled kept = spool("ticket", plain);
        Spooled ever = spool("", plain);

        assertThat(kept.summary.sha256()).isEqualTo(ever.summary.sha256());
        assertThat(kept.entries).isEqualTo(ever.entries);
        assertThat(spool("ticket", LIST).summary.sha256())
                .isNotEqualTo(spool("", LIST).summary.sha256());
    }

    private Spooled spool(String keep, String... lists) throws IOException {
        ListRules rules = new ListRules(
                new AssetIdPattern(Pattern.compile("[a-z][0-9]")),
                IdColumns.parse(IdColumns.DEFAULT),
                KeptColumns.parse(keep));
        Path file = directory.resolve("spool");
        try (EntrySpool spool = new EntrySpool(file, new ListOptions(rules, 1_000_000, 100), new WakeUp())) {
            for (String list : lists) {
                spool.add(new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8)), "list.csv");
            }
            ListSummary summary = spool.finish();
            List<Entry> entries = new ArrayList<>();
            try (SpoolReader reader = new SpoolReader(Files.newInputStream(file), summary.lines())) {
                for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                    entries.add(entry);
                }
            }
            return new Spooled(summary, entries);
        }
    }
}
