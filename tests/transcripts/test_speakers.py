from datetime import date

import pytest

from podcast.checks.rules import hints
from podcast.model.groups import Chapter, Person
from podcast.model.show import Episode, Show
from podcast.model.transcripts import Reviewed, Transcripts
from podcast.transcripts.cue import Cue
from podcast.transcripts.episode_transcript import episode_cues, unknown_speakers
from podcast.transcripts.glossary import apply_glossary

SIMONE, ANIKO = Person(name="Simone Gaul", role="host"), Person(name="Anikó Popella", role="guest")
EPISODE = Episode(slug="a", guid="g", title="A", people=(SIMONE, ANIKO), transcript="episodes/a/transcript.vtt")


def show(**fields):
    return Show.model_construct(people={"simone-gaul": SIMONE}, language="de", **fields)


def written(*names):
    cues = (f"00:0{n}.000 --> 00:0{n}.900\n<v {name}>Wort {n}.\n" for n, name in enumerate(names))
    return "\n".join(["WEBVTT\n", *cues]).encode()


def speakers(one_show, episode, *names):
    return [cue.speaker for cue in episode_cues(one_show, episode, written(*names))]


def test_a_speaker_is_named_by_name_by_key_or_by_label():
    labelled = EPISODE.model_copy(update={"speakers": {"SPEAKER_01": "Anikó Popella", "S2": "simone-gaul"}})
    assert speakers(show(), labelled, "Simone Gaul", "simone-gaul", "SPEAKER_01", "S2") == [
        "Simone Gaul", "Simone Gaul", "Anikó Popella", "Simone Gaul",
    ]  # fmt: skip


def test_a_label_of_the_episode_goes_before_one_of_the_show():
    known = show(speakers={"S1": "simone-gaul", "S2": "simone-gaul"})
    episode = EPISODE.model_copy(update={"speakers": {"S1": "Anikó Popella"}})
    assert speakers(known, episode, "S1", "S2") == ["Anikó Popella", "Simone Gaul"]


def test_an_unknown_speaker_stays_as_written_and_is_found_with_the_most_similar_name():
    assert speakers(show(), EPISODE, "Simone Gaull", "Wer") == ["Simone Gaull", "Wer"]
    found = unknown_speakers(show(), EPISODE, written("Simone Gaull", "Anikó Popella", "SPEAKER_07"))
    assert found == {"Simone Gaull": "Simone Gaul", "SPEAKER_07": ""}
    assert [*found] == ["Simone Gaull", "SPEAKER_07"]


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("Die Komune 360 lädt ein", "Die Kommune 360° lädt ein"),
        ("Die Komune 3600 nicht", "Die Komune 3600 nicht"),
        ("rat, Beirat und rat", "Rat, Beirat und Rat"),
        ("Äh, also äh ja", "also ja"),
        ("a b", "b a"),
    ],
)
def test_the_glossary_puts_whole_words_right_in_one_pass(said, becomes):
    glossary = {"Komune 360": "Kommune 360°", "Komune": "Komune", "rat": "Rat", "Äh,": "", "äh": "", "a": "b", "b": "a"}
    assert apply_glossary([Cue(0, 1, None, said)], glossary)[0].text == becomes


def test_a_cue_of_nothing_but_fillers_goes():
    assert apply_glossary([Cue(0, 1, None, "Äh"), Cue(1, 2, None, "Ja")], {"Äh": ""}) == (Cue(1, 2, None, "Ja"),)


def test_the_glossary_of_the_show_is_used():
    known = show(transcripts=Transcripts(replace={"Wort": "Satz"}))
    assert [cue.text for cue in episode_cues(known, EPISODE, written("A", "B"))] == ["Satz 0.", "Satz 1."]


def chapters(*marks):
    return EPISODE.model_copy(update={"chapters": tuple(Chapter(start=start, title=title) for start, title in marks)})


def hinted(*episodes):
    """What is hinted at in the episodes; what the show's own pages lack is another matter."""
    texts = {"title": "Amt", "description": "Gespräche im Amt.", "cover": "cover.jpg", "cover_alt": "Ein Schrank"}
    found = hints.find_hints(Show.model_construct(language="de", episodes=episodes, **texts))
    return [
        (finding.loc, finding.what.partition(":")[0]) for finding in found if finding.loc[0] not in {"legal", "owner"}
    ]


def test_chapters_that_platforms_do_not_show_are_hints():
    assert hinted(chapters((0, "A"), (20, "B"))) == [(("chapters",), "are only 2")]
    (close,) = hinted(chapters((0, "A"), (20, "B"), (29.5, "C")))
    assert close[0] == ("chapters", 2)
    assert close[1].startswith("starts 0")
    (twice,) = hinted(chapters((0, "A"), (20, "B"), (40, "a ")))
    assert twice == (("chapters", 2), '"a" is also the title of an earlier chapter')


def test_good_chapters_and_none_at_all_are_no_hints():
    assert hinted(chapters((0, "A"), (10, "B"), (20, "C")), chapters()) == []


def test_a_review_without_a_transcript_is_a_hint():
    lost = EPISODE.model_copy(update={"transcript": None, "reviewed": Reviewed(by="Ada", on=date(2024, 1, 2))})
    assert hinted(lost) == [(("reviewed",), "is set, but there is no transcript")]
