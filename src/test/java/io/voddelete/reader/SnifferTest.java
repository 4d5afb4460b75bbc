package io.voddelete.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnifferTest {
    /** The format for .txt, .csv, .json, .jsonl and any other name. N stands for a line end. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
                    ``                                       | TXT   CSV   JSON  JSONL TXT
                    `  N  `                                  | TXT   CSV   JSON  JSONL TXT
                    a1                                       | TXT   CSV   TXT   JSONL TXT
                    a1Nb2,c3                                 | TXT   CSV   TXT   JSONL TXT
                    -a1                                      | TXT   CSV   TXT   JSONL TXT
                    媒资,id                                  | TXT   CSV   CSV   JSONL CSV
                    a1,b2                                    | CSV   CSV   CSV   JSONL CSV
                    a1;b2                                    | CSV   CSV   CSV   JSONL CSV
                    x,asset_id                               | CSV   CSV   CSV   JSONL CSV
                    x;Asset IDNa1                            | CSV   CSV   CSV   JSONL CSV
                    `sep=|Nx|asset_idNy|a1`                  | CSV   CSV   CSV   CSV   CSV
                    sep=aNb2                                 | TXT   CSV   TXT   JSONL TXT
                    Expired, 2026NNx;Asset-IDNy;a1           | CSV   CSV   CSV   JSONL CSV
                    Please, delete theseNa1Nb2               | TXT   CSV   TXT   JSONL TXT
                    Please, delete theseNa1,b2               | CSV   CSV   CSV   JSONL CSV
                    a1Nx,asset_idNy,b2                       | TXT   CSV   TXT   JSONL TXT
                    媒资ID,titleNa1,x                        | CSV   CSV   CSV   JSONL CSV
                    asset_idNa1                              | TXT   CSV   CSV   JSONL CSV
                    # listNNa1                               | TXT   CSV   TXT   JSONL TXT
                    # list                                   | TXT   CSV   TXT   JSONL TXT
                    # a, listNa1                             | TXT   CSV   TXT   JSONL TXT
                    # listNx,asset_id                        | CSV   CSV   CSV   JSONL CSV
                    #,asset_id                               | CSV   CSV   CSV   JSONL CSV
                    "a1"                                     | CSV   CSV   CSV   JSONL CSV
                    "a1"Nb2                                  | CSV   CSV   CSV   JSONL CSV
                    "a1" "b2"                                | TXT   CSV   JSON  JSONL CSV
                    "a1","b2"                                | CSV   CSV   JSON  JSONL CSV
                    "asset_id","x"                           | CSV   CSV   CSV   JSONL CSV
                    ["a1"]                                   | JSON  JSON  JSON  JSON  JSON
                    `  N ["a1"`                              | JSON  JSON  JSON  JSON  JSON
                    {"asset_id":"a1"}                        | JSONL JSONL JSONL JSONL JSONL
                    {"asset_id":"a1"}N{"asset_id":"b2"}      | JSONL JSONL JSONL JSONL JSONL
                    {}                                       | JSONL JSONL JSONL JSONL JSONL
                    {"x":{"asset_ids":[]}}                   | JSONL JSONL JSONL JSONL JSONL
                    {"asset_ids":["a1"]}                     | JSON  JSON  JSON  JSON  JSON
                    {"x":[1],"asset_ids":["a1"]}             | JSON  JSON  JSON  JSON  JSON
                    {"assets":[{"asset_id":"a1"}],"total":1} | JSON  JSON  JSON  JSON  JSON
                    {"total":1,"assets":[{"asset_id":"a      | JSON  JSON  JSON  JSON  JSON
                    {"is_truncated":0,"asset_info_array":[]} | JSON  JSON  JSON  JSON  JSON
                    {"total":1,"asset_id":"a1"}              | JSONL JSONL JSONL JSONL JSONL
                    {"assets":[],"asset_id":"a1"}            | JSONL JSONL JSONL JSONL JSONL
                    {"asset_ids":["a1",                      | JSON  JSON  JSON  JSON  JSON
                    {N"asset_ids":["a1"]}                    | JSON  JSON  JSON  JSON  JSON
                    {"asset_id":"a1"                         | JSON  JSON  JSON  JSONL JSON
                    {"asset_id":"a1"},N{"asset_id":"b2"}     | JSON  JSON  JSON  JSONL JSON
                    <html>                                   | TXT   CSV   JSON  JSONL TXT
                    <a>,b                                    | TXT   CSV   JSON  JSONL CSV
                    """)
    void theFormatIsToldByNameAndBeginning(String start, String expected) {
        String[] formats = expected.split(" +");
        Format[] names = {Format.TXT, Format.CSV, Format.JSON, Format.JSONL, null};
        assertThat(Arrays.stream(names).map(name -> Sniffer.format(name, start.replace('N', '\n'), Entries.SHORT)))
                .extracting(Format::name)
                .containsExactly(formats);
    }
}
