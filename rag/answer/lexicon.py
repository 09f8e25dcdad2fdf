"""Lists of English words that the verifier looks for: data without rules, extended with care.

A word here is folded and mostly stemmed as `rag.terms` does it when it is looked up, so that a
list holds one form of each.
"""

from __future__ import annotations

from rag.terms import stem


def _stems(words: str) -> frozenset[str]:
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

# Who did it to whom makes no difference: A met B, B met A.
SYMMETRIC = _stems(
    """meet talk talks discuss discussion discussions agree agreement negotiate share exchange
    marry converse conversation together cooperate cooperation relation relations ties bilateral
    trilateral both compete dialogue differ similar equal"""
)

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

# Each line is two sides; a word of one side must not stand for a word of the other.
OPPOSITES = tuple(
    (_stems(one), _stems(other))
    for one, other in (
        ("accept approve adopt endorse", "reject refuse oppose veto"),
        ("accept admit confirm acknowledge", "deny denial"),
        ("welcome praise hail applaud", "condemn criticise criticize denounce deplore"),
        ("allow permit legalise legalize authorise authorize", "ban prohibit forbid forbade bar"),
        (
            "rise increase grow gain climb surge soar jump double expand growth upward",
            "fall decrease decline drop shrink reduce plunge halve diminish dwindle downward",
        ),
        ("strengthen improve boost deepen enhance", "weaken worsen deteriorate undermine harm"),
        ("upgrade elevate promote", "downgrade demote"),
        ("ease calm thaw relax", "escalate intensify aggravate heighten"),
        ("win victory beat defeat", "lose loss losing"),
        ("begin start", "end finish cease terminate"),
        ("before prior precede earlier", "after following follow later subsequent"),
        ("first earliest", "last final latest"),
        ("north northern", "south southern"),
        ("east eastern", "west western"),
        ("northeast northeastern", "southwest southwestern"),
        ("northwest northwestern", "southeast southeastern"),
        ("above upper", "below beneath"),
        ("more larger greater bigger higher longer", "less fewer smaller lower shorter"),
        (
            "most largest greatest biggest highest longest maximum",
            "least smallest lowest shortest minimum",
        ),
        ("older oldest elder", "younger youngest"),
        ("large big huge", "small tiny"),
        ("rich wealthy", "poor"),
        ("quickly rapid rapidly", "slowly"),
        ("hot warm", "cold cool"),
        ("easy", "difficult"),
        ("positive", "negative"),
        ("success succeed successful", "failure fail unsuccessful"),
        ("legal lawful", "illegal unlawful"),
        ("possible able", "impossible unable"),
        ("common frequent often", "rare rarely seldom uncommon"),
        ("always", "never seldom sometimes occasionally"),
        ("majority", "minority"),
        ("arrive arrival enter", "depart departure exit"),
        ("import", "export"),
        ("internal domestic", "external"),
        ("male men man", "female women woman"),
        ("son father brother husband king", "daughter mother sister wife queen"),
        ("parent father mother", "child"),
        ("predecessor", "successor"),
        ("ancient", "modern"),
        ("temporary", "permanent"),
        ("public", "private"),
        ("include", "exclude"),
        ("join", "withdraw"),
        ("create build construct establish", "destroy demolish abolish dissolve"),
        ("attract", "repel"),
        ("ally friend friendly", "enemy foe hostile rival"),
        ("high highly", "low"),
        ("open reopen", "close shut"),
        ("guilty convict", "innocent acquit"),
        ("alive survive", "dead die kill"),
        ("safe", "dangerous unsafe"),
        ("agree", "disagree"),
        ("direct", "indirect"),
        ("formal official", "informal unofficial"),
        ("recognise recognize", "derecognise"),
        ("wide broad", "narrow"),
        ("deep", "shallow"),
        ("true", "false"),
        ("voluntary", "compulsory mandatory"),
        ("indoor", "outdoor"),
        ("urban", "rural"),
        ("strong", "weak"),
        ("dominant", "recessive"),
    )
)
WHOLE = frozenset("all every each always entire entirely whole wholly only solely".split())
PART = frozenset(
    """some many most several few often usually sometimes partly mainly mostly part occasionally
    generally typically majority half""".split()
)

# Words that commit somebody to something: one of a group is in the quote, or it is not said.
COMMITTING = tuple(
    _stems(group)
    for group in (
        "admit confirm acknowledge concede confess",
        "promise pledge vow guarantee commit commitment swear",
        "threaten threat warn warning",
        "apologise apologize apology regret",
        "resign resignation quit",
        "arrest detain detention jail imprison custody",
        "reject refuse refusal deny dismiss decline oppose veto denial rejection not no",
        "sign signature",
        "ban banned prohibit forbid outlaw",
        "prove proof demonstrate",
        "north northern northward northwards",
        "south southern southward southwards",
        "east eastern eastward eastwards",
        "west western westward westwards",
        "northeast northeastern",
        "northwest northwestern",
        "southeast southeastern",
        "southwest southwestern",
        "article passage excerpt paragraph quote quotation context",
        "information inform data detail knowledge evidence record",
    )
)
# What makes somebody less than the word after it.
LESSER = frozenset("deputy vice former ex assistant attempted failed".split())
ALL = frozenset("all every everyone everybody".split())
ALL_TOLD = ALL | frozenset("each both whole entire any total 100".split())
# What makes the next word not so.
NOT = frozenset(
    """not no never none neither nor without cannot nobody nothing hardly scarcely n't""".split()
)
DENIAL = _stems(
    """differ different unequal deny refuse reject fail failure unable lack absence cease decline
    refusal denial"""
)
# What makes it only said or thought to be so, or still to come.
HEDGE = _stems(
    """allege alleged allegedly allegation accuse accusation purport purported reportedly rumour
    rumor suspect claim supposed supposedly believe speculate hypothesize hypothesise"""
)
FUTURE = frozenset("will would may might could shall should".split())
INTENT = _stems("plan intend intention hope seek want propose due expect aim consider offer ask")
SOFTENED = HEDGE | _stems(
    """say state report argue contend suggest think view consider according describe call opinion
    may might could likely possibly perhaps seem appear hear"""
)
CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december jan feb mar apr jun jul aug sep sept oct
    nov dec""".split()
)
