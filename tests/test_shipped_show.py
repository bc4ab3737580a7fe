"""The show that ships: what can be said of it without building it."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from PIL import Image, ImageColor

from podcast.audio.meter import measure_blocks
from podcast.checks.facts import Facts
from podcast.checks.rules import find_problems
from podcast.model.season_colours import SEASON_COLOURS, season_colour
from podcast.show.load import load
from podcast.transcripts.machine_note import has_machine_note
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from podcast.model.show import Episode, Show

SLUGS = sorted(path.parent.name for path in ROOT.glob("episodes/*/episode.yaml"))
PODCAST_GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # Podcast Namespace, the namespace of podcast:guid
UNKNOWN = "(Titel nicht bekannt)"
RATE = 48000  # Hz, what recordings are compared in
SILENT = 0.001  # of full scale, -60 dBFS

CUE = re.compile(r"(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d\.\d{3})\n(?:<v ([^>]+)>)?((?:.+\n?)+)")

every_episode = pytest.mark.parametrize("slug", SLUGS)
MONOLOGUES = (  # one voice talks
    "im-gespraech-mit-ekin-deligoez",
    "kinder-und-jugendbeteiligung-digital",
    "kinder-und-jugendbeteiligung-fuer-kind-und-kommune",
    "vierte-folge-der-dritten-staffel",
    "weitere-folge-der-ersten-staffel",
    "wie-fuehrt-man-kooperativ-stimmen-aus-der-fuehrungspraxis-in-leipzig-wolfsburg-und-eltville-am-rhein",
)
DRAFTS = {"vierte-folge-der-dritten-staffel", "weitere-folge-der-ersten-staffel"}  # their subject is not known

every_dialogue = pytest.mark.parametrize("slug", sorted({*SLUGS} - {*MONOLOGUES}))

# What the placeholder edition chose or concluded, by the beginning of the slug; all else is documented.
CHOSEN = {
    "kinder-und-jugendbeteiligung-fuer": {"Datum"},
    "zwei-welten": {"Datum"},
    "beteiligung-in-der-stadtplanung": {"Arbeitstitel", "Datum"},
    "wie-frueh": {"Arbeitstitel", "Datum"},
    "miteinander-sprechen": {"Datum"},
    "kinder-und-jugendbeteiligung-digital": {"Nummer", "Datum"},
    "juenger-waehlen": {"Nummer"},
    "im-gespraech": {"Nummer", "Datum"},
    "trailer-staffel-1": {"Arbeitstitel", "Datum"},
    "kooperatives-regieren": {"Arbeitstitel", "Datum"},
    "jugendhilfeplanung": {"Arbeitstitel", "Datum"},
    "sozialplanung": {"Datum"},
    "auf-die-fuehrungskraefte": {"Datum"},
    "trailer-staffel-3": {"Arbeitstitel"},
    "norderstedt": {"Arbeitstitel"},
    "menschenzentrierte": {"Arbeitstitel"},
    "wie-fuehrt-man": {"Nummer"},
    "dienst-fuer-fortschritt": {"Datum"},
    "brauchen-wir": {"Datum"},
}
NOTED = {
    "Arbeitstitel": r"\*\*Arbeitstitel:\*\*",
    "Datum": r"\*\*Datum:\*\*|tag .*erschlossen",
    "Nummer": r"Nummer .*erschlossen",
}
# First and last day of what is known of a date that was chosen: the period of its season or of its recording.
PERIODS = {1: ("2021-10-28", "2022-05-30"), 2: ("2022-12-10", "2023-10-23"), None: ("2024-06-01", "2024-12-31")}


@cache
def show() -> Show:
    loaded = load(ROOT)
    assert loaded.show is not None, loaded.problems
    return loaded.show


def episode(slug: str) -> Episode:
    return next(episode for episode in show().episodes if episode.slug == slug)


def published() -> list[Episode]:
    return [episode for episode in show().episodes if not episode.draft]


@cache
def sound(slug: str) -> np.ndarray:
    """The recording, decoded: `(channels, samples)` at RATE."""
    [path] = ROOT.glob(f"episodes/{slug}/recording.*")
    with av.open(str(path)) as container:
        layout = container.streams.audio[0].layout.name
        resampler = av.AudioResampler("fltp", layout, RATE)
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray() for frame in frames], axis=1)


def loudest(slug: str, start: float, end: float) -> float:
    """The highest sample between two times, in seconds, as a share of the recording's highest."""
    samples = heights(slug)
    return float(samples[round(start * RATE) : round(end * RATE)].max())


