"""Words that may not stand for one another: data without rules, extended with care."""

from __future__ import annotations

from rag.answer.lexicon import stems_of

# Each line is two sides; a word of one side must not stand for a word of the other.
OPPOSITES = tuple(
    (stems_of(one), stems_of(other))
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

# Words that commit somebody to something: one of a group is in the quote, or it is not said.
COMMITTING = tuple(
    stems_of(group)
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
