"""Clutter is marked, the report stays: on the seeds, on other sites' wording, on any text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given

from rag.ingest.clean import mark_clutter
from tests.rag.ingest.samples import texts

SEEDS = Path(__file__).parents[3] / "seeds"

REPORT = (
    "Pakistan announced Friday that it is upgrading its representation.\n\n"
    "The announcement comes a week after the two ministers met in Beijing. He left soon after.\n"
)


def seed(number: int) -> str:
    (path,) = SEEDS.glob(f"{number:03}_*.txt")
    return path.read_text("utf-8")


def kept(text: str) -> str:
    """What is not clutter, each span of clutter replaced by a line break."""
    parts, at = [], 0
    for span in mark_clutter(text):
        parts.append(text[at : span.start])
        at = span.end
    return "\n".join([*parts, text[at:]])


def dropped(text: str) -> str:
    return "\n".join(span.of(text) for span in mark_clutter(text))


def test_seed_0_keeps_its_report_and_loses_the_rest() -> None:
    text = seed(0)
    report, follow, rest = text.partition("Follow us on our official WhatsApp channel")
    assert dropped(text) == (follow + rest).rstrip()
    assert kept(text).strip() == report.strip()
    assert report.rstrip().endswith('"terrorist" designation. - AFP')
    headlines = [line for line in rest.splitlines()[1:] if line]
    assert len(headlines) == 12
    assert not any(headline in kept(text) for headline in headlines)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_seeds_without_clutter_are_whole(number: int) -> None:
    assert mark_clutter(seed(number)) == ()


def test_seed_4_loses_the_appeal_alone() -> None:
    text = seed(4)
    appeal, report, rest = text.partition("Pakistan announced Friday that it is upgrading")
    assert dropped(text) == appeal.strip()
    assert kept(text).strip() == (report + rest).strip()


GUARDIAN = (
    "As you’re joining us today from India, we have a small favour to ask. Tens of millions have "
    "placed their trust in the Guardian’s fearless journalism since we started publishing 200 "
    "years ago.\n\nUnlike many others, the Guardian has no shareholders and no billionaire owner. "
    "We provide all this for free, for everyone to read.\n\nIf there were ever a time to join us, "
    "it is now. Your funding powers our journalism. Support the Guardian from as little as $1 – "
    "it only takes a minute. Thank you."
)


@pytest.mark.parametrize(
    "clutter",
    [
        GUARDIAN,
        "Related Topics\nPakistan\nAfghanistan\nChina",
        "More on this story\nTaliban envoy arrives in Moscow\nWhat do the talks mean for China?",
        "Related:\n- Taliban envoy arrives in Moscow\n- Beijing hosts the talks",
        "Also read: Taliban envoy arrives in Moscow.",
        "Also Read | Taliban envoy arrives in Moscow",
        "Read more: Taliban envoy arrives in Moscow",
        "RELATED: Taliban envoy arrives in Moscow",
        "Recommended for you\n\nTaliban envoy arrives in Moscow after weeks of talks\n\n"
        "Beijing hosts another round of talks on trade",
        "Sign up to our newsletter",
        "Sign up for our free Morning Briefing newsletter and get it every day!",
        "Get the day’s headlines delivered to your inbox",
        "Enter your email address",
        "By signing up, you agree to our Terms of Use and Privacy Policy.",
        "Share this article",
        "Share this article\nFacebook\nTwitter\nEmail",
        "Share on Facebook",
        "Share\nPrint\nEmail",
        "Facebook | Twitter | WhatsApp | Email",
        "We use cookies to give you the best experience.",
        "Accept all cookies",
        "Advertisement",
        "ADVERTISEMENT - CONTINUE READING BELOW",
        "Story continues below advertisement",
        "Read more",
        "Continue reading...",
        "Follow us on Facebook and Twitter",
        "Follow Dawn News on X, Instagram and YouTube for the latest.",
        "Join our WhatsApp channel for the latest updates",
        "Please consider supporting our journalism today.",
        "For the latest news, download our app.",
        "© 2025 The Example Times. All rights reserved.",
        "3 min read",
        "Leave a comment",
    ],
)
def test_what_other_sites_write(clutter: str) -> None:
    """At the end, at the start, and between two paragraphs of the report."""
    first, second = REPORT.split("\n\n")
    assert dropped(f"{REPORT}\n{clutter}\n") == clutter
    assert dropped(f"{clutter}\n\n{REPORT}") == clutter
    assert dropped(f"{first}\n\n{clutter}\n\n{second}") == clutter


def test_clutter_at_a_paragraphs_end() -> None:
    text = "The ministers met on Friday. Follow us on Twitter for more news! They left. Read more\n"
    assert kept(text).split() == "The ministers met on Friday. They left.".split()


def test_a_section_heading_after_a_list_stays() -> None:
    text = (
        f"{REPORT}\nRelated stories\n\nTaliban envoy arrives in Moscow after weeks of talks\n\n"
        "Beijing hosts another round of talks on trade\n\nChina's role\n\n"
        "China has taken it upon itself to settle differences between the two.\n"
    )
    assert "China's role" in kept(text)
    assert "Moscow" not in kept(text)
    assert "round of talks" not in kept(text)


REPORTS = [
    "WhatsApp said its channels now reach a billion people. Users follow channels of newspapers, "
    "and many join our lives through them. “Follow us on WhatsApp,” the ministry told citizens.",
    "Follow us on our WhatsApp channel, the ministry told citizens in a statement on Friday.",
    "Donations to the charity fell by half. “Your donation allows us to keep the school open. "
    "Your support makes all the difference. Donate now,” its director said in an appeal.",
    "The newspaper sends a newsletter to readers. It asked them to sign up for the newsletter. "
    "Newsletters are a source of money, and the inbox is where readers are.",
    "The Guardian has no billionaire owner. Its journalism is paid for by readers, and it has no "
    "paywall. Many readers support independent journalism with a donation.",
    "We believe quality journalism matters. The minister said so in Kabul.",
    "The share of women rose. Cookies are small files that sites store. A site uses cookies to "
    "tell its visitors apart.",
    "Related work\nThe problem was studied by others before. They found nothing.",
    "Recommended dose\nTake one a day. Do not take more.",
    "See also\nKabul\nIslamabad\nReferences\nExternal links",
    "Share\nA share is a unit of ownership. It may be sold.",
    "Print\nThe edition was printed in 1605. It sold well.",
    "Related-party transactions must be disclosed - the law says so",
    "Read more books, the teacher told the class. They did.",
    "More from the talks was expected on Monday. None came.",
    "Advertisements were banned from the capital. The ban was lifted.",
]


@pytest.mark.parametrize("report", REPORTS)
def test_articles_about_such_things_keep_their_sentences(report: str) -> None:
    assert mark_clutter(f"A headline about it\n\n{report}\n\n{REPORT}") == ()


def test_plain_encyclopedia_text_is_untouched() -> None:
    text = (
        "Kabul\nKabul is the capital of Afghanistan.[1] It lies 1,790 m above the sea.\n\n"
        "History\nThe city is said to be over 3,500 years old.\n\nEconomy\nTrade grew in 2004.\n\n"
        "See also\nList of cities in Afghanistan\n\nReferences\n1. The Times, 5 May 2004\n"
    )
    assert mark_clutter(text) == ()


def test_nothing_in_nothing() -> None:
    assert mark_clutter("") == ()
    assert mark_clutter(" \r\n ") == ()


@given(texts)
def test_spans_are_sorted_apart_and_hold_something(text: str) -> None:
    at = 0
    for span in mark_clutter(text):
        assert at <= span.start < span.end <= len(text)
        said = span.of(text)
        assert said == said.strip()
        at = span.end + 1


@pytest.mark.parametrize(
    "unit",
    'Related\n|Read more. |follow us our |your support |we our journalism |“|"|‘|email / |a\n\n|'
    "Follow aa aa aa aa aa aa | |Share\n|get to your ".split("|"),
)
def test_time_is_linear(unit: str) -> None:
    began = time.monotonic()
    mark_clutter(unit * (200_000 // len(unit)))
    assert time.monotonic() - began < 5
