package io.voddelete.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The known error codes of VOD, its gateway and IAM, with status and message. */
final class ErrorTable {
    /** One line of the table; a code may have several. */
    record Row(String code, int status, String message) {}

    private static final String RESOURCE = "/vod-delete-routes/simulator-errors.tsv";
    private static final List<Row> ROWS = read();

    private ErrorTable() {}

    static List<Row> rows() {
        return ROWS;
    }

    /**
     * Returns a response with this code, which may be missing from the table. The gateway's codes also exist with {@code APIG.}.
     *
     * @param status 0 for the first one in the table, or 403 if the code is missing
     */
    static SimulatedResponse reply(String code, int status) {
        String known = code.replaceFirst("^APIG\\.", "APIGW.");
        Row row = ROWS.stream()
                .filter(each -> each.code.equals(known) && (status == 0 || each.status == status))
                .findFirst()
                .orElseGet(() -> ROWS.stream()
                        .filter(each -> each.code.equals(known))
                        .findFirst()
                        .orElse(new Row(code, 403, "An unknown error.")));
        return SimulatedResponse.error(status == 0 ? row.status : status, code, row.message);
    }

    private static List<Row> read() {
        try (InputStream in = ErrorTable.class.getResourceAsStream(RESOURCE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .map(cells -> new Row(cells[0], Integer.parseInt(cells[1]), cells[2]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }
}
