package io.voddelete.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How IAM gives tokens. In its written form {@code lifetime=24h,bytes=9120,lock-after=5}.
 *
 * @param lifetime how long a token lives
 * @param bytes how long a token is, in characters
 * @param lockAfter how many wrong passwords in a row lock the user for 15 minutes
 */
record IamRules(Duration lifetime, int bytes, int lockAfter) {
    /** As the documentation has it; the sample of a token there is about so long. */
    static final IamRules DOCUMENTED = new IamRules(Duration.ofHours(24), 9120, 5);

    private static final Pattern BYTES = Pattern.compile("[1-9]\\d{1,5}");
    private static final Pattern TIMES = Pattern.compile("[1-9]\\d{0,8}");

    /** These rules with those in the text in their places; throws IllegalArgumentException for what is not legal. */
    IamRules with(String text) {
        List<RuleText> texts = RuleText.read("iam," + text.strip());
        if (texts.size() != 1) {
            throw new IllegalArgumentException(
                    "it is not one line; legal is such as lifetime=24h,bytes=9120,lock-after=5");
        }
        RuleText rules = texts.get(0);
        rules.allow(Set.of("lifetime", "bytes", "lock-after"));
        String life =
                rules.option("lifetime", lifetime.toMillis() + "ms", Pattern.compile("\\d{1,9}(ms|s|m|h)"), "a time");
        String size = rules.option("bytes", "" + bytes, BYTES, "10 to 999999");
        String wrong = rules.option("lock-after", "" + lockAfter, TIMES, "a whole number from 1");
        return new IamRules(RuleText.time(life), Integer.parseInt(size), Integer.parseInt(wrong));
    }

    @Override
    public String toString() {
        return "lifetime=" + lifetime.toMillis() + "ms,bytes=" + bytes + ",lock-after=" + lockAfter;
    }
}
