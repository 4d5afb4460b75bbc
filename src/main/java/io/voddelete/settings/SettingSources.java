package io.voddelete.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where values are looked up. */
interface SettingSources {
    /** A value, without surrounding blanks, and where it was set. */
    record Found(String value, SettingOrigin origin) {}

    /**
     * The value of a key from the first source that has it.
     *
     * @param blankCounts whether a blank value in a file counts as a value
     */
    Optional<Found> find(String key, boolean blankCounts);

    /** The names of the environment variables that begin with this prefix, sorted. */
    List<String> variables(String prefix);

    /** Every key that can be listed, with where it is set; variables have no keys. */
    Map<String, SettingOrigin> keys();

    /** Where a missing setting can be set, for a message. */
    String whereToSet(Setting setting);
}
