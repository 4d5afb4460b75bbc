package io.voddelete.kit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another user of this machine, by id; needs no name. Only root can act as another user.
 *
 * @param group primary group
 * @param groups supplementary groups
 */
public record OtherUser(int uid, int group, List<Integer> groups) {
    public OtherUser(int uid, int group) {
        this(uid, group, List.of());
    }

    /** Returns whether this process can act as other users. */
    public static boolean isPossible() {
        return "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/bin/setpriv"));
    }

    /** Returns the prefix for a command to run as this user, with umask 0. */
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

    /** The exit code and the output of a script. */
    public record Ran(int exit, String said) {}
}
