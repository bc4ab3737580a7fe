"""Hints about recordings: the faults that the pre-flight analysis found, as messages with their places.

Nothing is analysed here: a build does that beside mastering, and caches the result by the recording's SHA-256.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.audio.preflight import analysis
from podcast.audio.preflight.level_track import speaker_gap
from podcast.audio.preflight.thresholds import SPEAKERS
from podcast.checks.acceptance.accepted_hints import code_of_kind
from podcast.checks.audio_hint_messages import (
    DEAD_CHANNEL_MESSAGES,
    DEAD_CHANNEL_PART_MESSAGES,
    MESSAGES,
    PART_MESSAGES,
)
from podcast.checks.caching.clean_sound import CleanSound, SoundSources
from podcast.checks.facts import Facts
from podcast.checks.master_hints import last_master, master_hints
from podcast.checks.rules.sound.decoding import note_hints
from podcast.checks.rules.sound.passthrough_hints import loudness_hints, truncation_hints
from podcast.errors import Problem
from podcast.files.fingerprints import cached_fingerprints
from podcast.files.memory_cache import NO_MEMORY
from podcast.i18n import _, format_number, ngettext
from podcast.steps.paths import ProjectPaths
from podcast.steps.recorded_inputs import recorded_files
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from podcast.artifacts import Master
    from podcast.audio.job import MasterJob
    from podcast.audio.preflight.analysis import PreflightResult
    from podcast.audio.preflight.fault import FaultSpan, RecordingFault
    from podcast.audio.preflight.level_track import SpeakerGap
    from podcast.checks.facts import SpeakerTurn
    from podcast.files.cache import Cache
    from podcast.files.memory_cache import MemoryCache
    from podcast.model.show import Episode, Show

_MAX_PLACES = 3  # named in one hint
_MIN_GAP_SHARE = 0.2  # of the recording after the last cue; with less, a transcript is taken as complete
_MIN_GAP_SECONDS = 10.0  # as above
_NO_FAULTS_OF_TRACKS = frozenset({"pause", "digital silence", "quiet passage", "speakers apart"})  # while others speak

_ROUGH_KINDS = frozenset({"noise", "echo"})  # whose value is no better than a whole number
# Settings that remedy a kind of fault: it is not reported where one of them is on.
_REMEDIED_BY: Mapping[str, tuple[str, ...]] = {
    "speakers apart": ("level",),
    "quiet passage": ("level",),
    "hum": ("denoise",),
    "noise": ("denoise",),
    "plosives": ("highpass_hz",),
    "pause": ("shorten_pauses",),
}


def audio_hints(
    show: Show,
    root: Path,
    cache: Cache,
    fingerprints: Mapping[Path, str] | None = None,
    facts: Facts | None = None,
) -> tuple[Problem, ...]:
    """Return hints about the recordings of a show, sorted.

    Args:
        show: whose recordings.
        root: the show's folder.
        cache: of the show.
        fingerprints: the SHA-256 of the recordings; None: see `hashed_recordings`.
        facts: about the transcripts, as far as known.
    """
    if fingerprints is None:
        fingerprints = hashed_recordings(show, root, cache)
    paths = {name: root / name for episode in show.episodes for name in recorded_files(episode)}
    digests = {name: fingerprints[path] for name, path in paths.items() if path in fingerprints}
    sources = SoundSources(ProjectPaths(root), cache, fingerprints, facts or Facts())
    hints = [*_duplicate_recordings(show, digests), *_passthrough_hints(show, sources)]
    clean_sound = CleanSound(show, sources, digests)
    for episode in show.episodes:
        if not (episode.is_passthrough or clean_sound.has(episode)):
            own_hints = list(_episode_hints(show, episode, sources))
            hints += own_hints
            if not own_hints:
                clean_sound.add(episode)
    clean_sound.store()
    return tuple(sorted(hints))


def hashed_recordings(show: Show, root: Path, cache: Cache, memory: MemoryCache = NO_MEMORY) -> dict[Path, str]:
    """Return the SHA-256 of recordings and tracks, as far as they were hashed before; none of them is read."""
    paths = (root / path for episode in show.episodes for path in recorded_files(episode))
    return cached_fingerprints(paths, cache, memory)


def _episode_hints(show: Show, episode: Episode, sources: SoundSources) -> Iterator[Problem]:
    """The hints about an episode's recording, tracks and master."""
    root, cache, facts = sources.paths.root, sources.cache, sources.facts
    yield from _track_hints(episode, root, cache, sources.fingerprints)
    recording = root / episode.recording if episode.recording else None
    result = _preflight_result(recording, cache, sources.fingerprints)
    if result:
        remedied = _remedied_kinds(show, episode)
        turns = facts.speaker_turns.get(episode.transcript or "", ())
        if "speakers apart" not in remedied and (gap := speaker_gap(result.levels, turns)):
            remedied |= {"speakers apart"}  # the transcript knows better who speaks
            yield from _speakers_apart(episode, result, gap, turns)
        faults = (fault for fault in _audible_faults(episode, result) if fault.kind not in remedied)
        yield from (_fault_hint(episode, result, fault) for fault in faults)
        place = (str(episode.recording), 0, 0, "")
        yield from (Problem(*place, *texts, "recording-note") for texts in note_hints(result.notes))
        last_cue_start = facts.last_cue_starts.get(episode.transcript or "")
        yield from _transcript_too_short(episode, result.seconds, last_cue_start)
    yield from _master_hints(show, episode, result, sources)


