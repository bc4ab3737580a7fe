"""The show that ships: what can be said of it without building it."""

from __future__ import annotations

import re
import uuid
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from PIL import Image

from podcast.checks.facts import Facts
from podcast.checks.rules import find_problems
from podcast.model.show import AUDIO_SUFFIXES
from podcast.show.load import load
from tests.support.paths import ROOT
from tests.support.sounds import loudness

if TYPE_CHECKING:
    from podcast.model.show import Episode, Show

SLUGS = sorted(path.parent.name for path in ROOT.glob("episodes/*/episode.yaml"))
PODCAST_GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # Podcast Namespace, the namespace of podcast:guid
UNKNOWN = "(Titel nicht bekannt)"
RATE = 48000  # Hz, what recordings are compared in
SILENT = 0.001  # of full scale, -60 dBFS

CUE = re.compile(r"(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d\.\d{3})\n<v ([^>]+)>((?:.+\n?)+)")

every_episode = pytest.mark.parametrize("slug", SLUGS)
every_transcript = pytest.mark.parametrize(
    "slug", sorted(path.parent.name for path in ROOT.glob("episodes/*/transcript.vtt"))
)


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
    samples = np.abs(sound(slug))
    return float(samples[:, round(start * RATE) : round(end * RATE)].max() / samples.max())


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
    assert len(dates) >= 7
    assert None not in dates
    assert len(set(dates)) == len(dates)


def test_an_episode_whose_title_is_not_known_is_a_draft() -> None:
    unknown = [episode for episode in show().episodes if UNKNOWN in episode.title]
    assert unknown
    assert all(episode.draft for episode in unknown)


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


def test_recordings_come_in_every_format_among_the_published_ones_too() -> None:
    assert {Path(episode.recording or "").suffix for episode in published()} == set(AUDIO_SUFFIXES)


def test_recordings_are_small() -> None:
    sizes = [path.stat().st_size for path in ROOT.glob("episodes/*/recording.*")]
    assert len(sizes) == len(SLUGS)
    assert max(sizes) < 2_000_000
    assert sum(sizes) < 12_000_000


@every_episode
def test_a_recording_is_short_and_starts_and_ends_in_silence(slug: str) -> None:
    seconds = sound(slug).shape[1] / RATE
    assert 20 < seconds < 45
    heard = np.flatnonzero(np.abs(sound(slug)).max(axis=0) > SILENT) / RATE
    assert 0.4 < heard[0] < 3.2
    assert 0.3 < seconds - heard[-1] < 3.2


@every_episode
def test_the_header_of_a_recording_tells_its_true_length(slug: str) -> None:
    [path] = ROOT.glob(f"episodes/{slug}/recording.*")
    with av.open(str(path)) as container:
        assert container.duration / av.time_base == pytest.approx(sound(slug).shape[1] / RATE, abs=0.1)


def test_recordings_are_as_different_as_recordings_come() -> None:
    levels = [loudness(sound(slug).T, RATE) for slug in SLUGS]
    assert min(levels) < -33
    assert max(levels) > -13
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


def test_three_published_episodes_have_a_transcript() -> None:
    assert sum(episode.transcript is not None for episode in published()) == 3


@every_transcript
def test_a_transcript_names_voices_and_no_real_person(slug: str) -> None:
    assert {speaker for _, _, speaker, _ in cues(slug)} == {"Stimme A", "Stimme B"}


@every_transcript
def test_every_cue_of_a_transcript_is_heard_and_followed_by_a_pause(slug: str) -> None:
    assert len(cues(slug)) >= 9
    for start, end, _, words in cues(slug):
        assert loudest(slug, start, start + 0.5) > 0.1
        assert loudest(slug, end - 0.5, end) > 0.05
        assert loudest(slug, end + 0.1, end + 0.25) < 0.02
        assert 8 < len(words) / (end - start) < 25  # letters a second: these words fit in this time


@every_transcript
def test_the_two_voices_of_a_transcript_sit_on_two_sides(slug: str) -> None:
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
