package io.voddelete.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How IAM issues tokens. Text format: {@code lifetime=24h,bytes=9120,lock-after=5}.
 *
 * @param lifetime lifetime of a token
 * @param bytes length of a token
 * @param lockAfter number of consecutive wrong passwords that lock the user for 15 minutes
 */
record IamRules(Duration lifetime, int bytes, int lockAfter) {
    /** The documented values; the size is about that of the documented sample token. */
    static final IamRules DOCUMENTED = new IamRules(Duration.ofHours(24), 9120, 5);

    private static final Pattern BYTES = Pattern.compile("[1-9]\\d{1,5}");
    private static final Pattern TIMES = Pattern.compile("[1-9]\\d{0,8}");

    /** Returns these rules changed by the options in the text; throws IllegalArgumentException if invalid. */
    IamRules with(String text) {
        List<RuleText> texts = RuleText.read("iam," + text.strip());
        if (texts.size() != 1) {
            throw new IllegalArgumentException(
                    "more than one line. Allowed: one line such as lifetime=24h,bytes=9120,lock-after=5");
        }
        RuleText rules = texts.get(0);
        rules.allow(Set.of("lifetime", "bytes", "lock-after"));
        String life =
                rules.option("lifetime", lifetime.toMillis() + "ms", Pattern.compile("\\d{1,9}(ms|s|m|h)"), "a time");
        String size = rules.option("bytes", "" + bytes, BYTES, "10 to 999999");
        String wrong = rules.option("lock-after", "" + lockAfter, TIMES, "an integer from 1");
        return new IamRules(RuleText.time(life), Integer.parseInt(size), Integer.parseInt(wrong));
    }

    @Override
    public String toString() {
        return "lifetime=" + lifetime.toMillis() + "ms,bytes=" + bytes + ",lock-after=" + lockAfter;
    }
}
