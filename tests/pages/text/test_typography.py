from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.pages.text.markdown import html, typeset

NB, SHY = "\xa0", "\xad"

# What people type -> what is shown. ~ is a no-break space, | a soft hyphen.
GERMAN = {
    '"Echt"?': "„Echt“?",
    "\"Er sagte 'Nein' dazu\"": "„Er sagte ‚Nein‘ dazu“",
    '„halb" und "ganz"': "„halb“ und „ganz“",
    "“englisch” gesetzt": "„englisch“ gesetzt",
    'Mode-"Blase" ("Klammer")': "Mode-„Blase“ („Klammer“)",
    '"Bürger*innen" und "Kolleg*innen"': "„Bürger*innen“ und „Kolleg*innen“",
    "wie geht's, Jonas' Buch": "wie geht’s, Jonas’ Buch",
    "die '68er, 'ne Idee, Rock 'n' Roll": "die ’68er, ’ne Idee, Rock ’n’ Roll",
    "eins - zwei – drei": "eins~– zwei~– drei",
    "Und dann ...": "Und dann …",
    "(a) dies, (c) jenes, (r) das": "(a) dies, (c) jenes, (r) das",
    "z.B., d.h., i.d.R., u.v.m., e.V., o.Ä.": "z.~B., d.~h., i.~d.~R., u.~v.~m., e.~V., o.~Ä.",
    "z. B., i. d. R., n. Chr.": "z.~B., i.~d.~R., n.~Chr.",
    "am 3. Mai, am 3. 5. 2024": "am 3.~Mai, am 3.~5.~2024",
    "im Jahr 2024. Danach": "im Jahr 2024. Danach",
    "45 Minuten, 5 %, 3 Mio. Euro, 12 km²": "45~Minuten, 5~%, 3~Mio. Euro, 12~km²",
    "9-17 Uhr, 14:30 Uhr, 10 bis 12 Uhr": "9–17~Uhr, 14:30~Uhr, 10 bis 12~Uhr",
    "10 000 Menschen": "10~000 Menschen",
    "0251-492-1234, 2021-11-23, 12-jährig": "0251-492-1234, 2021-11-23, 12-jährig",
    "S. 3-5, § 5 Abs. 2, §§ 5 ff., Nr. 5": "S.~3–5, §~5 Abs.~2, §§~5~ff., Nr.~5",
    "Dr. Müller, Prof. Dr. Gaul, St. Pölten": "Dr.~Müller, Prof.~Dr.~Gaul, St.~Pölten",
    "Staffel 2, Folge 7": "Staffel~2, Folge~7",
    "https://example.org/a--b...c?z.B.=1": "https://example.org/a--b...c?z.B.=1",
    "Jörg Müller - www.example.org/a--b": "Jörg Müller~– www.example.org/a--b",
}

ENGLISH = {
    "\"one 'two' three\"": "“one ‘two’ three”",
    "the '90s, it's the dogs' turn": "the ’90s, it’s the dogs’ turn",
    "on May 3 at 10 a.m., 45 minutes": "on May~3 at 10~a.m., 45~minutes",
    "p. 3, No. 5, Dr Smith, Season 2": "p.~3, No.~5, Dr~Smith, Season~2",
    "this - or that": "this~– or that",
    "z. B. stays as it is": "z. B. stays as it is",
}

# Markdown -> the text and the tags inside the paragraph.
STARS = {
    "Bürger*innen und Kolleg*innen": "Bürger*innen und Kolleg*innen",
    "jede*r, eine*n, ein*e, der*die": "jede*r, eine*n, ein*e, der*die",
    "**Amtsleiter*innen**": "<strong>Amtsleiter*innen</strong>",
    "*Kolleg*innen*": "<em>Kolleg*innen</em>",
    "*Bürger*innen und Kolleg*innen*": "<em>Bürger*innen und Kolleg*innen</em>",
    "***Bürger*innen***": "<em><strong>Bürger*innen</strong></em>",
    "**jede*r** und *eine*n*": "<strong>jede*r</strong> und <em>eine*n</em>",
    "trans* Menschen, inter*-Personen, *betont*": "trans* Menschen, inter*-Personen, <em>betont</em>",
    "die Endung (*innen)": "die Endung (*innen)",
    "[Bürger*innen](x) und [Kolleg*innen](y)": (
        '<a href="x" rel="noopener">Bürger*innen</a> und <a href="y" rel="noopener">Kolleg*innen</a>'
    ),
    "Bürger*innenrat und ein *Wort*": "Bürger*innenrat und ein <em>Wort</em>",
    "Bürger*\\-innen, Bürger\\-*innen, Bürger*&shy;innen": "Bürger*|innen, Bürger|*innen, Bürger*|innen",
    "Bu\u0308rger*innen und Ko\u0308ch*innen": "Bu\u0308rger*innen und Ko\u0308ch*innen",
    "<b>Bürger*innen</b> und Kolleg*innen": "<b>Bürger*innen</b> und Kolleg*innen",
    "Bürger\\*innen und Kolleg\\*innen": "Bürger*innen und Kolleg*innen",
    "`Bürger*innen` und Kolleg*innen": "<code>Bürger*innen</code> und Kolleg*innen",
    "Wort**fett**Wort": "Wort<strong>fett</strong>Wort",
}

