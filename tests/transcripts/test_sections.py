from podcast.model.groups import Chapter
from podcast.transcripts.cue import Cue
from podcast.transcripts.sections import sections


def said(*cues):
    return [(part.clock, part.speaker, part.text) for section in sections(cues, ()) for part in section.paragraphs]


def test_what_one_person_says_in_one_go_is_a_paragraph():
    assert said(Cue(0, 2, "Ada", "Eins"), Cue(2, 4, "Ada", "zwei."), Cue(4, 5, "Ben", "Ja.")) == [
        ("0:00", "Ada", "Eins zwei."),
        ("0:04", "Ben", "Ja."),
    ]


def test_a_pause_ends_a_paragraph_and_the_speaker_is_not_named_again():
    assert said(Cue(0, 2, "Ada", "Eins."), Cue(9, 10, "Ada", "Zwei.")) == [
        ("0:00", "Ada", "Eins."),
        ("0:09", None, "Zwei."),
    ]


def test_a_long_speech_is_broken_between_sentences():
    cues = [Cue(n, n + 1, "Ada", "Wort " * 9 + ("Ende." if n % 3 == 2 else "und")) for n in range(30)]
    paragraphs = said(*cues)
    assert len(paragraphs) > 2
    assert all(text.endswith("Ende.") for _, _, text in paragraphs)


def test_a_speech_without_sentences_is_broken_all_the_same():
    paragraphs = said(*(Cue(n, n + 1, None, "ohne Punkt und Komma") for n in range(500)))
    assert max(len(text) for _, _, text in paragraphs) < 1300


def test_chapters_part_the_transcript_and_a_mark_set_by_ear_still_fits():
    chapters = [Chapter(start=5, title="A"), Chapter(start=20, title="B"), Chapter(start=30, title="leer")]
    cues = [Cue(0, 4, None, "vorher"), Cue(5, 19, None, "a"), Cue(19.5, 22, None, "b")]
    found = [(section.title, section.paragraphs[0].text) for section in sections(cues, chapters)]
    assert found == [("", "vorher"), ("A", "a"), ("B", "b")]


def test_nothing_is_lost():
    cues = [Cue(n, n + 1, f"P{n % 3}", f"w{n}") for n in range(100)]
    chapters = [Chapter(start=n * 7, title=str(n)) for n in range(10)]
    words = " ".join(part.text for section in sections(cues, chapters) for part in section.paragraphs)
    assert words.split() == [f"w{n}" for n in range(100)]


def test_the_sections_of_the_same_cues_and_chapters_are_made_once():
    cues, chapters = (Cue(0, 2, "Ada", "Eins."), Cue(9, 10, "Ada", "Zwei.")), (Chapter(start=5, title="Zwei"),)
    first = sections(cues, chapters)
    assert sections(cues, chapters) is first
    assert sections(cues, (Chapter(start=20, title="Drei"),)) != first
    assert sections(cues[:1], chapters) != first
    listed = [*cues]
    before = sections(listed, chapters)
    listed.pop()
    assert sections(listed, chapters) != before
