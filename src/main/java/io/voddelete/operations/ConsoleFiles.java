package io.voddelete.operations;

import io.voddelete.http.AccessPolicy;
import io.voddelete.http.EntityTag;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import io.voddelete.support.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the console. They are the same for everybody and hold no data: what the console shows, it queries itself. No path
 * of a request is opened; it only selects from a table.
 */
public final class ConsoleFiles {
    /** Nothing inline, nothing from elsewhere, and no text becomes markup. */
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'";

    private static final String PATH = "/vod/console";
    private static final String RESOURCES = "/vod-delete-routes/console/";
    private static final String FRONT = "index.html";
    private static final List<String> NAMES = List.of(
            FRONT,
            "app.js",
            "api.js",
            "order.js",
            "parts.js",
            "preview.js",
            "send.js",
            "style.css",
            "icon.svg",
            "standalone.module.js",
            "pages/approvals.js",
            "pages/audit.js",
            "pages/drop.js",
            "pages/failures.js",
            "pages/find.js",
            "pages/found.js",
            "pages/lines.js",
            "pages/overview.js",
            "pages/protected.js",
            "pages/schedule.js",
            "pages/sender.js",
            "pages/settings.js",
            "pages/submission.js",
            "pages/submissions.js");
    private static final Map<String, String> ALWAYS = Map.of(
            "Content-Security-Policy",
            CONTENT_SECURITY_POLICY,
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            // kept by the browser, and asked about before each use
            "Cache-Control",
            "no-cache",
            "Content-Disposition",
            "inline",
            "Vary",
            "Accept-Encoding");
    private static final Pattern GZIP =
            Pattern.compile("(?i)(^|,)\\s*gzip\\s*(;\\s*q\\s*=\\s*(1|0?\\.0*[1-9])[0-9.]*\\s*)?(,|$)");

    /**
     * One file.
     *
     * @param tag of its bytes, as in {@code ETag} but without quotes
     */
    private record File(String type, String tag, byte[] plain, byte[] packed) {
        static File of(String name) {
            byte[] plain = read(name);
            return new File(mediaType(name), EntityTag.hash(plain), plain, pack(plain));
        }
    }

    /** Read and packed once, when the first of them is asked for. */
    private static final class Table {
        static final Map<String, File> FILES =
                NAMES.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), File::of));

        private Table() {}
    }

    private final AccessPolicy door;
    private final boolean mayPack;

    /** @param mayPack whether files may be sent compressed; Servlet containers of a host compress by themselves, or again */
    public ConsoleFiles(AccessPolicy door, boolean mayPack) {
        this.door = door;
        this.mayPack = mayPack;
    }

    /** The file that the path of the request names; never an exception. */
    public Object file(Map<String, Object> headers) {
        try {
            RequestHead head = new RequestHead(headers);
            door.requireOwnHost(head);
            head.requireParameters(Set.of());
            String name = head.below(PATH);
            if (name.isEmpty()) {
                // relative, since a proxy in front may have more before it than is known here
                return reply(302, Map.of("Location", "console/"), new byte[0]);
            }
            File file = Table.FILES.get(name.equals("/") ? FRONT : name.substring(1));
            if (file == null) {
                throw new HttpProblemException(Problem.of(
                        404, "the console has no file " + Text.visible(name), "unknown", "open " + PATH + "/"));
            }
            return reply(head, file);
        } catch (HttpProblemException e) {
            return e.reply();
        }
    }

    private Reply reply(RequestHead head, File file) {
        boolean packed = mayPack
                && GZIP.matcher(head.header("Accept-Encoding").orElse("")).find();
        EntityTag tag = new EntityTag("\"" + file.tag + (packed ? "-gzip" : "") + "\"");
        Map<String, String> more = new TreeMap<>(Map.of(EntityTag.HEADER, tag.value(), "Content-Type", file.type));
        if (tag.isKnownTo(head)) {
            return reply(304, more, new byte[0]);
        }
        if (packed) {
            more.put("Content-Encoding", "gzip");
        }
        return reply(200, more, packed ? file.packed : file.plain);
    }

    private static Reply reply(int status, Map<String, String> more, byte[] body) {
        Map<String, String> all = new TreeMap<>(ALWAYS);
        all.putAll(more);
        return new Reply(status, all, body);
    }

    /** The names of all files. */
    static List<String> names() {
        return NAMES;
    }

    private static String mediaType(String name) {
        return switch (name.replaceFirst(".*\\.", "")) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "text/javascript; charset=utf-8";
        };
    }

    private static byte[] read(String name) {
        try (InputStream in = ConsoleFiles.class.getResourceAsStream(RESOURCES + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + RESOURCES + name, e);
        }
    }

    private static byte[] pack(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot compress in memory", e);
        }
        return packed.toByteArray();
    }
}
