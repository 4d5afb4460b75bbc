package org.example;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line for each outcome in a file that Spring closes at the stop, as it closes a DataSource. */
class Ledger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final BufferedWriter lines;

    Ledger(Path file) throws IOException {
        this.lines = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    public synchronized void add(String outcome) throws IOException {
        lines.write(outcome);
        lines.newLine();
        lines.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        lines.close();
        LOG.info("The ledger is closed");
    }
}
