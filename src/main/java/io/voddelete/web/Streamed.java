package io.voddelete.web;

import java.io.InputStream;
import java.util.Map;

/**
 * An answer that is too long to be held in memory. It is read, and closed, while it is sent.
 *
 * @param headers all of them, {@code Content-Type} among them
 */
public record Streamed(int status, Map<String, String> headers, InputStream body) {}
