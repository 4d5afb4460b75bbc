package io.voddelete.settings;

import io.voddelete.http.Caller;
import io.voddelete.http.NamedSecret;
import io.voddelete.http.WebhookSigner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Checks the secrets of HTTP callers against each other and against those that sign what we send: a secret must identify one
 * caller and belong to one setting.
 */
public final class CallerRules {
    private static final Map<Setting, String> USUAL_NAMES = new LinkedHashMap<>();

    static {
        USUAL_NAMES.put(Setting.INTAKE_WEBHOOK_SECRET_KEY, Caller.WEBHOOK);
        USUAL_NAMES.put(Setting.INTAKE_WEBHOOK_TOKEN, Caller.WEBHOOK);
        USUAL_NAMES.put(Setting.STATUS_TOKEN, Caller.OPERATOR);
        USUAL_NAMES.put(Setting.APPROVAL_TOKEN, Caller.APPROVER);
    }

    /** Who receives what is signed knows these secrets. */
    private static final List<Setting> SIGNING = List.of(Setting.OUTCOME_SIGNING_SECRET, Setting.NOTIFY_SIGNING_SECRET);

    private record Owner(Setting setting, String name) {
        @Override
        public String toString() {
            return name + " in " + setting.key();
        }
    }

    private CallerRules() {}

    /**
     * Returns the secrets in this value of a setting.
     *
     * @throws IllegalArgumentException if the setting takes no secrets of HTTP callers
     */
    public static List<NamedSecret> secrets(Setting setting, String value) {
        String usualName = USUAL_NAMES.get(setting);
        if (usualName == null) {
            throw new IllegalArgumentException(setting.key() + " takes no secrets of HTTP callers");
        }
        return NamedSecret.parse(value, usualName);
    }

    /** The names of all callers that have a secret or a token. */
    static Set<String> names(Settings settings) {
        return USUAL_NAMES.keySet().stream()
                .flatMap(setting -> secrets(setting, settings.text(setting)).stream())
                .map(NamedSecret::name)
                .collect(Collectors.toSet());
    }

    /** One line for each contradiction between settings; empty if there is none. */
    static List<String> faults(Settings settings) {
        return faults(settings, settings::text);
    }

    /** @param value returns the value of a setting, in use or about to be used */
    static List<String> faults(Settings settings, Function<Setting, String> value) {
        Map<String, Owner> owners = new HashMap<>();
        List<String> faults = new ArrayList<>();
        for (Setting setting : USUAL_NAMES.keySet()) {
            for (NamedSecret one : secrets(setting, value.apply(setting))) {
                Owner owner = new Owner(setting, one.name());
                Owner other = owners.putIfAbsent(one.secret(), owner);
                if (other != null && !other.equals(owner)) {
                    faults.add("The callers " + other + " and " + owner
                            + " have the same secret or token, so it does not identify the caller. Allowed: a different"
                            + " one for each" + settings.setBy(other.setting, setting));
                }
            }
        }
        for (Setting setting : SIGNING) {
            for (String secret : WebhookSigner.split(value.apply(setting))) {
                Owner owner = owners.get(secret);
                if (owner != null) {
                    faults.add(setting.key() + " has the secret of the caller " + owner
                            + ": whoever checks our signatures could sign lists of ids. Allowed: another secret"
                            + settings.setBy(setting, owner.setting));
                }
            }
        }
        return faults;
    }
}
