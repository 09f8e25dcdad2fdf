"""Every English sentence of the page; another language is one more file that renames none of them.

Plain text, never HTML; names in braces are filled in by whoever shows the sentence. Knows nothing
of how it is shown.
"""

from __future__ import annotations


class Strings:
    """The page's words in English, and the names that every language gives its own words to."""

    LANGUAGE = "en"
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
    EXPORT = "Export"
    EXPORT_NAME = "Export the conversation as Markdown"
    EXPORT_FILE = "conversation.md"

    CONVERSATION = "Conversation"
    YOU_ASKED = "You asked:"
    SEARCHING = "Searching the articles…"
    DRAFT = "Draft, not checked yet"
    QUOTED = "Quoted from {articles}"
    WRITTEN = "Every sentence checked against {quotes}"
    ONE_QUOTE = "1 quote"
    MANY_QUOTES = "{count} quotes"
    STOPPED = "Stopped before there was an answer."
    SEARCHED_FOR = "searched for: {standalone}"
    NARROWED = "only {what}"
    REPORTED_BY = "reported by {count} articles"
    DIFFER = "The articles may differ"
    UNDATED = "undated"
    NOT_FOUND = "Not in the articles"
    REFUSAL = "I could not find this in the articles."
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
    OPEN_ARTICLE = "Open article"
    OPEN_ARTICLE_NAME = "Open article: {title}"
    CLOSE = "Close"
    ARTICLE_GONE = "This article is not indexed any more."
    ARTICLE_CHANGED = "This article has changed since; the quote is not in it word for word."

    FOLLOW_UPS = "You could ask next"

    COPY_TEXT = "Copy"
    COPY_TEXT_NAME = "Copy as text with footnotes"
    COPY_MARKDOWN = "Copy Markdown"
    COPIED = "Copied"
    COPY_FAILED = "Could not copy"
    HELPFUL = "Helpful"
    NOT_HELPFUL = "Not helpful"
    NOTE_LABEL = "Anything to add? (optional)"
    NOTE_SEND = "Send note"
    RATED = "Thank you."
    NOT_RATED = "This could not be kept. Please ask again and rate the new answer."
    EXPORT_TITLE = "Conversation"
    EXPORT_QUESTION = "Question"

    COLLECTION = "Collection"
    FILTERS = "Filters"
    AFTER = "From"
    BEFORE = "To"
    SOURCE = "Source"
    ANY_SOURCE = "Any source"
    RESET = "Reset"
    FROM_DAY = "from {day}"
    TO_DAY = "to {day}"
    BETWEEN_DAYS = "{first} to {last}"
    BAD_FILTER = "A date of the filters cannot be read. Set it again or reset the filters."

    TRACE = "How this answer came to be"
    TRACE_QUESTION = "Question that was searched for"
    TRACE_BY_RULES = "from the conversation, by rules"
    TRACE_BY_MODEL = "from the conversation, by the language model"
    TRACE_PASSAGES = "Passages found"
    TRACE_EVIDENCE = "Sentences to answer from"
    TRACE_DRAFT = "Draft of {model}"
    TRACE_VERDICTS = "Each sentence of the draft"
    TRACE_CLAIMED = "claimed {numbers}"
    TRACE_CARRIED = "carried by {numbers}"
    TRACE_NONE = "none"
    TRACE_TIMES = "Time"
    TRACE_TOKENS = "Tokens"
    TRACE_CONFIDENCE = "Confidence"
    KEPT = "kept"
    CORRECTED = "corrected"
    DROPPED = "dropped"

    ARTICLES = "Articles"
    CHAT = "Back to the chat"
    ARTICLES_NOTE = "What is indexed in “{collection}”. Only articles added here can be removed."
    ADD_ARTICLES = "Add articles: drop files here, or choose them"
    ADD_BUTTON = "Add"
    ADDED = "{count} added"
    CHANGED = "{count} changed"
    REMOVED = "{count} removed"
    SAME = "{count} already there"
    NOTHING_CHANGED = "Nothing changed."
    SKIPPED = "Not added"
    DUPLICATE = "It says the same as {other}."
    READING = "Reading {done} of {total} articles…"
    EMBEDDING = "Indexing {done} of {total} passages…"
    WORKING = "Working…"
    REMOVE = "Remove"
    REMOVE_NAME = "Remove {title}"
    FROM_FOLDER = "From a folder of the server"
    CANNOT_REMOVE = "{title} comes from a folder of the server; remove its file there."
    NAME_TAKEN = "{name}: a file of that name was added before. Remove it first, or rename yours."
    TOO_MANY = "Add at most {count} files at a time."
    COLUMN_TITLE = "Title"
    COLUMN_SOURCE = "Source"
    COLUMN_DATE = "Date"

    UNEXPECTED = "Something went wrong here and was noted in the server's log. Please try again."

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
