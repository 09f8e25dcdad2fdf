"""How the web's clutter words itself: the patterns by which `clean` knows it.

English sites. All patterns are bounded, so that no text can make them slow. Knows nothing of where
in an article a line stands.
"""

from __future__ import annotations

import re

_I = re.IGNORECASE
_SOCIAL = (
    r"(?:whats ?app|facebook|twitter|x|instagram|telegram|you ?tube|linked ?in|tik ?tok|threads"
    r"|google news|bluesky|mastodon|pinterest|reddit|flipboard|viber|snapchat|messenger|weibo"
    r"|we ?chat|line|tumblr|e-?mail|sms|rss|social media)"
)
_ITEM = r"(?:article|story|post|page|link|video|report|news|with (?:your )?friends)"
_LETTER = (
    r"(?:newsletters?|e-?mails?|alerts?|briefings?|updates|inbox|digest|bulletin|podcasts?"
    r"|notifications)"
)

CALL = re.compile(
    rf"""(?:
    (?:read|see|show|view|load|learn)\ more(?:\ (?:here|below|now))?
        (?:\ (?:support|subscribe|donate)(?:\ (?:us|now))?)?
    | (?:tap|click)\ (?:here\ )?to\ (?:read|see|view|share|listen|subscribe|follow|join)\b.{{0,80}}
    | continue\ reading(?:\ below|\ the\ main\ story)?
    | (?:story|article)\ continues\ (?:below|after)(?:\ (?:this\ )?(?:ad|advertisement))?
    | (?:skip|jump)\ (?:past|to)\ (?:main\ content|content|ad|advertisement|newsletter\ promotion
        |the\ .{{1,30}})
    | (?:article\ |after\ )?advert(?:isement|isements|s)?(?:\ ?[-–—]\ ?.{{0,40}})?
    | (?:sponsored|promoted|paid)\ (?:content|post|links?)
    | (?:support|donate|subscribe)(?:\ us)?\ (?:now|today|here)
    | support\ us | become\ a\ (?:member|supporter|subscriber)(?:\ (?:now|today))?
    | share\ (?:this|the)\ {_ITEM}(?:\ (?:on|via|with)\ .{{1,60}})? | share\ this
    | (?:click\ to\ )?share\ (?:on|via|to)\ {_SOCIAL}(?:\ \(.{{1,40}}\))?
    | (?:leave|post|add|write)\ (?:a|your)\ (?:comment|reply)
    | (?:view|show|read|hide|see)\ (?:all\ )?(?:the\ )?[0-9]{{0,5}}\ ?comments?(?:\ \([0-9]+\))?
    | join\ the\ (?:conversation|discussion)
    | (?:copy\ (?:the\ )?link|link\ copied)(?:\ to\ clipboard)?
    | print\ this(?:\ {_ITEM})? | save\ (?:this\ )?{_ITEM}(?:\ for\ later)?
    | listen\ to\ this\ (?:article|story)(?:.{{0,40}})?
    | (?:estimated\ )?reading\ time:?\ .{{1,20}} | [0-9]{{1,2}}\ ?min(?:ute)?s?\ (?:read|listen)
    | [0-9][0-9.,]*[km]?\ (?:shares|comments|likes|views)
    | (?:accept|reject|manage|decline|allow)\ (?:all\ )?cookies
    | cookies?\ (?:policy|settings|preferences|notice) | manage\ (?:my\ )?preferences
    | (?:all\ )?rights\ reserved | back\ to\ top | report\ (?:a|this)\ (?:typo|error|ad)
    | thank\ you(?:\ for\ (?:subscribing|signing\ up|your\ support|reading))?
    | (?:{_SOCIAL}[\s,|/•·]{{1,3}}){{1,12}}{_SOCIAL}
    )\s?[.!:…»›>→]{{0,3}}""",
    _I | re.VERBOSE,
)
"""A whole line or sentence that is only there to be clicked. Use fullmatch."""

WEAK = re.compile(
    rf"""(?:share|print|e-?mail|save|tweet|comments?|sign\ (?:in|up)|log\ in|register|subscribe
    |donate|like|listen|bookmark|menu|home|search|close|loading|gift|ads?|sponsored|follow|copy
    |{_SOCIAL})[.!:…]{{0,3}}""",
    _I | re.VERBOSE,
)
"""Clutter only beside other clutter: alone it may be a heading. Use fullmatch."""

