"""Hints about `ai:`, and what may be written there."""

from __future__ import annotations

import pytest

from podcast.checks.facts import Facts
from podcast.checks.rules.ai_hints import consistent_transcript, opening_words, spoken_notice
from podcast.model.ai import NoAi
from podcast.transcripts.cue import Cue
from tests.support.feed_inputs import a_show, an_episode

VOICE = {"ai": ["voice"], "transcript": "t.vtt"}


def notices(words: str, **fields) -> list[tuple]:
    show = a_show().with_episodes([an_episode(**{**VOICE, **fields})])
    return [finding.loc for finding in spoken_notice(show, Facts(openings={"t.vtt": words}))]


@pytest.mark.parametrize(
    "words",
    [
        "Sie hören einen Platzhalter mit zwei Computerstimmen.",
        "Diese Folge wurde mit KI gesprochen.",
        "Meine Stimme ist künstlich erzeugt.",
        "You hear synthetic voices.",
        "This episode is read by an AI.",
    ],
)
def test_a_synthetic_voice_that_says_so_needs_no_hint(words: str):
    assert notices(words) == []


@pytest.mark.parametrize("words", ["Guten Tag und willkommen.", "Wir sprechen mit Kira über Kino."])
def test_a_synthetic_voice_without_a_spoken_notice_is_a_hint(words: str):
    assert notices(words) == [("ai",)]


@pytest.mark.parametrize("fields", [{"ai": ["text"]}, {"ai": False}, {"ai": None}, {"transcript": None}])
def test_other_parts_and_unknown_words_need_no_notice(fields: dict):
    assert notices("Guten Tag.", **fields) == []


def test_the_first_sentences_are_those_of_half_a_minute():
    cues = [Cue(number, number + 1, None, f"Satz\n{number}.") for number in range(100)]
    assert opening_words(cues) == " ".join(f"Satz {number}." for number in range(12))


def test_false_and_a_transcript_by_a_machine_do_not_agree():
    episode = an_episode(ai=False, transcript="t.vtt")
    made = episode.model_copy(update={"machine_transcript": True})
    found = [
        [finding.remedy for finding in consistent_transcript(a_show().with_episodes([one]), Facts())]
        for one in (episode, made, made.model_copy(update={"ai": None}))
    ]
    assert found == [[], ["write ai: [transcript]"], []]


@pytest.mark.parametrize(("typed", "parts"), [("voice", ("voice",)), (["text", "image"], ("text", "image"))])
def test_short_forms(typed: object, parts: tuple[str, ...]):
    assert an_episode(ai=typed).ai.parts == parts
    assert isinstance(an_episode(ai=False).ai, NoAi)


@pytest.mark.parametrize("typed", [True, 0, 1.5, [], ["music"], {}, {"parts": []}])
def test_what_says_nothing_is_refused(typed: object):
    with pytest.raises(ValueError, match="ai"):
        an_episode(ai=typed)
