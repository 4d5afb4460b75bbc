package io.voddelete.camel;

/** A message that no route of this module sent came to one of its internal endpoints; nothing was done with it. */
public final class ForeignMessageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    ForeignMessageException(String route, String found) {
        super("'" + route + "' is an internal endpoint of vod-delete-routes; it does not accept a message with " + found
                + ". Nothing was done. To have assets deleted, put a list into the folder of"
                + " vod.intake.file.directory, or send it to the webhook");
    }
}