PROMPT = re.compile(
    rf"""(?:please\ |you\ can\ (?:also\ )?)?(?:
    (?:follow|like|find|join|add|connect\ with|catch)\ us\ (?:on|at|in)\b
    | follow\ (?:[\w.&'’@-]{{1,30}}\ ){{1,6}}on\ (?:our\ |its\ )?(?:official\ )?{_SOCIAL}\b
    | (?:follow|join|subscribe\ to|check\ out|listen\ to|visit)\ our\ .{{0,60}}
        (?:channels?|groups?|pages?|newsletters?|podcasts?|feed|accounts?|community|app)\b
    | (?:download|get|install|try)\ (?:our|the\ .{{2,30}})\ apps?\b
    | (?:sign\ up|subscribe|register)(?:\ (?:now|here|today|free|for\ free))?\ (?:to|for|with)
        \ (?:our|the|this|a|your|my|free)\ .{{0,80}}{_LETTER}\b
    | get\ (?:.{{0,100}}\ )?(?:in|to|into|delivered\ to)\ your\ inbox\b
    | get\ (?:our|the\ latest|breaking|daily|weekly|free)\ .{{0,60}}{_LETTER}\b
    | enter\ your\ e-?mail\b
    | by\ (?:signing\ up|subscribing|continuing|clicking|entering|registering|providing|using\ this)
        \b.{{0,120}}\b(?:you\ )?(?:agree|accept|consent|acknowledge|confirm)\b
    | (?:you\ (?:can|may)\ )?(?:unsubscribe|opt\ out)\ (?:at\ )?any\ ?time\b
    | (?:we|this\ (?:web)?site|our\ (?:web)?site)\ (?:and\ our\ partners\ )?uses?\ cookies\b
    | this\ site\ is\ protected\ by\ recaptcha\b | please\ enable\ javascript\b
    | (?:©|\(c\)|copyright\ ©?)\s?(?:[0-9]{{4}}|the\ )
    | stay\ (?:updated|informed|tuned|up\ to\ date|connected)\b.{{0,80}}\b(?:us|our)\b
    | for\ (?:more|the\ latest|all\ the\ latest|breaking)\b.{{0,80}}
        \b(?:follow|subscribe|download|log\ on|join\ us)\b
    | (?:don['’]t\ miss)\b.{{0,60}}(?:inbox|newsletter|our\ channel|subscribe)
    | share\ this\ {_ITEM}\ (?:with|on)\b
    | if\ you\ (?:enjoy|enjoyed|value|like|liked|appreciate)\b.{{0,80}}
        \b(?:consider|please|support|subscribe|donate|become)\b
    | (?:please\ )?(?:consider\ )?(?:support(?:ing)?|donat(?:e|ing)|contribut(?:e|ing)|
        subscrib(?:e|ing))\b.{{0,80}}\b(?:our\ journalism|our\ newsroom|our\ reporting|
        as\ little\ as\ [$£€]?[0-9])
    )""",
    _I | re.VERBOSE,
)
"""How a line or sentence opens that asks the reader to follow, sign up, agree or pay."""

REPORTED = re.compile(r"\b(?:said|says|told|wrote|asked|added|according|urged|announced)\b", _I)
"""What a prompt that is itself reported in the news is likely to carry."""

LIST_HEAD = re.compile(
    r"""(?:
    next\ in\ .{2,40} | others?\ also\ read | (?:also\ read|read\ (?:also|next)|up\ next)
    | read\ more\ (?:on\ (?:this\ (?:story|topic)|.{2,40})|about\ .{2,40}|from\ .{2,40}|stories)
    | related(?:\ (?:stories|story|articles?|topics?|content|news|posts?|coverage|links|reading
        |internet\ links|tags|videos?|items))?
    | more\ (?:on\ this(?:\ (?:story|topic))?|from\ .{2,40}|stories|news|like\ this|to\ (?:explore
        |read)|top\ stories|headlines|in\ (?:this\ section|.{2,20}\ news))
    | recommended(?:\ (?:for\ you|stories|reading|articles|videos))?
    | (?:stories\ |things\ )?you\ (?:may|might)\ (?:also\ )?(?:like|have\ missed|be\ interested\ in)
    | (?:most|trending)\ (?:read|viewed|popular|shared|watched|commented|now|stories|news|topics)
    | popular\ (?:now|stories|articles|posts|in\ .{2,30}) | trending
    | (?:top|latest|other|featured|similar)\ (?:stories|news|headlines|articles|posts|videos)
    | editor['’]?s?['’]?\ (?:picks?|choice) | elsewhere\ on\ .{2,30}
    | around\ the\ (?:bbc|web) | from\ (?:around\ )?(?:the\ web|our\ (?:partners|archives?|network))
    | in\ case\ you\ missed\ it | must[ -]reads? | what\ to\ read\ next | keep\ reading
    | (?:topics|tags|read\ more|see\ more|don['’]t\ miss):
    )\s?[:»›>→]{0,2}""",
    _I | re.VERBOSE,
)
"""A line after which a list of other stories comes. Use fullmatch."""

