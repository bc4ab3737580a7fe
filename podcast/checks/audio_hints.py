"""The pre-flight: what was heard to be wrong with recordings, in words, with its places. Hints; nothing fails by them.

Nobody listens here: a build does, beside the mastering, and what it found is kept by the recording's SHA-256.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from podcast.audio import preflight as quality
from podcast.errors import Problem
from podcast.files import digest_cache as hashes
from podcast.i18n import _, format_number, gettext_noop, ngettext
from podcast.text import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from podcast.audio.preflight import Quality
    from podcast.audio.preflight.fault import Fault, Span
    from podcast.model.show import Episode, Show
    from podcast.steps import paths

_SHOWN = 3  # places that are named
_OFF = 0.2  # of the recording's length, that a transcript may end before it …
_LEAST_OFF = 10.0  # … and seconds

# What is said of a fault, and what to do. {where}: places; {value}: without its sign.
_WORDS: Mapping[str, tuple[str, str]] = {
    "clipping": (
        gettext_noop("is clipped, its tops are cut flat: {where}"),
        gettext_noop("record at a lower level; what is lost a declipper can only guess"),
    ),
    "digital silence": (
        gettext_noop("is silent without any noise: {where}"),
        gettext_noop("see whether the recorder stopped there, or something was cut out"),
    ),
    "pause": (gettext_noop("pauses: {where}"), gettext_noop("shorten the pause, or leave it so")),
    "imbalance": (
        gettext_noop("is louder in one channel than in the other, by {value} dB"),
        gettext_noop("bring both channels to one level, or export it in mono"),
    ),
    "inverted": (
        gettext_noop("has one channel upside down: on one loudspeaker much of it is lost"),
        gettext_noop("invert one of the two channels in your editor"),
    ),
    "offset": (
        gettext_noop("has a constant offset; mastering takes it away"),
        gettext_noop("look at the sound card or the cable before the next recording"),
    ),
    "hum": (
        gettext_noop("hums at {value} Hz, as the mains do"),
        gettext_noop("look for the cable or the power supply that hums; a notch filter takes it out of this recording"),
    ),
    "quiet passage": (
        gettext_noop("is {value} dB quieter than the rest: {where}"),
        gettext_noop("raise that passage to the level of the others"),
    ),
    "telephone": (
        gettext_noop("sounds as over the telephone: nothing above {value} Hz"),
        gettext_noop("let everybody record at their own place, and send the file"),
    ),
    "lossy": (
        gettext_noop("was compressed before, or sampled slowly: there is nothing above {value} Hz"),
        gettext_noop("use what was recorded first, as WAV or FLAC"),
    ),
    "low bit rate": (
        gettext_noop("is kept at {value} kbit/s, which can be heard"),
        gettext_noop("use what was recorded first, as WAV or FLAC"),
    ),
}
_DEAD = (
    gettext_noop("has nothing in its right channel"),
    gettext_noop("has nothing in its left channel"),
    gettext_noop("export it in mono, or write audio: {channels: mono}"),
)


def hints(
    show: Show,
    places: paths.ProjectPaths,
    fingerprints: Mapping[Path, str] | None = None,
    last_words: Mapping[str, float] | None = None,
) -> tuple[Problem, ...]:
    """What is known to be wrong with the recordings of a show, sorted.

    Args:
        show: whose recordings.
        places: where things are kept.
        fingerprints: the SHA-256 of the recordings; None: those that are known, no recording is read.
        last_words: when the last cue of each transcript begins, in seconds, where that is known.
    """
    sounds = {one.slug: places.root / one.recording for one in show.episodes if one.recording}
    known = hashes.remembered(sounds.values(), places.fingerprints) if fingerprints is None else fingerprints
    found = list(_twice(show, sounds, known))
    for one in show.episodes:
        digest = known.get(sounds[one.slug], "") if one.slug in sounds else ""
        if digest and (heard := quality.known(places.heard(digest))):
            found += [_problem(one, heard, fault) for fault in heard.faults]
            found += _another_length(one, heard, (last_words or {}).get(one.transcript or ""))
    return tuple(sorted(found))


def kinds(episode: Episode, places: paths.ProjectPaths, fingerprints: Mapping[Path, str]) -> tuple[str, ...]:
    """What kinds of faults are known of an episode's recording; see `quality.Kind`."""
    known = fingerprints.get(places.root / str(episode.recording))
    heard = quality.known(places.heard(known)) if known else None
    return tuple(fault.kind for fault in heard.faults) if heard else ()


def _problem(episode: Episode, heard: Quality, fault: Fault) -> Problem:
    value = abs(fault.value)
    if fault.kind == "dead channel":
        what, remedy = _(_DEAD[0 if fault.value > 0 else 1]), _(_DEAD[2])
    else:
        places = 1 if value < 30 else 0
        words, advice = _WORDS[fault.kind]
        where = _where(fault.spans, heard, episode)
        what, remedy = _(words).format(where=where, value=format_number(value, places)), _(advice)
    return Problem(str(episode.recording), 0, 0, "", what, remedy)


def _where(spans: tuple[Span, ...], heard: Quality, episode: Episode) -> str:
    """Places in minutes and seconds, the first with its chapter: `0:50–0:54 (Begrüßung), 3:10`."""
    told = [_span(span, heard) for span in spans[:_SHOWN]]
    within = [one.title for one in episode.chapters if spans and one.start <= spans[0][0] + 0.5]
    told[:1] = [f"{told[0]} ({within[-1]})"] if within else told[:1]
    if more := len(spans) - len(told):
        told.append(ngettext("{count} more place", "{count} more places", more).format(count=more))
    return ", ".join(told)


def _span(span: Span, heard: Quality) -> str:
    first, end = (clock(round(min(time, heard.seconds), 1)) for time in span)
    return first if first == end else f"{first}–{end}"


def _twice(show: Show, sounds: Mapping[str, Path], known: Mapping[Path, str]) -> Iterator[Problem]:
    """The same recording in two episodes: in one of them it is the wrong one."""
    same: defaultdict[str, list[Episode]] = defaultdict(list)
    for one in sorted(show.episodes, key=lambda one: one.slug):
        if one.slug in sounds and sounds[one.slug] in known:
            same[known[sounds[one.slug]]].append(one)
    for first, *others in same.values():
        for one in others:
            what = _("is the same as {path}").format(path=first.recording)
            yield Problem(str(one.recording), 0, 0, "", what, _("see which episode it belongs to"))


def _another_length(episode: Episode, heard: Quality, last: float | None) -> Iterator[Problem]:
    """A transcript that ends much earlier than the recording belongs to another one, or is not whole."""
    if episode.transcript and last and last < min((1 - _OFF) * heard.seconds, heard.seconds - _LEAST_OFF):
        what = _("says its last words at {last}, the recording ends at {end}").format(
            last=clock(last // 1), end=clock(heard.seconds // 1)
        )
        yield Problem(episode.transcript, 0, 0, "", what, _("see whether both belong to this episode"))
