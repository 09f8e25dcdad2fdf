"""Values -> HTML. Pure functions; the page and its script know where the HTML goes.

Every text that came from an article, a model or a person passes through `markup.text` and reads on
the screen exactly as it was written. Only the numbers of an answer's own quotes become links: a
bracketed number inside an article's words stays words.
"""
