"""Hints about recordings: the faults that the pre-flight analysis found, as messages with their places.

Nothing is analysed here: a build does that beside mastering, and caches the result by the recording's SHA-256.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from podcast.audio.preflight import analysis
from podcast.errors import Problem
from podcast.files import digest_cache
from podcast.i18n import _, format_number, gettext_noop, ngettext
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from podcast.audio.preflight.analysis import PreflightResult
    from podcast.audio.preflight.fault import FaultSpan, RecordingFault
    from podcast.model.show import Episode, Show
    from podcast.steps.paths import ProjectPaths

_MAX_PLACES = 3  # named in one hint
_MIN_GAP_SHARE = 0.2  # of the recording after the last cue; with less, a transcript is taken as complete
_MIN_GAP_SECONDS = 10.0  # as above

# Kind of fault -> message and remedy. {where}: places; {value}: without its sign.
_MESSAGES: Mapping[str, tuple[str, str]] = {
    "clipping": (
        gettext_noop("is clipped (flattened peaks): {where}"),
        gettext_noop("record at a lower level; a declipper can only guess what is lost"),
    ),
    "digital silence": (
        gettext_noop("has digital silence: {where}"),
        gettext_noop("check whether the recorder stopped there or something was cut out"),
    ),
    "pause": (
        gettext_noop("has long pauses: {where}"),
        gettext_noop("shorten them, or ignore this hint if they are intentional"),
    ),
    "imbalance": (
        gettext_noop("is {value} dB louder in one channel than in the other"),
        gettext_noop("balance the channels, or export it in mono"),
    ),
    "inverted": (
        gettext_noop("has one inverted channel: on a single loudspeaker much of it is lost"),
        gettext_noop("invert one of the two channels in your editor"),
    ),
    "offset": (
        gettext_noop("has a DC offset; mastering removes it"),
        gettext_noop("check the sound card or the cable before the next recording"),
    ),
    "hum": (
        gettext_noop("has mains hum at {value} Hz"),
        gettext_noop("find the cable or power supply that causes it; a notch filter removes it from this recording"),
    ),
    "quiet passage": (
        gettext_noop("is {value} dB quieter than the rest: {where}"),
        gettext_noop("raise the level of that passage"),
    ),
    "telephone": (
        gettext_noop("sounds like a telephone call: nothing above {value} Hz"),
        gettext_noop("have everyone record locally and send the file"),
    ),
    "lossy": (
        gettext_noop("was compressed before or has a low sample rate: nothing above {value} Hz"),
        gettext_noop("use the original recording as WAV or FLAC"),
    ),
    "low bit rate": (
        gettext_noop("has only {value} kbit/s, which is audible"),
        gettext_noop("use the original recording as WAV or FLAC"),
    ),
}
_DEAD_CHANNEL_MESSAGES = (
    gettext_noop("has a silent right channel"),
    gettext_noop("has a silent left channel"),
    gettext_noop("export it in mono, or write audio: {channels: mono}"),
)


def audio_hints(
    show: Show,
    project_paths: ProjectPaths,
    fingerprints: Mapping[Path, str] | None = None,
    last_cue_starts: Mapping[str, float] | None = None,
) -> tuple[Problem, ...]:
    """Return hints about the recordings of a show, sorted.

    Args:
        show: whose recordings.
        project_paths: of the caches.
        fingerprints: the SHA-256 of the recordings; None: the cached ones, no recording is read.
        last_cue_starts: by path of the transcript, in seconds, as far as known.
    """
    recordings = {
        episode.slug: project_paths.root / episode.recording for episode in show.episodes if episode.recording
    }
    if fingerprints is None:
        fingerprints = digest_cache.cached_fingerprints(recordings.values(), project_paths.fingerprints)
    hints = list(_duplicate_recordings(show, recordings, fingerprints))
    for episode in show.episodes:
        result = _preflight_result(episode, project_paths, fingerprints)
        if result:
            hints += [_fault_hint(episode, result, fault) for fault in result.faults]
            hints += _transcript_too_short(episode, result, (last_cue_starts or {}).get(episode.transcript or ""))
    return tuple(sorted(hints))


def fault_kinds(episode: Episode, project_paths: ProjectPaths, fingerprints: Mapping[Path, str]) -> tuple[str, ...]:
    """The kinds of faults of an episode's recording, as far as it was analysed; see `FaultKind`."""
    result = _preflight_result(episode, project_paths, fingerprints)
    return tuple(fault.kind for fault in result.faults) if result else ()


def _preflight_result(
    episode: Episode, project_paths: ProjectPaths, fingerprints: Mapping[Path, str]
) -> PreflightResult | None:
    digest = fingerprints.get(project_paths.root / episode.recording) if episode.recording else None
    return analysis.read_cached(project_paths.preflight(digest)) if digest else None


def _fault_hint(episode: Episode, result: PreflightResult, fault: RecordingFault) -> Problem:
    value = abs(fault.value)
    if fault.kind == "dead channel":
        what, remedy = _(_DEAD_CHANNEL_MESSAGES[0 if fault.value > 0 else 1]), _(_DEAD_CHANNEL_MESSAGES[2])
    else:
        decimals = 1 if value < 30 else 0
        message, advice = _MESSAGES[fault.kind]
        where = _format_places(fault.spans, result, episode)
        what, remedy = _(message).format(where=where, value=format_number(value, decimals)), _(advice)
    return Problem(str(episode.recording), 0, 0, "", what, remedy)


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


def _duplicate_recordings(
    show: Show, recordings: Mapping[str, Path], fingerprints: Mapping[Path, str]
) -> Iterator[Problem]:
    """A recording that two episodes share: in one of them it is the wrong one."""
    by_digest: defaultdict[str, list[Episode]] = defaultdict(list)
    for episode in sorted(show.episodes, key=lambda episode: episode.slug):
        if episode.slug in recordings and recordings[episode.slug] in fingerprints:
            by_digest[fingerprints[recordings[episode.slug]]].append(episode)
    for first, *duplicates in by_digest.values():
        for episode in duplicates:
            what = _("is the same as {path}").format(path=first.recording)
            yield Problem(str(episode.recording), 0, 0, "", what, _("check which episode it belongs to"))


def _transcript_too_short(episode: Episode, result: PreflightResult, last_cue_start: float | None) -> Iterator[Problem]:
    """A transcript that ends much earlier than the recording belongs to another one, or is incomplete."""
    limit = min((1 - _MIN_GAP_SHARE) * result.seconds, result.seconds - _MIN_GAP_SECONDS)
    if episode.transcript and last_cue_start and last_cue_start < limit:
        what = _("ends at {last}, but the recording ends at {end}").format(
            last=format_time(last_cue_start // 1), end=format_time(result.seconds // 1)
        )
        yield Problem(episode.transcript, 0, 0, "", what, _("check that both belong to this episode"))
