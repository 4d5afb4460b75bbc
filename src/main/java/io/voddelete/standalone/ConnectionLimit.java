package io.voddelete.standalone;

import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Limits the number of open connections, in total and per client address. At the limit, a new connection evicts the one that
 * has been idle longest: of the same address, else of the address with the most connections, else of any. Idle
 * connections therefore cannot lock others out, and a proxy, whose clients all share its address, is not starved. A closing
 * connection still holds a file descriptor: while {@link #isSaturated}, the server must not accept more. Thread-safe.
 */
final class ConnectionLimit {
    /** Connections that were never served are evicted first; among equals, the one that has been idle longest. */
    private static final Comparator<OpenConnection> FIRST_TO_CLOSE = Comparator.comparing(OpenConnection::isServed)
            .thenComparing(Comparator.comparing(OpenConnection::waited).reversed());

    private final int most;
    private final int mostOfAddress;
    private final Map<String, List<OpenConnection>> open = new HashMap<>();
    private final List<OpenConnection> closing = new ArrayList<>();
    private int count;

    /**
     * @param most maximum number of connections in total
     * @param mostOfAddress maximum number per client address
     */
    ConnectionLimit(int most, int mostOfAddress) {
        this.most = most;
        this.mostOfAddress = Math.min(most, mostOfAddress);
    }

    /** Uses the configured limits, but at most half of the process's file descriptors; the rest is for everything else. */
    static ConnectionLimit of(Settings settings) {
        return new ConnectionLimit(
                most(settings.number(Setting.HTTP_MAX_CONNECTIONS), OpenFiles.limit()),
                settings.number(Setting.HTTP_MAX_CONNECTIONS_PER_ADDRESS));
    }

    /** @param files maximum number of open files of this process */
    static int most(int wanted, long files) {
        return (int) Math.max(1, Math.min(wanted, files / 2));
    }

    int most() {
        return most;
    }

    /**
     * Admits a connection, evicting another one if necessary.
     *
     * @return false if no connection can be evicted
     */
    synchronized boolean admit(OpenConnection connection) {
        String address = connection.address();
        boolean full = of(address).size() >= mostOfAddress && !makeRoom(of(address))
                || count >= most && !makeRoom(of(largest())) && !makeRoom(all());
        if (!full) {
            open.computeIfAbsent(address, none -> new ArrayList<>()).add(connection);
            count++;
        }
        return !full;
    }

    /** Returns whether so many connections are closing that the server should wait for their descriptors. */
    synchronized boolean isSaturated() {
        return closing.size() > most / 4;
    }

    /** Called when the connection is closed and its descriptor released. */
    synchronized void gone(OpenConnection connection) {
        if (!closing.remove(connection)) {
            remove(connection);
        }
    }

    /** Returns all open connections. */
    synchronized List<OpenConnection> all() {
        return open.values().stream().flatMap(List::stream).toList();
    }

    private boolean makeRoom(List<OpenConnection> among) {
        Optional<OpenConnection> first =
                among.stream().filter(OpenConnection::isIdle).min(FIRST_TO_CLOSE);
        first.ifPresent(connection -> {
            remove(connection);
            closing.add(connection);
            connection.close();
        });
        return first.isPresent();
    }

    private void remove(OpenConnection connection) {
        List<OpenConnection> ofAddress = open.get(connection.address());
        if (ofAddress != null && ofAddress.remove(connection)) {
            count--;
            if (ofAddress.isEmpty()) {
                open.remove(connection.address());
            }
        }
    }

    private List<OpenConnection> of(String address) {
        return open.getOrDefault(address, List.of());
    }

    private String largest() {
        return open.entrySet().stream()
                .max(Comparator.comparing(entry -> entry.getValue().size()))
                .map(Map.Entry::getKey)
                .orElse("");
    }
}