def _track_hints(episode: Episode, root: Path, cache: Cache, fingerprints: Mapping[Path, str]) -> Iterator[Problem]:
    """Hints about the tracks that an episode is mixed from: pauses are no faults there, the others speak in them."""
    for path in recorded_files(episode) if episode.mixed_tracks else ():
        if result := _preflight_result(root / path, cache, fingerprints):
            as_recording = episode.model_copy(update={"recording": path, "chapters": ()})
            for fault in result.faults:
                if fault.kind not in _NO_FAULTS_OF_TRACKS:
                    yield _fault_hint(as_recording, result, fault)
            yield from (Problem(path, 0, 0, "", *texts, "recording-note") for texts in note_hints(result.notes))


def _passthrough_hints(show: Show, inputs: SoundSources) -> Iterator[Problem]:
    """Hints about recordings that are published as they are, from their measurements."""
    measured: list[tuple[Episode, Master]] = []
    for episode in show.episodes:
        if not episode.is_passthrough or not episode.recording:
            continue
        sha256 = inputs.fingerprints.get(inputs.paths.root / episode.recording)
        if sha256 and (master := last_master(episode, sha256, inputs.paths, inputs.cache)):
            measured.append((episode, master))
            last_cue_start = inputs.facts.last_cue_starts.get(episode.transcript or "")
            yield from _transcript_too_short(episode, master.seconds, last_cue_start)
    yield from truncation_hints(measured)
    yield from loudness_hints(show, measured)


def fault_kinds(job: MasterJob, cache: Cache, fingerprints: Mapping[Path, str]) -> tuple[str, ...]:
    """The kinds of faults of a job's recording or tracks, as far as they were analysed; see `FaultKind`."""
    if job.passthrough:
        return ()
    results = (_preflight_result(path, cache, fingerprints) for path in job.recordings)
    kinds = dict.fromkeys(fault.kind for result in results if result for fault in result.faults)
    return tuple(kind for kind in kinds if not job.tracks or kind not in _NO_FAULTS_OF_TRACKS)


def _preflight_result(recording: Path | None, cache: Cache, fingerprints: Mapping[Path, str]) -> PreflightResult | None:
    sha256 = fingerprints.get(recording) if recording else None
    return analysis.read_cached(cache, sha256) if sha256 else None


def _remedied_kinds(show: Show, episode: Episode) -> frozenset[str]:
    """The kinds of faults that the settings of an episode take care of."""
    settings = show.audio_settings(episode)
    return frozenset(kind for kind, names in _REMEDIED_BY.items() if any(getattr(settings, name) for name in names))


def _master_hints(
    show: Show, episode: Episode, result: PreflightResult | None, inputs: SoundSources
) -> Iterator[Problem]:
    """Hints about what mastering did to the recording, or to the mix of tracks."""
    recording = inputs.paths.root / episode.recording if episode.recording else None
    sha256 = inputs.fingerprints.get(recording) if recording else None
    if not episode.has_recording or (recording and not sha256):
        return
    if master := last_master(episode, sha256, inputs.paths, inputs.cache):
        path = episode.recording or recorded_files(episode)[0]
        loudest = result.loudest if result and not episode.cut_spans else None
        hints = master_hints(show, episode, master, loudest)
        yield from (Problem(path, 0, 0, "", *texts, "mastering") for texts in hints)