@cache
def heights(slug: str) -> np.ndarray:
    """The higher of both channels at each sample, as a share of the recording's highest."""
    samples = np.abs(sound(slug)).max(axis=0)
    return samples / samples.max()


def cues(slug: str) -> list[tuple[float, float, str, str]]:
    text = (ROOT / "episodes" / slug / "transcript.vtt").read_text(encoding="utf-8")
    return [
        (int(m1) * 60 + float(s1), int(m2) * 60 + float(s2), speaker, words)
        for m1, s1, m2, s2, speaker, words in CUE.findall(text)
    ]


def test_the_show_has_no_problems() -> None:
    assert find_problems(load(ROOT), Facts()) == ()


def test_every_folder_of_episodes_is_an_episode_of_the_show() -> None:
    assert sorted(episode.slug for episode in show().episodes) == SLUGS


def test_the_show_and_its_three_seasons_bear_their_names() -> None:
    assert show().title == "Rebellion im Aktenschrank"
    assert [season.number for season in show().seasons] == [1, 2, 3]
    assert show().author == "Initiative Kommune 360°"


def test_the_guid_of_the_show_is_computed_from_its_feed_address() -> None:
    address = show().link.removeprefix("https://") + "feed.xml"
    assert show().guid == str(uuid.uuid5(PODCAST_GUIDS, address))


def test_the_show_has_a_reserved_address() -> None:
    assert re.fullmatch(r"https://([a-z]+\.)?example\.org/", show().link)


def test_what_is_not_known_of_the_show_is_left_out() -> None:
    assert show().owner is None
    assert show().copyright is None
    assert show().license is None


def test_every_episode_has_a_random_guid_of_its_own() -> None:
    guids = [uuid.UUID(episode.guid) for episode in show().episodes]
    assert len(set(guids)) == len(guids)
    assert {guid.version for guid in guids} == {4}


def test_every_episode_that_is_not_a_draft_has_a_date_and_no_two_share_one() -> None:
    dates = [episode.date for episode in published()]
    assert len(dates) == 21
    assert None not in dates
    assert len(set(dates)) == len(dates)


def test_only_the_places_without_a_subject_are_drafts() -> None:
    assert {episode.slug for episode in show().episodes if episode.draft} == DRAFTS
    assert {episode.slug for episode in show().episodes if UNKNOWN in episode.title} == DRAFTS


def chosen_facts(slug: str) -> set[str]:
    return next((facts for start, facts in CHOSEN.items() if slug.startswith(start)), set())


@every_episode
def test_what_the_placeholder_edition_chose_is_called_so_in_the_file_the_summary_and_the_notes(slug: str) -> None:
    file = (ROOT / "episodes" / slug / "episode.yaml").read_text(encoding="utf-8")
    comments = "\n".join(re.findall(r"# (.*)", file))
    marked = {fact for fact in ("Arbeitstitel", "Datum", "Nummer") if re.search(f"Ausgabe: .*{fact}", comments)}
    assert marked == chosen_facts(slug)
    summary = episode(slug).summary or ""
    assert ("Platzhalter-Ausgabe" in summary) == bool(marked)
    for fact in marked:
        assert re.search(r"Datum|Jahr" if fact == "Datum" else fact, summary)
        assert re.search(NOTED[fact], episode(slug).notes or "")


def test_a_date_that_the_edition_chose_is_in_the_period_that_is_known() -> None:
    for published_episode in published():
        if "Datum" in chosen_facts(published_episode.slug):
            first, last = PERIODS[published_episode.season]
            assert first <= str(published_episode.date)[:10] <= last


