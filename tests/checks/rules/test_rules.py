"""Problems of meaning: each rule with what breaks it, and what does not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from podcast.artifacts import AudioInfo, ImageInfo
from podcast.checks.acceptance import accepted_hints
from podcast.checks.facts import Facts
from podcast.checks.rules import (
    RULES,
    cluster,
    corrections,
    episodes,
    feed,
    files,
    find_problems,
    former_addresses,
    hints,
    notes,
    placeholders,
    site,
    tracks,
)
from podcast.checks.rules.files import audio_files, image_files
from podcast.checks.rules.sound import cuts, passthrough
from podcast.errors import FileProblem
from podcast.model.fields import ShowFields
from podcast.model.show import Episode, Show
from podcast.show.load import LoadedShow
from podcast.show.locations import SourceMap

MODULES = (
    accepted_hints,
    cluster,
    corrections,
    cuts,
    episodes,
    feed,
    files,
    notes,
    passthrough,
    placeholders,
    former_addresses,
    site,
    tracks,
)
SOUND = AudioInfo("flac", 3492.4, 44100, 2)
PICTURE = ImageInfo(3000, 3000, "JPEG", "RGB")

SHOW = {
    "title": "Rathausfunk",
    "description": "Gespräche",
    "link": "https://podcast.example.org/",
    "language": "de",
    "timezone": "Europe/Berlin",
    "author": "Initiative",
    "categories": ["Government"],
    "explicit": False,
    "guid": "5d0b4d2c-8a5c-5f5f-9f52-2b1b8a3a8f11",
    "cover": "cover.jpg",
    "cover_alt": "Ein Aktenschrank",
    "seasons": [{"number": 1, "title": "Anfang"}],
}


def episode(number, **fields):
    own = {
        "slug": f"folge-{number}",
        "guid": f"g-{number}",
        "title": f"Folge {number}",
        "season": 1,
        "episode": number,
        "date": datetime(2024, 1, number, 9, tzinfo=UTC),
        "summary": "Worum es geht.",
        "recording": f"episodes/folge-{number}/a.flac",
    }
    return Episode.model_validate({**own, **fields})


def show(*episodes, **fields):
    form = ShowFields.model_validate({**SHOW, **fields})
    return Show.model_construct(**form.__dict__).with_episodes(episodes)


def problem_lines(checked_show, facts=None):
    return [
        str(problem)
        for problem in find_problems(LoadedShow(checked_show, (), SourceMap(), (checked_show,)), facts or Facts())
    ]


def test_a_sound_show_has_no_problems():
    good = show(episode(1, chapters=["0:00 A", "58:11 B"]), episode(2))
    known = Facts({an_episode.recording: SOUND for an_episode in good.episodes}, {"cover.jpg": PICTURE})
    assert problem_lines(good, known) == []


def test_each_rule_is_in_the_list_and_says_where_it_comes_from():
    rules = [
        name
        for module in MODULES
        for name, rule in vars(module).items()
        if callable(rule)
        and getattr(rule, "__module__", "") == module.__name__
        and "Facts" in str(getattr(rule, "__annotations__", {}).values())
        and not name.startswith("_")
        and "Iterator[Finding]" in str(rule.__annotations__["return"])
    ]
    assert sorted(rules) == sorted(rule.__name__ for rule in RULES)
    assert all(rule.__doc__ for rule in RULES)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (show(episode(1, date=None)), "folge-1/episode.yaml: date: is missing"),
        (show(episode(1), featured=["folge-l"]), 'featured[1]: "folge-l" is no episode; did you mean "folge-1"?'),
        (show(episode(1), featured=["folge-1"] * 2), "featured[2]: folge-1 is listed twice; remove one of them"),
        (
            show(*map(episode, range(1, 8)), featured=[f"folge-{number}" for number in range(1, 8)]),
            "featured: lists more than 6 episodes; keep those",
        ),
        (
            show(episode(1, topics=["Beteiligung"]), topics={"Beteilgung": "Wer mitredet."}),
            'topics.Beteilgung: is the topic of no episode; did you mean "Beteiligung"?',
        ),
        (
            show(episode(1), topics={"Haushalt": "Geld."}),
            "topics.Haushalt: is the topic of no episode; add it to topics",
        ),
        (
            show(episode(1, topics=["Haushalt"]), topics={"Haushalt": "Siehe [dort](../../nirgends/)."}),
            'topics.Haushalt: has a link to "../../nirgends/", which does not exist on the site',
        ),
        (
            show(episode(1, topics=["Haushalt"]), topics={"Haushalt": "Geld.", "haushalt": "Zahlen."}),
            'topics.haushalt: is the same topic as "Haushalt"; merge the two texts',
        ),
        (show(episode(1, summary=None)), "folge-1/episode.yaml: summary: is missing"),
        (
            show(episode(1, correction={"on": "2023-12-31", "text": "Fünf, nicht vier."})),
            "folge-1/episode.yaml: correction.on: is 2023-12-31, before the episode was published (2024-01-01)",
        ),
        (
            show(episode(1, correction={"on": "2024-01-01", "text": "x" * 3947})),
            "correction.text: is 4001 bytes long together with the summary",
        ),
        (
            show(episode(1, withdrawn={"on": "2023-12-31", "reason": "Recht am Bild"})),
            "withdrawn.on: is 2023-12-31, before the episode was published",
        ),
        (
            show(episode(1, draft=True, withdrawn={"on": "2024-12-31", "reason": "Recht am Bild"})),
            "withdrawn: is set for a draft, which has never been published",
        ),
        (show(episode(1, episode=None), type="serial"), "episode: is missing although the show is serial"),
        (show(episode(1), episode(2, episode=1)), "folge-2/episode.yaml: episode: is the same as in episodes/folge-1/"),
        (show(episode(1), episode(2, guid="g-1")), "folge-2/episode.yaml: guid: is the same as in episodes/folge-1/"),
        (
            show(episode(1), episode(2, date=datetime(2024, 1, 1, 9, tzinfo=UTC))),
            "folge-2/episode.yaml: date: is the same",
        ),
        (show(episode(1, season=2)), "season: 2 is not one of the seasons in podcast.yaml"),
        (show(seasons=[{"number": 1, "title": "A"}] * 2), "podcast.yaml: seasons[2].number: 1 is listed twice"),
        (show(episode(1, chapters=["0:01 A"])), "chapters[1]: starts at 0:01, not at 0:00"),
        (
            show(episode(1, chapters=["0:00 A", "0:00 B"])),
            "chapters[2]: starts at 0:00, not after the previous one (0:00)",
        ),
        (show(episode(1, cover="episodes/folge-1/cover.jpg")), "cover_alt: is missing for the cover"),
        (show(description="ä" * 2001), "podcast.yaml: description: is 4002 bytes long"),
        (show(episode(1, summary="x" * 4001)), "summary: is 4001 bytes long"),
        (show(categories=["News", "News"]), "podcast.yaml: categories[2]: News is listed twice"),
    ],
)
def test_each_broken_rule_is_a_problem(broken, words):
    (line,) = problem_lines(broken)
    assert words in line


@pytest.mark.parametrize(
    "fine",
    [
        show(),
        show(episode(1, date=None, summary=None, draft=True)),
        show(episode(1, correction={"on": "2024-01-01", "text": "Fünf, nicht vier."})),
        show(episode(1, summary=None, recording=None, withdrawn={"on": "2024-02-01", "reason": "Recht am Bild"})),
        show(episode(1, episode=None), episode(2, episode=None)),
        show(episode(1), episode(2, episode=1, type="bonus"), episode(3, episode=1, type="trailer")),
        show(episode(1), episode(2, episode=1, season=None)),
        show(episode(1, episode=None, type="trailer"), type="serial"),
        show(episode(1, episode=None, draft=True), type="serial"),
        show(description="ä" * 2000),
        show(description="x" * 4000 + "\u00ad" * 100),
        show(episode(1, cover="episodes/folge-1/cover.jpg", cover_alt="Ein Rathaus")),
    ],
)
def test_what_only_looks_like_it_is_let_through(fine):
    assert problem_lines(fine) == []


def test_a_chapter_after_the_end_of_the_recording_is_reported_with_both_times():
    late = show(episode(1, chapters=["0:00 A", "58:12 B", "1:01:00 C"]))
    (line,) = problem_lines(late, Facts({"episodes/folge-1/a.flac": SOUND}))
    assert line.startswith(
        "episodes/folge-1/episode.yaml: chapters[3]: starts at 1:01:00, after the audio ends (58:12)"
    )


def test_a_recording_of_unknown_length_says_nothing_of_its_chapters():
    late = show(episode(1, chapters=["0:00 A", "9:00:00 B"]))
    assert problem_lines(late, Facts({"episodes/folge-1/a.flac": replace(SOUND, seconds=0.0)})) == []


def test_a_file_that_cannot_be_read_says_why_where_it_is_named():
    broken = show(
        episode(1), audio={"intro": "intro.wav"}, people={"ada": {"name": "A", "role": "host", "image": "a.png"}}
    )
    known = Facts(
        {
            "episodes/folge-1/a.flac": FileProblem("holds no sound", "record it again"),
            "intro.wav": FileProblem("is cut off", "export it again"),
        },
        {"a.png": FileProblem("is not a readable picture", "save it again")},
    )
    assert problem_lines(broken, known) == [
        'episodes/folge-1/episode.yaml: recording: "episodes/folge-1/a.flac" holds no sound; record it again',
        'podcast.yaml: audio.intro: "intro.wav" is cut off; export it again',
        'podcast.yaml: people.ada.image: "a.png" is not a readable picture; save it again',
    ]


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (ImageInfo(3000, 2000, "JPEG", "RGB"), ["is not square (3000 × 2000 pixels)"]),
        (ImageInfo(1399, 1399, "JPEG", "RGB"), ["is too small (1399 × 1399 pixels)"]),
        (ImageInfo(3001, 3001, "JPEG", "RGB"), []),
        (ImageInfo(1400, 1400, "JPEG", "RGB"), []),
        (ImageInfo(3000, 3000, "PNG", "RGBA"), []),
        (ImageInfo(10, 20, "WEBP", "RGBA"), ["is not square (10 × 20 pixels)"]),
    ],
)
def test_artwork_is_as_stores_want_it(picture, words):
    lines = problem_lines(show(), Facts({}, {"cover.jpg": picture}))
    assert len(lines) == len(words)
    assert all(any(word in line for line in lines) for word in words)


def test_an_episodes_cover_is_artwork_and_its_chapters_pictures_are_not():
    an_episode = episode(1, cover="c.png", cover_alt="x", chapters=[{"start": 0, "title": "A", "image": "b.png"}])
    small = ImageInfo(10, 10, "PNG", "RGBA")
    lines = problem_lines(show(an_episode), Facts({}, {"c.png": small, "b.png": small}))
    assert [line.partition(": ")[2].partition(":")[0] for line in lines] == ["cover"]


def test_every_sound_and_picture_to_look_at_is_listed_once_with_its_field():
    an_episode = episode(1, cover="c.jpg", cover_alt="x", chapters=[{"start": 0, "title": "A", "image": "b.png"}])
    checked_show = show(
        an_episode, audio={"outro": "o.wav"}, people={"ada": {"name": "A", "role": "host", "image": "a.png"}}
    )
    assert [path for path, _, _ in audio_files(checked_show)] == ["o.wav", "episodes/folge-1/a.flac"]
    assert [path for path, _, _ in image_files(checked_show)] == ["cover.jpg", "c.jpg", "a.png", "b.png"]


def test_without_a_show_the_problems_of_form_are_all_there_is():
    assert find_problems(LoadedShow(None, (), SourceMap()), Facts()) == ()


def test_problems_stand_at_the_field_they_speak_of():
    places = SourceMap({"episodes/folge-1/episode.yaml": b"title: A\nchapters:\n  - 0:05 A\n"})
    checked_show = show(episode(1, chapters=["0:05 A"]))
    (problem,) = find_problems(LoadedShow(checked_show, (), places, (checked_show,)), Facts())
    assert (problem.line, problem.column, problem.field) == (3, 5, "chapters[1]")


def test_a_thousand_episodes_are_checked_in_a_moment():
    many = show(*(episode(1, slug=f"folge-{number}") for number in range(1000)))
    assert len(problem_lines(many)) == 3 * 999


def hint_lines(checked_show):
    return [
        f"{finding.path}: {'.'.join(map(str, finding.loc))}: {finding.what}"
        for finding in hints.find_hints(checked_show)
        if not {"legal", "owner"} & {*finding.loc}
    ]


PEOPLE = {"ada": {"name": "Ada", "role": "guest"}, "bo": {"name": "Bo", "role": "host"}}


@pytest.mark.parametrize(
    ("checked_show", "words"),
    [
        (show(seasons=[{"number": 4, "title": "Vier"}]), ["seasons.0.number: is the number of a season without"]),
        (show(episode(1), people=PEOPLE), ["people.ada: appears in no episode"]),
        (show(episode(1, people=[{"name": "Ada", "role": "guest"}]), people=PEOPLE), []),
        (show(episode(1, speakers={"SPEAKER_01": "ada"}, transcript="t.vtt"), people=PEOPLE), []),
        (show(episode(1, topics=["Haushalt 2023"]), episode(2, topics=["Haushalt 2024"])), []),
        (show(episode(1, topics=["Ämter"]), episode(2, topics=["Aemter"])), ['"Aemter" is similar to "Ämter"']),
        (show(episode(1, topics=["Verwaltung"]), episode(2, topics=["Verwaltungen"])), []),
        (show(episode(1, topics=["Verwaltung"]), episode(2, topics=["Verwltung"])), ['is similar to "Verwaltung"']),
        (show(episode(1, topics=["Bus"]), episode(2, topics=["Bug"])), []),
        (show(episode(1, topics=["C"]), episode(2, topics=["C++", "C#"])), []),
        (show(episode(1, chapters=["0:00 A", "0:05 B", "0:08 C"])), ["chapters.1: starts 0:05 after the previous one"]),
    ],
)  # fmt: skip
def test_what_could_be_better_is_hinted_and_nothing_else(checked_show, words):
    lines = hint_lines(checked_show)
    lines = [line for line in lines if "season without" not in line or "seasons.0" in "".join(words)]
    assert len(lines) == len(words)
    assert all(word in line for word, line in zip(words, lines, strict=True))


OWNER = {"name": "Redaktion", "email": "post@example.org"}


@pytest.mark.parametrize(
    ("fields", "hinted"), [({}, 1), ({"owner": OWNER}, 0), ({"owner": False}, 0), ({"block": True}, 0)]
)
def test_without_an_owner_it_says_who_verifies_by_that_address(fields, hinted):
    owners = [finding for finding in hints.find_hints(show(**fields)) if finding.loc == ("owner",)]
    assert len(owners) == hinted
    assert all("Spotify and YouTube verify" in finding.what for finding in owners)


def test_a_guid_that_differs_in_blanks_is_the_same_one_in_capitals_another():
    (line,) = problem_lines(show(episode(1, guid="Folge 1"), episode(2, guid="Folge  1")))
    assert "guid: is the same as in episodes/folge-1/episode.yaml" in line
    assert not problem_lines(show(episode(1, guid="dQw4w9"), episode(2, guid="dqw4W9")))


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        ("[a](../folge-2/)", []),
        ("[a](../folge-2)", []),
        ("[a](../folge-2/#t=10) [b](#oben)", []),
        ("[a](../) [b](/) [c](../staffel-1/) [d](../feed.xml) [e](../personen/)", []),
        ("[a](https://podcast.example.org/folge-9/)", []),
        ("[a](folge-2/)", ["does not exist"]),
        ("[a](../folge-9/)", ["does not exist"]),
        ("[a](../folge_2/)", ["does not exist"]),
        ("[a](javascript:alert(1))", ["omits"]),
        ("<object data='x'>", ["<object>"]),
        ("[a](//[b/)", ["does not exist"]),
        ("[a](http://[b/)", []),
        ("![a](b.jpg)", []),
        ("![a](data:image/png;base64,AA)", ["from another website"]),
    ],
)
def test_links_in_notes_lead_to_pages_that_are_there(notes, words):
    lines = problem_lines(show(episode(1, notes=notes), episode(2)))
    assert len(lines) == len(words)
    assert all(word in line for word, line in zip(words, lines, strict=True))


def test_problems_in_notes_from_a_word_file_name_the_paragraph():
    word_notes = episode(1, notes="# Titel\n\nText.\n\n[a](folge-9/)")
    facts = Facts(notes_files={"folge-1": "episodes/folge-1/notes.docx"})
    (line,) = problem_lines(show(word_notes), facts)
    assert line.startswith('episodes/folge-1/notes.docx: paragraph 3: has a link to "folge-9/"')


@pytest.mark.parametrize(("last", "problems_told"), [(0.0, 0), (3492.3, 0), (3492.4, 1), (9000.0, 1)])
def test_a_transcript_ends_before_its_recording_does(last, problems_told):
    checked_show = show(episode(1, transcript="t.vtt"))
    facts = Facts({"episodes/folge-1/a.flac": SOUND}, last_cue_starts={"t.vtt": last})
    assert len(problem_lines(checked_show, facts)) == problems_told
