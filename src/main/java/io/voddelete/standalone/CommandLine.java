package io.voddelete.standalone;

import io.voddelete.camel.AuditCheck;
import io.voddelete.camel.ServerExposure;
import io.voddelete.camel.StartSummary;
import io.voddelete.camel.Version;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SettingsException;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import java.io.PrintStream;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** The command-line options of the stand-alone program. Each one exits instead of starting the module. */
final class CommandLine {
    /** Exit status for an audit log that was changed. */
    static final int BROKEN = 1;
    /** Exit status for an unknown option, and for options that need settings if these are invalid. */
    static final int REFUSED = 2;

    private static final String ALLOWED = "Allowed: --check, --verify-audit, --help, --version";

    private static final String HELP = """
            Usage: java [-Dkey=value ...] -jar vod-delete-routes.jar [--check | --verify-audit | --help | --version]

            Takes in lists of asset ids and deletes them at Huawei Cloud VOD until it is stopped (SIGTERM, Ctrl-C).
            Settings are read from config/application.properties in the working directory. An environment variable
            (VOD_ENDPOINT for vod.endpoint) overrides the file, and a system property (-Dvod.endpoint=...) overrides both.

              --check         Read and check the settings and print what would run. Opens, locks and changes nothing.
              --verify-audit  Read the whole audit log and print whether it is as it was written, or its first line that was
                              changed, removed or added. Changes nothing; the module may run meanwhile.
              --help          Print this text.
              --version       Print the version.

            Exit status: 0 after --check, --help and --version, and after --verify-audit if the log is as it was written; 1 if
            it is not, and if the start fails; 2 for an unknown option, and for settings that cannot be used with --check or
            --verify-audit; 3 after a fatal error of the JVM; 143 after SIGTERM.
            """;

    private final Supplier<Settings> settings;
    private final PrintStream out;
    private final PrintStream err;

    /** @param settings reads and validates the settings; called only for options that need them */
    CommandLine(Supplier<Settings> settings, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    /** Runs the given option and returns the exit status; empty if there are no arguments and the module should start. */
    OptionalInt run(String... arguments) {
        if (arguments.length == 0) {
            return OptionalInt.empty();
        }
        if (arguments.length > 1) {
            return refuse("Only one option is allowed, but " + arguments.length + " were given");
        }
        return switch (arguments[0]) {
            case "--check" -> check();
            case "--verify-audit" -> verifyAudit();
            case "--help" -> print(HELP.stripTrailing());
            case "--version" -> print(Version.text());
            default -> refuse("Unknown option '" + name(arguments[0]) + "'");
        };
    }

    private OptionalInt check() {
        try {
            Settings checked = settings.get();
            ServerExposure.check(true, checked);
            Optional<String> address = StandaloneHttpServer.isWanted(checked)
                    ? Optional.of(StartSummary.url(checked, checked.number(Setting.HTTP_PORT)))
                    : Optional.empty();
            return print("The settings are valid. This would run:\n" + StartSummary.of(checked, address));
        } catch (SettingsException e) {
            err.println(e.getMessage());
            return OptionalInt.of(REFUSED);
        }
    }

    private OptionalInt verifyAudit() {
        try {
            AuditCheck check = AuditCheck.run(settings.get(), TimeSource.system());
            (check.isIntact() ? out : err).println(check.text());
            return OptionalInt.of(check.isIntact() ? 0 : BROKEN);
        } catch (SettingsException e) {
            err.println(e.getMessage());
            return OptionalInt.of(REFUSED);
        }
    }

    private OptionalInt print(String text) {
        out.println(text);
        return OptionalInt.of(0);
    }

    private OptionalInt refuse(String fault) {
        err.println(fault + ". " + ALLOWED + ". System properties (-Dkey=value) go before -jar");
        return OptionalInt.of(REFUSED);
    }

    /** Omits the value, which may be a secret. */
    private static String name(String argument) {
        return Text.visible(argument.replaceFirst("(?s)=.*", "=..."));
    }
}
