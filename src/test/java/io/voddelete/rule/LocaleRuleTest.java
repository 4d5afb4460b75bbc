package io.voddelete.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is written is the same on every machine: nothing takes the default locale, whose digits may be others than ours,
 * or the default time zone.
 */
class LocaleRuleTest {
    /** What takes a default where no parameter gives it. */
    private static final Map<String, String> DEFAULTING = Map.ofEntries(
            Map.entry("java.lang.String", "format|formatted|toLowerCase|toUpperCase"),
            Map.entry("java.io.PrintStream", "printf|format"),
            Map.entry("java.io.PrintWriter", "printf|format"),
            Map.entry("java.util.Formatter", "<init>"),
            Map.entry("java.util.Scanner", "<init>"),
            Map.entry("java.util.Locale", "getDefault|setDefault"),
            Map.entry("java.util.ResourceBundle", "getBundle"),
            Map.entry("java.util.TimeZone", "getDefault|setDefault"),
            Map.entry("java.util.Calendar", "getInstance"),
            Map.entry("java.util.GregorianCalendar", "<init>"),
            Map.entry("java.util.Date", "toString|toLocaleString|parse"),
            Map.entry("java.text.NumberFormat", "get.*Instance"),
            Map.entry("java.text.DecimalFormat", "<init>"),
            Map.entry("java.text.DecimalFormatSymbols", "<init>|getInstance"),
            Map.entry("java.text.DateFormat", "get.*Instance"),
            Map.entry("java.text.SimpleDateFormat", "<init>"),
            Map.entry("java.text.MessageFormat", "<init>|format"),
            Map.entry("java.text.Collator", "getInstance"),
            Map.entry("java.text.BreakIterator", "get.*Instance"),
            Map.entry("java.time.Clock", "systemDefaultZone"),
            Map.entry("java.time.ZoneId", "systemDefault"),
            Map.entry("java.time.format.DateTimeFormatter", "ofPattern|ofLocalized.*"),
            Map.entry("java.time.format.DateTimeFormatterBuilder", "toFormatter"));

    private static final Pattern NOW = Pattern.compile(
            "java\\.time\\.(LocalDate|LocalTime|LocalDateTime|ZonedDateTime|OffsetDateTime|OffsetTime|Year|YearMonth|MonthDay)");
    private static final Set<String> GIVEN = Set.of(
            "java.util.Locale",
            "java.util.TimeZone",
            "java.time.ZoneId",
            "java.time.Clock",
            "java.text.DecimalFormatSymbols");

    @Test
    void nothingTakesTheDefaultLocaleOrTimeZone() {
        assertThat(new ClassFileImporter().importPath("target/classes").stream().flatMap(LocaleRuleTest::defaulting))
                .as("give Locale.ROOT, as in String.format(Locale.ROOT, …), or a time zone")
                .isEmpty();
    }

    @Test
    void whatTakesADefaultIsFoundAndNothingElse() {
        JavaClass sample = new ClassFileImporter().importClass(Sample.class);

        assertThat(defaulting(sample).map(use -> use.replaceAll(".* ", "")))
                .containsExactlyInAnyOrder(
                        "String.formatted",
                        "String.format",
                        "String.toLowerCase",
                        "String.toUpperCase",
                        "PrintStream.printf",
                        "DecimalFormat.<init>",
                        "NumberFormat.getIntegerInstance",
                        "DateTimeFormatter.ofPattern",
                        "LocalDate.now",
                        "ZoneId.systemDefault");
    }

    private static Stream<String> defaulting(JavaClass type) {
        return type.getCodeUnitAccessesFromSelf().stream()
                .filter(use -> takesDefault(use.getTarget()))
                .map(LocaleRuleTest::shown);
    }

    private static boolean takesDefault(CodeUnitAccessTarget target) {
        String owner = target.getOwner().getName();
        String name = target.getName();
        boolean mayTake = name.matches(DEFAULTING.getOrDefault(owner, "-"))
                || name.equals("now") && NOW.matcher(owner).matches();
        return mayTake
                && target.getRawParameterTypes().stream()
                        .map(JavaClass::getName)
                        .noneMatch(GIVEN::contains);
    }

    private static String shown(JavaCodeUnitAccess<?> use) {
        return use.getOrigin().getFullName() + " line " + use.getLineNumber() + ": "
                + use.getTarget().getOwner().getSimpleName() + "."
                + use.getTarget().getName();
    }

    /** Uses some of each kind, first with a default and then without. */
    private static final class Sample {
        List<Object> bad(PrintStream out) {
            UnaryOperator<String> upper = String::toUpperCase;
            out.printf("%d", 1);
            return Arrays.asList(
                    "%d".formatted(1),
                    String.format("%d", 1),
                    "I".toLowerCase(),
                    upper,
                    new DecimalFormat("0"),
                    NumberFormat.getIntegerInstance(),
                    DateTimeFormatter.ofPattern("yyyy"),
                    LocalDate.now(),
                    ZoneId.systemDefault());
        }

        List<Object> good(PrintStream out) {
            out.printf(Locale.ROOT, "%d", 1);
            out.println(1);
            return Arrays.asList(
                    String.format(Locale.ROOT, "%d", 1),
                    "I".toLowerCase(Locale.ROOT),
                    NumberFormat.getIntegerInstance(Locale.ROOT),
                    DateTimeFormatter.ofPattern("yyyy", Locale.ROOT),
                    LocalDate.now(ZoneOffset.UTC));
        }
    }
}
