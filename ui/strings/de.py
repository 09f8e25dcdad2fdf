"""Every sentence of the page in German. Knows nothing of how it is shown."""

from __future__ import annotations

from ui.strings.en import Strings


class German(Strings):
    """The page's words in German."""

    LANGUAGE = "de"
    TAGLINE = "Antworten aus Ihren Artikeln, jeder Satz auf einem Zitat zum Nachschlagen."

    WELCOME = "Was möchten Sie wissen?"
    WELCOME_COUNT = (
        "Fragen Sie in Ihren eigenen Worten. Antworten kommen aus {articles} und nirgendwo sonst."
    )
    WELCOME_DATES = "Sie stammen aus der Zeit vom {first} bis zum {last}."
    EXAMPLES = "Zum Beispiel"
    ONE_ARTICLE = "1 Artikel"
    MANY_ARTICLES = "{count} Artikeln"

    NOTHING_INDEXED = "Noch ist nichts erfasst."
    NOTHING_INDEXED_HELP = (
        "Legen Sie Artikel in einen Ordner, führen Sie diesen Befehl aus, laden Sie die Seite neu:"
    )
    NOTHING_INDEXED_COMMAND = "rag ingest ORDNER"

    QUESTION_LABEL = "Ihre Frage"
    QUESTION_PLACEHOLDER = "Frage stellen …"
    SEND = "Senden"
    STOP = "Anhalten"
    CLEAR = "Leeren"
    EXPORT = "Exportieren"
    EXPORT_NAME = "Das Gespräch als Markdown exportieren"
    EXPORT_FILE = "gespraech.md"

    CONVERSATION = "Gespräch"
    YOU_ASKED = "Sie fragten:"
    SEARCHING = "Die Artikel werden durchsucht …"
    DRAFT = "Entwurf, noch nicht geprüft"
    QUOTED = "Zitiert aus {articles}"
    WRITTEN = "Jeder Satz geprüft an {quotes}"
    ONE_QUOTE = "1 Zitat"
    MANY_QUOTES = "{count} Zitaten"
    STOPPED = "Angehalten, bevor es eine Antwort gab."
    SEARCHED_FOR = "gesucht wurde: {standalone}"
    NARROWED = "nur {what}"
    REPORTED_BY = "berichtet in {count} Artikeln"
    DIFFER = "Die Artikel weichen womöglich voneinander ab"
    UNDATED = "ohne Datum"
    NOT_FOUND = "Nicht in den Artikeln"
    REFUSAL = "Dazu habe ich in den Artikeln nichts gefunden."
    TROUBLE = "Das hat nicht geklappt"
    MARK_NAME = "Quelle {number}: {title}"
    CUT = "…"

    SOURCES = "Quellen"
    SOURCES_EMPTY = (
        "Hier stehen die Zitate, auf denen eine Antwort beruht, jedes an seiner Stelle im Artikel."
    )
    SOURCES_OF = "zu „{question}“"
    CLOSEST = "Nächstliegende Stellen zum Nachlesen"
    CLOSEST_NOTE = "Das ist keine Antwort, sondern was der Frage am nächsten kommt."
    CLOSEST_NONE = "Keine Stelle kommt der Frage nahe."
    BACK = "Zurück zur Antwort"
    OPEN_ARTICLE = "Artikel öffnen"
    OPEN_ARTICLE_NAME = "Artikel öffnen: {title}"
    CLOSE = "Schließen"
    ARTICLE_GONE = "Dieser Artikel ist nicht mehr erfasst."
    ARTICLE_CHANGED = "Dieser Artikel hat sich geändert; das Zitat steht nicht mehr wörtlich darin."

    FOLLOW_UPS = "Das könnten Sie als Nächstes fragen"

    COPY_TEXT = "Kopieren"
    COPY_TEXT_NAME = "Als Text mit Fußnoten kopieren"
    COPY_MARKDOWN = "Markdown kopieren"
    COPIED = "Kopiert"
    COPY_FAILED = "Kopieren ging nicht"
    HELPFUL = "Hilfreich"
    NOT_HELPFUL = "Nicht hilfreich"
    NOTE_LABEL = "Möchten Sie etwas ergänzen? (freiwillig)"
    NOTE_SEND = "Notiz senden"
    RATED = "Danke."
    NOT_RATED = (
        "Das ließ sich nicht festhalten. Bitte fragen Sie noch einmal und bewerten Sie die neue "
        "Antwort."
    )
    EXPORT_TITLE = "Gespräch"
    EXPORT_QUESTION = "Frage"

    COLLECTION = "Sammlung"
    FILTERS = "Filter"
    AFTER = "Von"
    BEFORE = "Bis"
    SOURCE = "Herkunft"
    ANY_SOURCE = "Beliebige Herkunft"
    RESET = "Zurücksetzen"
    FROM_DAY = "ab {day}"
    TO_DAY = "bis {day}"
    BETWEEN_DAYS = "{first} bis {last}"
    BAD_FILTER = (
        "Ein Datum der Filter ist nicht lesbar. Stellen Sie es neu ein oder setzen Sie die Filter "
        "zurück."
    )

    TRACE = "Wie diese Antwort zustande kam"
    TRACE_QUESTION = "Gesuchte Frage"
    TRACE_BY_RULES = "aus dem Gespräch, nach Regeln"
    TRACE_BY_MODEL = "aus dem Gespräch, vom Sprachmodell"
    TRACE_PASSAGES = "Gefundene Stellen"
    TRACE_EVIDENCE = "Sätze, aus denen geantwortet wird"
    TRACE_DRAFT = "Entwurf von {model}"
    TRACE_VERDICTS = "Jeder Satz des Entwurfs"
    TRACE_CLAIMED = "beruft sich auf {numbers}"
    TRACE_CARRIED = "getragen von {numbers}"
    TRACE_NONE = "nichts"
    TRACE_TIMES = "Zeit"
    TRACE_TOKENS = "Token"
    TRACE_CONFIDENCE = "Zuversicht"
    KEPT = "behalten"
    CORRECTED = "berichtigt"
    DROPPED = "gestrichen"

    ARTICLES = "Artikel"
    CHAT = "Zurück zum Gespräch"
    ARTICLES_NOTE = (
        "Was in „{collection}“ erfasst ist. Nur hier hinzugefügte Artikel lassen sich entfernen."
    )
    ADD_ARTICLES = "Artikel hinzufügen: Dateien hier ablegen oder auswählen"
    ADD_BUTTON = "Hinzufügen"
    ADDED = "{count} hinzugefügt"
    CHANGED = "{count} geändert"
    REMOVED = "{count} entfernt"
    SAME = "{count} schon vorhanden"
    NOTHING_CHANGED = "Nichts hat sich geändert."
    SKIPPED = "Nicht hinzugefügt"
    DUPLICATE = "Es ist dasselbe wie {other}."
    READING = "{done} von {total} Artikeln gelesen …"
    EMBEDDING = "{done} von {total} Stellen erfasst …"
    WORKING = "In Arbeit …"
    REMOVE = "Entfernen"
    REMOVE_NAME = "{title} entfernen"
    FROM_FOLDER = "Aus einem Ordner des Servers"
    CANNOT_REMOVE = "{title} kommt aus einem Ordner des Servers; entfernen Sie die Datei dort."
    NAME_TAKEN = (
        "{name}: Eine Datei dieses Namens gibt es schon. Entfernen Sie sie zuerst, oder benennen "
        "Sie Ihre um."
    )
    TOO_MANY = "Fügen Sie höchstens {count} Dateien auf einmal hinzu."
    COLUMN_TITLE = "Titel"
    COLUMN_SOURCE = "Herkunft"
    COLUMN_DATE = "Datum"

    UNEXPECTED = (
        "Hier ist etwas schiefgegangen und steht im Protokoll des Servers. Bitte versuchen Sie es "
        "noch einmal."
    )

    MONTHS = (
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    )
    DATE = "{day}. {month} {year}"
