"""The chat as one element that any page can hold; `widget.js` is served as it is written.

    <script src="https://SERVER/widget.js" defer></script>
    <footnote-chat collection="hr" title="Ask HR"></footnote-chat>

Attributes, each of which may change at any time; all but `open` begin a new conversation:

    server      the server's address; default: where the script came from
    collection  default: `default`
    key         an API key. Whoever reads the page can read it: make one for this page alone, with
                `rag keys add NAME --collections … --origins https://PAGE`
    mode        `panel`, a button that opens a panel (default), or `inline`
    title       default: a few words in the language
    language    `en` or `de`; default: the page's `lang` where it is one of them, else `en`
    open        whether the panel is open; set it to open the panel from a button of the page's own

Light and dark follow the visitor; `footnote-chat { color-scheme: light }` keeps to one. Further
style by CSS variables on the element: --footnote-accent, -on-accent, -paper, -panel, -ink, -soft,
-line, -highlight, -trouble (colours), -font, -reading-font, -radius, -width, -height, -inset (from
the window's edges), -layer (z-index); and by parts: ::part(button), panel, header, log, question,
answer, mark, source, quote, article, form, input, send, stop. Its font size is the visitor's own,
or the element's `font-size`.

The page's Content-Security-Policy must allow the server in script-src and connect-src, no more:
the style needs no 'unsafe-inline', and there are no images, fonts or frames. The server must list
the page's origin in `serve.origins`, or the key must. No cookies and no storage are used; a cookie
of the server's own origin goes along only where page and server share it.

For browsers since 2024: Chrome 123, Firefox 120, Safari 17.5.
"""
