package io.voddelete.kit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A user of this machine that need not have a name. Only root may act as another user.
 *
 * @param group his own group
 * @param groups the others he is a member of
 */
public record OtherUser(int uid, int group, List<Integer> groups) {
    public OtherUser(int uid, int group) {
        this(uid, group, List.of());
    }

    /** Whether this process may act as other users. */
    public static boolean isPossible() {
        return "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/bin/setpriv"));
    }

    /** What stands before a command that he is to run, with a umask that takes nothing away. */
    public List<String> starter() {
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=" + uid, "--regid=" + group));
        command.add(
                groups.isEmpty()
                        ? "--clear-groups"
                        : "--groups="
                                + String.join(
                                        ",",
                                        groups.stream().map(String::valueOf).toList()));
        command.addAll(List.of("sh", "-c", "umask 0; exec \"$@\"", "sh"));
        return command;
    }

    /** Runs a script in a folder. */
    public Ran run(Path folder, String script) {
        List<String> command = new ArrayList<>(starter());
        command.addAll(List.of("sh", "-c", script));
        try {
            Process process = Processes.endWithUs(new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start());
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ran(process.waitFor(), said);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** How a script ended, and what it said. */
    public record Ran(int exit, String said) {}
}
