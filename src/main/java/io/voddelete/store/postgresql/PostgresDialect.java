package io.voddelete.store.postgresql;

import io.voddelete.store.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates to PostgreSQL. What tells SQLite the order of a join and the index of a table is left out, since PostgreSQL decides by its
 * statistics; numbered parameters become plain ones, since JDBC has no others.
 */
final class PostgresDialect implements Dialect {
    private static final Pattern INDEX = Pattern.compile(" INDEXED BY \\w+");
    private static final Pattern JOIN = Pattern.compile("\\bCROSS JOIN\\b");
    private static final Pattern POSITION = Pattern.compile("\\binstr\\(");
    private static final Pattern LITERAL_OR_PARAMETER = Pattern.compile("'[^']*'|\\?(\\d*)");

    @Override
    public Statement translate(String sql) {
        String text = INDEX.matcher(sql).replaceAll("");
        text = JOIN.matcher(text).replaceAll("JOIN");
        text = POSITION.matcher(text).replaceAll("strpos(");
        List<Integer> order = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        Matcher parameters = LITERAL_OR_PARAMETER.matcher(text);
        int highest = 0; // a parameter without a number gets the next one, see sqlite.org/lang_expr.html
        while (parameters.find()) {
            String number = parameters.group(1);
            if (number == null) {
                parameters.appendReplacement(plain, Matcher.quoteReplacement(parameters.group()));
                continue;
            }
            int parameter = number.isEmpty() ? highest + 1 : Integer.parseInt(number);
            highest = Math.max(highest, parameter);
            order.add(parameter - 1);
            parameters.appendReplacement(plain, "?");
        }
        parameters.appendTail(plain);
        return new Statement(
                plain.toString(), order.stream().mapToInt(Integer::intValue).toArray());
    }
}
