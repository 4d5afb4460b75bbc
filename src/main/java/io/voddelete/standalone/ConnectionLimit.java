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
 * How many connections may be open, in all and of one address. When there are as many, a new one takes the place of the one
 * whose peer has been waited for longest: of the same address, or of the address that has most, or of any. So nobody is kept out
 * by connections on which nothing comes, and a proxy, whose callers all have its address, is not starved. One that is being
 * closed has its descriptor still: where too many are, {@link #isCrowded} says so, and no more may be accepted. Safe for use
 * by many threads.
 */
final class ConnectionLimit {
    /** Who was served is closed last; of the others the one that has waited longest is closed first. */
    private static final Comparator<OpenConnection> FIRST_TO_CLOSE = Comparator.comparing(OpenConnection::isServed)
            .thenComparing(Comparator.comparing(OpenConnection::waited).reversed());

    private final int most;
    private final int mostOfAddress;
    private final Map<String, List<OpenConnection>> open = new HashMap<>();
    private final List<OpenConnection> closing = new ArrayList<>();
    private int count;

    /**
     * @param most in all
     * @param mostOfAddress of one address
     */
    ConnectionLimit(int most, int mostOfAddress) {
        this.most = most;
        this.mostOfAddress = Math.min(most, mostOfAddress);
    }

    /** What the settings say, and no more than half of the files that this process may open: the rest is for all else. */
    static ConnectionLimit of(Settings settings) {
        return new ConnectionLimit(
                most(settings.number(Setting.HTTP_MAX_CONNECTIONS), OpenFiles.limit()),
                settings.number(Setting.HTTP_MAX_CONNECTIONS_PER_ADDRESS));
    }

    /** @param files that the process may have open */
    static int most(int wanted, long files) {
        return (int) Math.max(1, Math.min(wanted, files / 2));
    }

    int most() {
        return most;
    }

    /**
     * Lets a connection in, if need be for another one, which is closed.
     *
     * @return false if there is no place for it
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

    /** Whether so many are being closed that their descriptors are to be waited for. */
    synchronized boolean isCrowded() {
        return closing.size() > most / 4;
    }

    /** The connection is closed, and its descriptor given back. */
    synchronized void gone(OpenConnection connection) {
        if (!closing.remove(connection)) {
            remove(connection);
        }
    }

    /** All that are open. */
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