WORDS = st.lists(st.text("abcäößSZ.,-'\"„“*12 §()", max_size=12), max_size=8).map(" ".join)


def seen(expected: str) -> str:
    return expected.replace("~", NB).replace("|", SHY)


@pytest.mark.parametrize("typed", GERMAN)
def test_german_is_set_as_germans_set_it(typed):
    assert typeset(typed, "de") == seen(GERMAN[typed])


@pytest.mark.parametrize("typed", ENGLISH)
def test_english_is_set_by_its_own_rules(typed):
    assert typeset(typed, "en") == seen(ENGLISH[typed])


@pytest.mark.parametrize("typed", GERMAN)
def test_show_notes_are_set_as_titles_are(typed):
    shown = unescape(html(typed, "de-AT"))
    assert re.sub(r"</?(a|p|ol|li)\b[^>]*>\s*", "", shown) == seen(GERMAN[typed])


@pytest.mark.parametrize("typed", STARS)
def test_a_gender_star_is_a_letter_wherever_it_stands(typed):
    assert html(typed, "de") == f"<p>{seen(STARS[typed])}</p>"


def test_a_german_word_keeps_its_star_in_an_english_show_and_emphasis_within_words_works_there():
    assert html("Bürger*innen and Kolleg*innen", "en") == "<p>Bürger*innen and Kolleg*innen</p>"
    assert html("un*frigging*believable", "en") == "<p>un<em>frigging</em>believable</p>"


def test_a_hyphen_after_a_backslash_is_soft_within_a_word_and_plain_elsewhere():
    assert html("Haushalts\\-plan", "de") == f"<p>Haushalts{SHY}plan</p>"
    assert html("\\- kein Listenpunkt", "de") == "<p>- kein Listenpunkt</p>"
    assert html("`a\\-b`", "de") == "<p><code>a\\-b</code></p>"


def test_where_a_line_of_the_source_ends_no_date_is_torn():
    assert html("am 3.\nMai um 9\nUhr", "de") == "<p>am 3.&nbsp;Mai um 9&nbsp;Uhr</p>"
    assert html("eins\nzwei", "de") == "<p>eins\nzwei</p>"


def test_dashes_and_quotes_reach_across_bold_words():
    assert html('"**A**" - B - *C*', "de") == "<p>„<strong>A</strong>“&nbsp;– B&nbsp;– <em>C</em></p>"


def test_what_a_backslash_protects_stays():
    assert html('\\"so\\" \\.\\.\\.', "de") == '<p>"so" ...</p>'


def test_an_address_in_angle_brackets_is_shown_as_it_is():
    assert ">https://example.org/a--b<" in html("<https://example.org/a--b>", "de")


def letters(text: str) -> str:
    """Without all that typography may change: spaces, quotation marks, dots and dashes."""
    return re.sub(r"[\s\xa0'\"„“”‚‘’.…–—-]", "", text)


@given(WORDS)
@settings(max_examples=60)
def test_no_letter_is_lost_or_added(text):
    assert letters(typeset(text, "de")) == letters(text)


@given(WORDS)
@settings(max_examples=60)
def test_what_is_set_well_is_not_set_again(text):
    once = typeset(text, "de")
    assert re.sub(r"[„“‚‘’'\"]", "", typeset(once, "de")) == re.sub(r"[„“‚‘’'\"]", "", once)


STAR = st.tuples(
    st.sampled_from(["Bürger", "Kolleg", "Amtsleiter", "jede", "ein", "Ärzt"]),
    st.sampled_from(["innen", "in", "r", "e", "innenrat"]),
).map("*".join)
WRAPS = {"{}": [], "*{}*": ["em"], "**{}**": ["strong"], "({})": [], "„{}“": [], "[{}](x)": ["a"], "~~{}~~": ["s"]}


@given(st.lists(st.tuples(STAR, st.sampled_from(sorted(WRAPS))), min_size=1, max_size=5))
@settings(max_examples=60)
def test_stars_in_words_and_stars_around_words_never_meet(parts):
    shown = html(" ".join(wrap.format(word) for word, wrap in parts), "de")
    assert re.sub(r"<[^>]*>|[()„“]", "", shown) == " ".join(word for word, _ in parts)
    assert re.findall(r"<(em|strong|a|s)\b", shown) == [tag for _, wrap in parts for tag in WRAPS[wrap]]