def test_the_readme_of_the_show_names_the_days_that_were_chosen() -> None:
    days = re.findall(r"\| (20\d\d-\d\d-\d\d) \|", (ROOT / "docs" / "show" / "README.md").read_text(encoding="utf-8"))
    files = {slug: (ROOT / "episodes" / slug / "episode.yaml").read_text(encoding="utf-8") for slug in SLUGS}
    inferred = {"kinder-und-jugendbeteiligung", "im-gespraech-mit", "trailer-staffel-1"}
    chosen = [
        str(episode.date)[:10]
        for episode in published()
        if "Ausgabe: Datum" in files[episode.slug] and not episode.slug.startswith(tuple(inferred))
    ]
    assert sorted(days) == sorted(chosen)


def test_only_the_numbers_that_were_published_before_stand_in_the_show() -> None:
    numbers = {(episode.season, episode.episode) for episode in published() if episode.episode}
    assert numbers == {(1, 1), (1, 2), (1, 8), (1, 9), (1, 10), (3, 3)}


def test_topics_connect_episodes() -> None:
    topics = Counter(topic for episode in published() for topic in episode.topics)
    assert all(any(topics[topic] > 1 for topic in episode.topics) for episode in published())
    assert sum(number > 1 for number in topics.values()) >= 8


def test_season_one_has_ten_places_and_a_trailer() -> None:
    types = [episode.type for episode in show().episodes if episode.season == 1]
    assert (types.count("full"), types.count("trailer")) == (10, 1)


def test_no_episode_of_season_two_is_numbered_because_its_counts_contradict() -> None:
    assert {episode.episode for episode in show().episodes if episode.season == 2} == {None}


@every_episode
def test_an_episode_says_that_its_recording_is_a_placeholder_and_where_the_original_is(slug: str) -> None:
    notes = episode(slug).notes or ""
    assert "**Platzhalter:**" in notes
    assert re.search(r"\]\(https://(www\.)?kommune360\.de/kommunenpodcast/", notes)


@every_episode
def test_a_person_has_a_role_that_players_know(slug: str) -> None:
    assert {person.role for person in episode(slug).people} <= {"host", "co-host", "guest host", "guest"}


def test_recordings_come_in_every_usual_format_among_the_published_ones_too() -> None:
    usual = {".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus"}
    assert {Path(episode.recording or "").suffix for episode in published()} == usual


def test_recordings_are_small() -> None:
    sizes = [path.stat().st_size for path in ROOT.glob("episodes/*/recording.*")]
    assert len(sizes) == len(SLUGS)
    assert max(sizes) < 2_000_000
    assert sum(sizes) < 16_000_000


def test_all_sources_of_the_show_are_small() -> None:
    sources = [ROOT / "podcast.yaml", ROOT / "cover.jpg", *ROOT.glob("episodes/*/*"), *ROOT.glob("docs/show/*.*")]
    assert sum(path.stat().st_size for path in sources) < 20_000_000


@every_episode
def test_a_recording_is_short_and_starts_and_ends_in_silence(slug: str) -> None:
    seconds = sound(slug).shape[1] / RATE
    assert 20 < seconds < 70
    heard = np.flatnonzero(np.abs(sound(slug)).max(axis=0) > SILENT) / RATE
    assert 0.4 < heard[0] < 3.2
    assert 0.3 < seconds - heard[-1] < 3.2


@every_episode
def test_the_header_of_a_recording_tells_its_true_length(slug: str) -> None:
    [path] = ROOT.glob(f"episodes/{slug}/recording.*")
    with av.open(str(path)) as container:
        assert container.duration / av.time_base == pytest.approx(sound(slug).shape[1] / RATE, abs=0.1)


def test_recordings_are_as_different_as_recordings_come() -> None:
    by_power = sorted(SLUGS, key=lambda slug: float(np.mean(np.sum(sound(slug) ** 2, axis=0))))
    assert measure_blocks([sound(by_power[0])], RATE).values.loudness < -33
    assert measure_blocks([sound(by_power[-1])], RATE).values.loudness > -13
    assert {len(sound(slug)) for slug in SLUGS} == {1, 2}


@every_episode
def test_chapters_start_in_pauses_at_least_ten_seconds_apart(slug: str) -> None:
    starts = [chapter.start for chapter in episode(slug).chapters]
    assert len(starts) >= 3
    assert starts[0] == 0
    for before, start in pairwise(starts):
        assert start - before >= 10
        assert loudest(slug, start - 0.1, start + 0.1) < 0.02
        assert loudest(slug, start + 0.2, start + 1) > 0.1