LIST_LINE = re.compile(
    r"""(?P<sure>also\ read|read\ also|read\ more|read\ next|must\ read|more\ on\ this|watch\ also
        |also\ (?:watch|see)|you\ may\ also\ like)
    (?:\ ?[:|>»]|\ [–—-]\ )\s*\S.{0,240}
    | (?:related(?:\ (?:story|article|news|stories|coverage))?|recommended|don['’]t\ miss
        |in\ pictures|opinion|explainer)
    (?:\ ?[:|>»]|\ [–—-]\ )\s*\S.{0,240}""",
    _I | re.VERBOSE,
)
"""A cue and another story's headline in one line. Unless `sure`, only if no sentence ends it."""

APPEALS = tuple(
    re.compile(pattern, _I)
    for pattern in (
        r"\byour (?:support|donation|contribution|subscription|membership|generosity|funding)\b"
        r".{0,60}"
        r"\b(?:us|our|we|makes?|allows?|helps?|keeps?|means|powers?|funds?|ensures?)\b",
        r"\b(?:support|fund|power|protect|sustain|value|trust in)(?:s|ing)? "
        r"(?:\w+['’]s |our |the )?(?:independent |quality |fearless |open |free )*"
        r"(?:journalism|reporting|newsroom)\b",
        r"\b(?:we|our)\b.{0,150}\bpaywalls?\b",
        r"\b(?:we|our)\b.{0,60}\b(?:quality|independent|free|open|fearless) (?:\w+ )?journalism\b",
        r"\b(?:we|our)\b.{0,60}\b(?:reporters|journalists|correspondents)\b.{0,30}"
        r"\bon the ground\b",
        r"\b(?:support|donate|subscribe) now\b|\bbecome a (?:member|supporter|subscriber)\b"
        r"|\bmake a (?:donation|contribution)\b|\b(?:support|supporting|fund) us\b",
        r"\bas little as [$£€]?[0-9]|\bonly takes a (?:minute|moment)\b",
        r"\b(?:readers|people|supporters) like you\b|\bjoining us today\b|\bsmall favou?r to ask\b",
        r"\bconsider (?:supporting|subscribing|donating|becoming|making a)\b",
        r"\bno (?:shareholders|billionaire)|\bbillionaire owner|\bpower us financially\b",
    )
)
"""What an appeal for money says; one alone proves nothing."""

PAYS = re.compile(
    r"\byour (?:donation|contribution)|\b(?:donate|subscribe|support) (?:now|today|us)\b|\bpaywall"
    r"|\bas little as\b|\bmake a (?:donation|contribution)\b|\bbecome a (?:member|supporter)",
    _I,
)
"""That an appeal is about money or membership."""

ADDRESSES = re.compile(
    r"\b(?:we|us|our|you|your)\b|^(?:support|donate|subscribe|become|make)\b", _I
)
"""The paper speaks to its reader."""

SMELL = re.compile(
    r"your (?:support|donation|contribution|subscription|membership|generosity|funding)|paywall"
    r"|journalism|newsroom|on the ground|(?:support|donate|subscribe|sign up) (?:now|us|to|for)"
    r"|as little as|like you|consider |billionaire|newsletter|inbox|cookies|follow |read more"
    r"|joining|advertisement|favou?r to ask|share this|thank you|our (?:reporting|channel|app)"
    r"|supporter",
    _I,
)
"""What a paragraph must hold for its sentences to be looked at one by one."""

QUOTED = re.compile(
    r"“[^“”]{1,1500}”|\"[^\"]{1,1500}\"|‘[^‘]{1,300}?’(?=[\s,.;:)]|$)|«[^«»]{1,900}»"
)
"""Someone's words: an appeal inside them is part of the report."""
