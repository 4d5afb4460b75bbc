package io.voddelete.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of a host's route, as far as it matters here.
 *
 * @param key identifies a repeated message, such as {@code kafka:orders:0:17}; null if nothing does
 * @param lists what its body consists of, in order
 */
public record IncomingMessage(@Nullable String key, List<Delivery> lists) {}
