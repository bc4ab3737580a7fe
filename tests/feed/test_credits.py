"""Guests and hosts in words: named once, with their office, and never at the cost of the producer's words."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.feed.credits import folded_words, people_sentences, without_addresses
from podcast.feed.description import MAX_DESCRIPTION_BYTES, description, full_notes
from podcast.feed.feed_context import ItemContext, item_contexts
from podcast.pages.text import markdown
from tests.support.feed_inputs import an_audio, an_episode, inputs

ERIKA = {"name": "Dr. Erika Müller", "role": "guest", "title": "Bürgermeisterin, Stadt X"}
OTTO = {"name": "Otto Beispiel", "role": "guest", "title": "Lehrer"}
MAX = {"name": "Max Muster", "role": "host"}
SENTENCES = "Zu Gast: Dr. Erika Müller (Bürgermeisterin, Stadt X). Moderation: Max Muster."


def item(notes: str = "", *, people=(ERIKA, MAX), language: str = "de", registry=None, **fields) -> ItemContext:
    """An episode with people, and notes in Markdown."""
    episode = an_episode(people=list(people), **fields)
    show = inputs(episode, language=language, people=registry or {}).show
    written = {episode.slug: markdown.html(notes, "de")} if notes else {}
    return next(item_contexts(show, {episode.slug: an_audio()}, {}, written))


def test_description_and_full_notes_name_the_people_after_the_summary():
    named = item("Mehr **dazu**.", summary="Kurz.")
    assert description(named) == f"<p>Kurz.</p><p>{SENTENCES}</p><p>Mehr <strong>dazu</strong>.</p>"
    assert full_notes(named) == f"<p>Kurz.</p><p>{SENTENCES}</p>\n<p>Mehr <strong>dazu</strong>.</p>"


def test_an_english_show_names_them_in_english():
    assert people_sentences(item(language="en-GB")) == (
        "Guest: Dr. Erika Müller (Bürgermeisterin, Stadt X). Host: Max Muster."
    )
    assert people_sentences(item(language="en", people=[OTTO, ERIKA])) == (
        "Guests: Otto Beispiel (Lehrer); Dr. Erika Müller (Bürgermeisterin, Stadt X)."
    )


def test_several_hosts_are_hosts():
    pair = [MAX, {"name": "Mia Muster", "role": "co-host"}]
    assert people_sentences(item(people=pair, language="en")) == "Hosts: Max Muster, Mia Muster."
    assert people_sentences(item(people=pair)) == "Moderation: Max Muster, Mia Muster."


def test_others_than_guests_and_hosts_are_not_named():
    assert people_sentences(item(people=[{"name": "Ton Mensch", "role": "audio engineer"}, OTTO, MAX])) == (
        "Zu Gast: Otto Beispiel (Lehrer). Moderation: Max Muster."
    )


def test_an_episode_without_people_has_the_regular_hosts_of_the_show():
    assert people_sentences(item(people=[], registry={"max": MAX, "otto": OTTO})) == "Moderation: Max Muster."


@pytest.mark.parametrize(
    "text",
    [
        "Erika Müller spricht.",
        "Prof. Dr. Erika Müller",
        "Erika Müllers Stadt",
        "Erika Müller's town",
        "Erika Müller’s town",
        "Erika Mueller",
        "ERIKA MÜLLER",
        "Mu\u0308ller, Erika",
        "Müller, Dr. Erika",
        "Eri\u00adka\u00a0Mül\u00adler",
        "*Erika* **Müller**",
        "[Erika](https://example.org) Müller",
    ],
)
def test_whom_the_producer_names_is_not_named_again(text: str):
    assert people_sentences(item(text)) == "Moderation: Max Muster."
    assert people_sentences(item(summary=text.replace("*", ""))) == "Moderation: Max Muster."


@pytest.mark.parametrize(
    "text",
    ["Erika kommt.", "Frau Müller", "Erika Müllerburg", "Erika Maier, Otto Müller", "https://erika-müller.de/", "x"],
)
def test_half_a_name_or_an_address_names_nobody(text: str):
    assert people_sentences(item(text)) == SENTENCES


def test_a_middle_name_may_be_missing_and_a_single_name_has_to_be_there():
    def with_guest(text: str, name: str) -> str:
        return people_sentences(item(text, people=[{"name": name, "role": "guest"}]))

    assert with_guest("Anna Kyeck", "Anna Marie Kyeck") == ""
    assert with_guest("Benjamin von der Ahe", "Benjamin von der Ahe") == ""
    assert with_guest("Distanzen", "Distanz") == "Zu Gast: Distanz."


def test_people_never_take_the_place_of_the_producers_words():
    def with_notes(length: int) -> tuple[str, str]:
        notes = "ä" * 150 + " "
        text = (notes * 30)[:length]
        named, unnamed = item(text, summary="Kurz."), item(text, summary="Kurz.", people=[])
        assert len(description(named).encode()) <= MAX_DESCRIPTION_BYTES
        return description(named), description(unnamed)

    forms = set()
    for length in range(1900, 2010):
        named, unnamed = with_notes(length)
        people = "<p>Zu Gast: Dr. Erika Müller. Moderation: Max Muster.</p>"
        form = 2 if f"<p>{SENTENCES}</p>" in named else 1 if people in named else 0
        assert named.replace(f"<p>{SENTENCES}</p>", "").replace(people, "") == unnamed
        forms.add(form)
    assert forms == {0, 1, 2}, "with offices, then names alone, then none"


def test_hostile_names_are_escaped():
    assert "<p>Zu Gast: &lt;b&gt;A &amp; B (x &lt; y).</p>" in description(
        item(people=[{"name": "<b>A & B", "role": "guest", "title": "x < y"}])
    )


words_of_texts = st.sampled_from(
    [
        *(
            "Dr.",
            "Prof.",
            "Professorin",
            "Ada",
            "Müller",
            "Mu\u0308ller’s",
            "Mueller",
            "maeg",
            "O'Neil",
            "Łódź",
            "ß",
            "İ",
        ),
        *(
            "a@b.example",
            "https://a.example/ada",
            "www.b.example",
            "xhttps://a@b",
            "Størmer",
            "q\u0323\u0307",
            "und",
            "&",
        ),
    ]
)


@pytest.mark.long
@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(words_of_texts, max_size=8).map(" ".join) | st.text(max_size=40))
def test_words_are_folded_letter_by_letter(text: str):
    plain = re.sub(r"['’ʼ](?:s\b)?", "", unicodedata.normalize("NFC", text).replace("\u00ad", "").casefold())
    umlauts = str.maketrans({"ß": "ss", "ø": "o", "œ": "o", "æ": "a", "ł": "l", "đ": "d", "ı": "i"})
    decomposed = unicodedata.normalize("NFKD", plain.translate(umlauts))
    folded = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    titles = r"(?:drs?|prof|professor(?:in)?|pd|dipl|ing|med|phil|jur|rer|nat|pol|hc|habil|mag|ba|ma|msc)"
    words = [word for word in re.findall(r"[^\W_]+", folded) if not re.fullmatch(titles, word)]
    assert folded_words(text) == tuple(re.sub(r"([aou])e", r"\1", word) for word in words)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(words_of_texts, max_size=8).map(" ".join))
def test_an_address_is_left_out_of_the_words_whatever_else_is_there(text: str):
    assert without_addresses(text) == re.sub(r"(?:https?://|www\.)\S+|\S+@\S+", " ", text)
