"""Every English sentence of the page, so that another language is one more file.

Plain text, never HTML; names in braces are filled in by whoever shows the sentence. Knows nothing
of how it is shown.
"""

from __future__ import annotations

LANGUAGE = "en"
TITLE = "Footnote"
TAGLINE = "Answers from your articles, every sentence standing on a quote you can open."

WELCOME = "What would you like to know?"
WELCOME_COUNT = "Ask in your own words. Answers come from {articles} and nowhere else."
WELCOME_DATES = "They are dated {first} to {last}."
EXAMPLES = "For example"
ONE_ARTICLE = "1 article"
MANY_ARTICLES = "{count} articles"

NOTHING_INDEXED = "Nothing is indexed yet."
NOTHING_INDEXED_HELP = "Put articles in a folder, run this command, then reload the page:"
NOTHING_INDEXED_COMMAND = "rag ingest FOLDER"

QUESTION_LABEL = "Your question"
QUESTION_PLACEHOLDER = "Ask a question…"
SEND = "Send"
STOP = "Stop"
CLEAR = "Clear"

CONVERSATION = "Conversation"
YOU_ASKED = "You asked:"
SEARCHING = "Searching the articles…"
DRAFT = "Draft, not checked yet"
STOPPED = "Stopped before there was an answer."
SEARCHED_FOR = "searched for: {standalone}"
REPORTED_BY = "reported by {count} articles"
NOT_FOUND = "Not in the articles"
TROUBLE = "That did not work"
MARK_NAME = "Source {number}: {title}"
CUT = "…"

SOURCES = "Sources"
SOURCES_EMPTY = (
    "The quotes that an answer stands on are shown here, each in its place in the article."
)
SOURCES_OF = "for “{question}”"
CLOSEST = "Closest passages to read"
CLOSEST_NOTE = "These are not an answer. They are what comes nearest to the question."
CLOSEST_NONE = "No passage comes near the question."
BACK = "Back to the answer"

UNEXPECTED = "Something went wrong here and was noted in the server's log. Please try again."

PORT_IN_USE = (
    "Port {port} on {host} is in use by another program. "
    "Stop that program, or choose another port with --port."
)
CANNOT_LISTEN = "Cannot listen on {host}, port {port}: {reason}. Choose another --host or --port."
LISTENING = "{title} is at {address}"

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DATE = "{day} {month} {year}"
