package io.voddelete.camel;

/** A message from outside this module reached one of its internal endpoints; it was ignored. */
public final class ForeignMessageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    ForeignMessageException(String route, String found) {
        super("'" + route + "' is an internal endpoint of vod-delete-routes; it does not accept a message with " + found
                + ". The message was ignored. To delete assets, send the list to direct:vod-delete or to the webhook, or put it"
                + " into the directory vod.intake.file.directory");
    }
}
