package io.voddelete.settings;

import io.voddelete.support.Text;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value was set, in words that an operator can follow.
 *
 * @param place such as {@code the environment variable VOD_HTTP_PORT}
 * @param hint further advice; may be empty
 */
record SettingOrigin(String place, String hint) {
    private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://\\S+");
    private static final Pattern SERVICE_VARIABLE =
            Pattern.compile("(?<name>VOD_\\w+?)_(SERVICE_(HOST|PORT(_\\w+)?)|PORT(_[0-9]+_(TCP|UDP|SCTP)(_\\w+)?)?)");

    static SettingOrigin systemProperty(String key) {
        return new SettingOrigin("the system property " + Text.visible(key), "");
    }

    static SettingOrigin variable(String name, String value) {
        Matcher variable = SERVICE_VARIABLE.matcher(name);
        boolean linked = SERVICE_LINK.matcher(value).matches() && variable.matches();
        return new SettingOrigin(
                "the environment variable " + Text.visible(name),
                linked
                        ? ". Kubernetes sets it in every pod because of a Service named '" + service(variable)
                                + "'. Set enableServiceLinks: false in the pod's spec, or rename the Service"
                        : "");
    }

    static SettingOrigin file(PropertyFile file, String key) {
        return new SettingOrigin(file.place(key), "");
    }

    /** Whether Kubernetes uses such a variable name for a Service, whatever the value. */
    static boolean isServiceVariable(String name) {
        return SERVICE_VARIABLE.matcher(name).matches();
    }

    private static String service(Matcher variable) {
        return variable.group("name").toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return place + hint;
    }
}
