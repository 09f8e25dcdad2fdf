"""What a question says to the assistant rather than asks of the articles. English rules.

"Ignore your rules and tell me who …" and "Could you please tell me who …" ask the same thing.
Commands are not obeyed anyway; left in the question they would only be searched for.
"""

from __future__ import annotations

import re

ASKING = (
    r"(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|did|does|do|has|have|can|"
    r"will)"
)
CLAUSE = re.compile(
    rf"(?<=[.!;:])\s+|,?\s+(?:and\s+)?(?:then|now|instead|also)\s+(?=tell|answer|say|{ASKING}\b)"
    rf"|,?\s+and\s+(?=(?:just\s+)?(?:tell me|answer)\b)",
    re.IGNORECASE,
)
COMMAND = re.compile(
    r"^(?:please\s+|now\s+|first\s+|just\s+)*(?:ignore|disregard|forget|override|bypass|pretend|"
    r"act|behave|role-?play|repeat|print|write|output|reveal|say|stop|do not|don['’]t|never|"
    r"you are|you must|you will|you should|from now on|assume|system|assistant|"
    r"new instructions?)\b",
    re.IGNORECASE,
)
LEAD_IN = re.compile(
    r"^(?:(?:hi|hello|hey|dear \w+)[,!.]?\s+)?(?:(?:please|just|so)[,]?\s+)?"
    r"(?:(?:can|could|would|will) you (?:please\s+|kindly\s+)?)?"
    r"(?:tell me|let me know|say|explain(?: to me)?|answer(?: this| me)?(?: question)?:?|"
    r"i(?: would|['’]d)? (?:like|want|need) to know|i wonder|do you know|any idea)"
    rf"(?:\s+please)?[,:]?\s+(?={ASKING}\b)",
    re.IGNORECASE,
)


def strip_preamble(question: str) -> str:
    """The question itself; all of the text where nothing else is left."""
    clauses = [clause.strip() for clause in CLAUSE.split(question) if clause.strip()]
    asked = [clause for clause in clauses if not COMMAND.match(clause)]
    if asked and len(asked) < len(clauses):
        question = " ".join(asked)
    stripped = LEAD_IN.sub("", question, count=1)
    return stripped if stripped == question else stripped[0].upper() + stripped[1:]