@every_episode
def test_every_episode_has_a_transcript_that_says_a_machine_made_it(slug: str) -> None:
    path = str(episode(slug).transcript)
    assert path.endswith("/transcript.vtt")
    assert has_machine_note((ROOT / path).read_bytes())


def test_transcripts_are_small() -> None:
    assert sum(path.stat().st_size for path in ROOT.glob("episodes/*/transcript.vtt")) < 60_000


@every_episode
def test_a_transcript_names_two_voices_and_no_real_person(slug: str) -> None:
    voices = {""} if slug in MONOLOGUES else {"Stimme A", "Stimme B"}
    assert {speaker for _, _, speaker, _ in cues(slug)} == voices


@every_episode
def test_every_cue_of_a_transcript_is_heard_and_followed_by_a_pause(slug: str) -> None:
    assert len(cues(slug)) >= 6
    for start, end, _, words in cues(slug):
        assert loudest(slug, start, start + 0.5) > 0.1
        assert loudest(slug, end - 0.5, end) > 0.05
        assert loudest(slug, end + 0.1, end + 0.25) < 0.02
        assert 8 < len(words) / (end - start) < 25  # letters a second: these words fit in this time


@every_episode
def test_a_recording_says_at_its_start_that_it_is_a_placeholder_with_synthetic_voices(slug: str) -> None:
    opening = " ".join(" ".join(words.split()) for _, _, _, words in cues(slug)[:3])
    assert "Platzhalter" in opening
    assert "Computerstimme" in opening


@every_dialogue
def test_the_two_voices_of_a_transcript_sit_on_two_sides_in_stereo(slug: str) -> None:
    if len(sound(slug)) == 1:
        return
    left, right = sound(slug)
    for start, end, speaker, _ in cues(slug):
        span = slice(round(start * RATE), round(end * RATE))
        assert (np.square(left[span]).sum() > np.square(right[span]).sum()) == (speaker == "Stimme A")


def test_the_cover_is_what_stores_ask_for() -> None:
    path = ROOT / show().cover
    with Image.open(path) as cover:
        assert (cover.format, cover.mode, cover.size) == ("JPEG", "RGB", (3000, 3000))
    assert path.stat().st_size < 500_000


def test_the_title_on_the_cover_stands_out_at_thumbnail_size_above_the_lowest_fifth() -> None:
    with Image.open(ROOT / show().cover) as cover:
        thumbnail = np.asarray(cover.convert("L").resize((60, 60), Image.Resampling.BOX), dtype=int)
    ink = np.flatnonzero((thumbnail < 70).sum(axis=1) >= 5)
    lines = np.split(ink, np.flatnonzero(np.diff(ink) > 1) + 1)
    assert ink.max() < 48
    assert sum(len(line) >= 3 for line in lines) >= 2


@cache
def cover_pixels(slug: str) -> np.ndarray:
    with Image.open(ROOT / str(episode(slug).cover)) as cover:
        assert (cover.format, cover.mode, cover.size) == ("PNG", "RGB", (1400, 1400))
        return np.asarray(cover)


def test_every_published_episode_has_a_cover_of_its_own() -> None:
    covers = {episode.cover for episode in published()}
    assert len(covers) == len(published()) == len({cover_pixels(episode.slug).tobytes() for episode in published()})
    assert max((ROOT / str(cover)).stat().st_size for cover in covers) < 80_000
    descriptions = {episode.cover_alt for episode in published()}
    assert len(descriptions) == len(covers)
    assert all("Karteikarte: " in str(description) for description in descriptions)


def test_the_motifs_of_two_covers_differ_though_their_words_do_not_count() -> None:
    motifs = [cover_pixels(episode.slug)[700:].min(axis=2) > 200 for episode in published()]
    for first, second in combinations(motifs, 2):
        assert np.mean(first != second) > 0.02


def test_a_cover_has_the_colour_of_its_season() -> None:
    for published_episode in published():
        colour = season_colour(published_episode.season)
        band = SEASON_COLOURS[colour - 1].light if colour else "#4b565a"
        assert tuple(cover_pixels(published_episode.slug)[1390, 10]) == ImageColor.getrgb(band)
