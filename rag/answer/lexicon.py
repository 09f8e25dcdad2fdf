"""Lists of English words that the verifier looks for: data without rules, extended with care.

A word here is folded and mostly stemmed as `rag.terms` does it when it is looked up, so that a
list holds one form of each.
"""

from __future__ import annotations

from rag.terms import stem


def stems_of(words: str) -> frozenset[str]:
    """The stems of words with spaces between."""
    return frozenset(stem(word) for word in words.split())


# Past and present forms that the stemmer does not bring together.
IRREGULAR = {
    stem(form): stem(base)
    for base, forms in {
        "be": "was were been is are am being",
        "become": "became",
        "begin": "began begun",
        "break": "broke broken",
        "bring": "brought",
        "build": "built",
        "buy": "bought",
        "catch": "caught",
        "choose": "chose chosen choice",
        "come": "came",
        "decide": "decision",
        "die": "dead death deaths dying",
        "draw": "drew drawn",
        "drive": "drove driven",
        "fall": "fell fallen",
        "fight": "fought",
        "find": "found",
        "fly": "flew flown flight",
        "gather": "gathered",
        "get": "got gotten",
        "give": "gave given",
        "go": "went gone",
        "grow": "grew grown growth",
        "have": "had has",
        "hold": "held",
        "hear": "heard",
        "keep": "kept",
        "know": "knew known",
        "lay": "laid",
        "lead": "led",
        "leave": "left",
        "lend": "lent",
        "lie": "lay lain",
        "lose": "lost loss losses",
        "make": "made",
        "meet": "met",
        "pay": "paid payment",
        "publish": "publication",
        "rise": "rose risen",
        "run": "ran",
        "say": "said",
        "see": "saw seen",
        "seek": "sought",
        "sell": "sold sale",
        "send": "sent",
        "show": "shown",
        "sign": "signature",
        "speak": "spoke spoken speech",
        "spend": "spent",
        "stand": "stood",
        "steal": "stole stolen",
        "strike": "struck",
        "swear": "swore sworn",
        "take": "took taken",
        "teach": "taught",
        "tell": "told",
        "think": "thought",
        "throw": "threw thrown",
        "win": "won",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}

# Verbs that a clause may turn on although they do not end in -ed.
AUXILIARY = frozenset(
    """is are was were be been being am has have had do does did will would can could may might
    must shall should isn aren wasn weren hasn haven hadn doesn didn won wouldn couldn""".split()
)
FINITE = AUXILIARY | frozenset(
    """became began broke brought built bought came chose drew drove fell fought found flew got
    gave went grew held kept knew laid led left lent lost made met paid put ran rose said saw sat
    sought sold sent set shot spoke spent stood stole struck swore took taught told thought threw
    won wore wrote beat cut hit let read cast bid spread split shut bore sang swam drank ate slept
    felt meant dealt says holds makes takes gives uses contains includes remains""".split()
)
# What several do, in the form that a noun may have too: "authors owe", "drivers measure".
BARE = frozenset(
    """accept add aim agree allow appear argue ask attract bear begin believe belong bring build buy
    call carry cause charge claim come compete connect consider consist control cover create credit
    define depend describe differ drive eat emerge employ end exist expect face fall feed feel find
    flow follow form gain generate get give go grow happen hold identify include increase involve
    join keep kill know lack lead learn leave lie live look lose make mark mean measure meet move
    need occur offer operate own owe pass pay play prefer produce protect provide reach receive
    refer reflect regard rely remain report require rest return rise rule run see seek seem sell
    serve share show sit speak spend stand start stay stem study suggest support take teach tell
    tend think travel treat try turn use vary view visit vote want warn wear win work
    write""".split()
)

# Who did it to whom makes no difference: A met B, B met A.
SYMMETRIC = stems_of(
    """meet talk talks discuss discussion discussions agree agreement negotiate share exchange
    marry converse conversation together cooperate cooperation relation relations ties bilateral
    trilateral both compete dialogue differ similar equal"""
)

# The same event in another word.
SAME = {stem("defeat"): stem("beat"), stem("overcome"): stem("beat"), stem("oust"): stem("remove")}
# The same event told from the other side.
CONVERSE = {
    stem(word): stem(other)
    for word, other in {
        "receive": "give",
        "obtain": "give",
        "buy": "sell",
        "purchase": "sell",
        "borrow": "lend",
        "learn": "teach",
        "lose": "beat",
        "inherit": "leave",
    }.items()
}

WHOLE = frozenset("all every each always entire entirely whole wholly only solely".split())
PART = frozenset(
    """some many most several few often usually sometimes partly mainly mostly part occasionally
    generally typically majority half""".split()
)

# What makes somebody less than the word after it.
LESSER = frozenset("deputy vice former ex assistant attempted failed".split())
ALL = frozenset("all every everyone everybody".split())
ALL_TOLD = ALL | frozenset("each both whole entire any total 100".split())
# What makes the next word not so.
NOT = frozenset(
    """not no never none neither nor without cannot nobody nothing hardly scarcely n't""".split()
)
DENIAL = stems_of(
    """differ different unequal deny refuse reject fail failure unable lack absence cease decline
    refusal denial"""
)
# Verbs that keep something from being so, what is kept from it, and who is against it.
AVERTING = stems_of(
    """prevent avoid stop block ban prohibit forbid forbade bar hinder halt avert deter exclude
    preclude refrain forgo eschew omit withhold rule"""
)
LETTING = stems_of("let allow permit enable tolerate")
OPPOSED = stems_of("against oppose opposition resist object objection")
# What makes it only said or thought to be so, or still to come.
HEDGE = stems_of(
    """allege alleged allegedly allegation accuse accusation purport purported reportedly rumour
    rumor suspect claim supposed supposedly believe speculate hypothesize hypothesise"""
)
FUTURE = frozenset("will would may might could shall should".split())
INTENT = stems_of("plan intend intention hope seek want propose due expect aim consider offer ask")
SOFTENED = HEDGE | stems_of(
    """say state report argue contend suggest think view consider according describe call opinion
    may might could likely possibly perhaps seem appear hear"""
)
CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december jan feb mar apr jun jul aug sep sept oct
    nov dec""".split()
)
# Grammar.
BE = frozenset("is are was were be been being get got".split())
DETERMINERS = frozenset("a an the his her its their our my this that these those s".split())
PREPOSITIONS = frozenset(
    """of in on at to from by with for against during as into over under after before since until
    than about between among through via near without within upon alongside besides
    despite""".split()
)
OBJECT_AFTER = frozenset("of on to against for upon than".split())
LINKS = frozenset(
    "that which who whom where when while whereas because if although and but".split()
)