def _audible_faults(episode: Episode, result: PreflightResult) -> Iterator[RecordingFault]:
    """Faults of a recording, without the places that are cut out."""
    for fault in result.faults:
        spans = tuple(
            (start, end)
            for start, end in fault.spans
            if not any(first <= start and end <= last for first, last in episode.cut_spans)
        )
        if spans or not fault.spans:
            yield replace(fault, spans=spans)


def _fault_hint(episode: Episode, result: PreflightResult, fault: RecordingFault) -> Problem:
    value = abs(fault.value)
    where = _format_places(fault.spans, result, episode)
    if fault.kind == "dead channel":
        right, left, advice = DEAD_CHANNEL_PART_MESSAGES if fault.spans else DEAD_CHANNEL_MESSAGES
        message = right if fault.value > 0 else left
    else:
        message, advice = MESSAGES[fault.kind]
        message = PART_MESSAGES.get(fault.kind, message) if fault.spans else message
    decimals = 0 if value >= 30 or fault.kind in _ROUGH_KINDS else 1
    what = _(message).format(where=where, value=format_number(value, decimals))
    return Problem(str(episode.recording), 0, 0, "", what, _(advice), code_of_kind(fault.kind))


def _format_places(spans: tuple[FaultSpan, ...], result: PreflightResult, episode: Episode) -> str:
    """Places in minutes and seconds, the first with its chapter: `0:50–0:54 (Begrüßung), 3:10`."""
    places = [_format_span(span, result) for span in spans[:_MAX_PLACES]]
    earlier = [chapter.title for chapter in episode.chapters if spans and chapter.start <= spans[0][0] + 0.5]
    if earlier:
        places[0] = f"{places[0]} ({earlier[-1]})"
    if more := len(spans) - len(places):
        places.append(ngettext("{count} more place", "{count} more places", more).format(count=more))
    return ", ".join(places)


def _format_span(span: FaultSpan, result: PreflightResult) -> str:
    start, end = (format_time(round(min(time, result.seconds), 1)) for time in span)
    return start if start == end else f"{start}–{end}"


def _speakers_apart(
    episode: Episode, result: PreflightResult, gap: SpeakerGap, turns: tuple[SpeakerTurn, ...]
) -> Iterator[Problem]:
    """A hint about the quietest speaker of a transcript, with the first places."""
    if gap.decibels >= SPEAKERS.min_gap_db:
        spans = tuple((start, end) for name, start, end in turns if name == gap.quiet and end - start >= 1)
        what = _("has {quiet} {value} dB quieter than {loud}: {where}").format(
            quiet=gap.quiet,
            loud=gap.loud,
            value=format_number(gap.decibels, 1),
            where=_format_places(spans, result, episode),
        )
        advice = _(MESSAGES["speakers apart"][1])
        code = code_of_kind("speakers apart")
        yield Problem(str(episode.recording), 0, 0, "", what, advice, code)


def _duplicate_recordings(show: Show, digests: Mapping[str, str]) -> Iterator[Problem]:
    """A recording that two episodes share: in one of them it is the wrong one."""
    by_digest: defaultdict[str, list[Episode]] = defaultdict(list)
    for episode in sorted(show.episodes, key=lambda episode: episode.slug):
        if digest := digests.get(episode.recording or ""):
            by_digest[digest].append(episode)
    for first, *duplicates in by_digest.values():
        for episode in duplicates:
            what = _("is the same as {path}").format(path=first.recording)
            remedy = _("check which episode it belongs to")
            yield Problem(str(episode.recording), 0, 0, "", what, remedy, "same-recording")


def _transcript_too_short(episode: Episode, seconds: float, last_cue_start: float | None) -> Iterator[Problem]:
    """A transcript that ends much earlier than the recording belongs to another one, or is incomplete."""
    limit = min((1 - _MIN_GAP_SHARE) * seconds, seconds - _MIN_GAP_SECONDS)
    if episode.transcript and last_cue_start and last_cue_start < limit:
        what = _("ends at {last}, but the recording ends at {end}").format(
            last=format_time(last_cue_start // 1), end=format_time(seconds // 1)
        )
        remedy = _("check that both belong to this episode")
        yield Problem(episode.transcript, 0, 0, "", what, remedy, "short-transcript")
