"""Rules for recordings that are published as they are: nothing of their episode asks for another sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from podcast.artifacts import AudioInfo
from podcast.audio.passthrough.file_format import (
    TAGGED_FORMATS,
    UNSUPPORTED_FORMAT,
    PassthroughFormat,
    recognise_format,
)
from podcast.i18n import _
from podcast.show.locations import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.audio_settings import AudioChanges
    from podcast.model.show import Episode, Show

_OWN_FIELDS: Final = frozenset({"passthrough", "tags", "formats", "transcript"})  # that have rules of their own


def unchanged_sound(show: Show, _facts: Facts) -> Iterator[Finding]:
    """No field asks to change the sound of a recording that is published as it is."""
    remedy = _("remove it, or remove passthrough: true")
    for episode in show.episodes:
        if not (episode.is_passthrough and episode.audio):
            continue
        what = _("would change the sound, but passthrough: true publishes the recording as it is")
        yield from (Finding(episode.file, ("audio", name), what, remedy) for name in _mastering_fields(episode.audio))
        if episode.cuts:
            yield Finding(episode.file, ("cuts",), what, remedy)
        if episode.mixed_tracks:
            yield Finding(episode.file, ("tracks",), what, remedy)
        if episode.audio.transcript and not episode.audio.tags:
            what = _("needs tags, but passthrough: true writes none into the recording")
            yield Finding(episode.file, ("audio", "transcript"), what, _("remove it, or add tags: true"))


def _mastering_fields(audio: AudioChanges) -> Iterator[str]:
    """The fields that are set and not turned off: `intro: false` asks for nothing."""
    for name in sorted(audio.model_fields_set - _OWN_FIELDS):
        if getattr(audio, name) not in (None, False):
            yield name


def playable_format(show: Show, facts: Facts) -> Iterator[Finding]:
    """A recording that is published as it is has a format that apps play."""
    for episode in show.episodes:
        audio = facts.audio.get(episode.recording or "")
        if episode.is_passthrough and isinstance(audio, AudioInfo) and not _format(episode, audio):
            what, remedy = UNSUPPORTED_FORMAT
            yield Finding(episode.file, ("recording",), _(what), _(remedy))


def own_format(show: Show, facts: Facts) -> Iterator[Finding]:
    """A recording that is published as it is has no other format than its own."""
    for episode in show.episodes:
        audio = facts.audio.get(episode.recording or "")
        if not (episode.is_passthrough and episode.audio and episode.audio.formats and isinstance(audio, AudioInfo)):
            continue
        file_format = _format(episode, audio)
        if file_format and episode.audio.formats != (file_format.ending,):
            what = _("asks for other formats, but passthrough: true publishes the recording as it is: {format}")
            remedy = _("remove it, or remove passthrough: true")
            yield Finding(episode.file, ("audio", "formats"), what.format(format=file_format.ending), remedy)


def writable_tags(show: Show, facts: Facts) -> Iterator[Finding]:
    """Tags are asked for where they can be written, and where they are not written anyway."""
    for episode in show.episodes:
        if not (episode.audio and episode.audio.tags):
            continue
        if not episode.audio.passthrough:
            what = _("goes with passthrough: true only; a master has its tags anyway")
            yield Finding(episode.file, ("audio", "tags"), what, _("remove it"))
            continue
        audio = facts.audio.get(episode.recording or "")
        file_format = _format(episode, audio) if isinstance(audio, AudioInfo) else None
        if file_format and file_format.ending not in TAGGED_FORMATS:
            what = _("cannot be written into a file of this format ({format}) without changing the rest of it")
            remedy = _("remove it; tags are written into {formats}")
            yield Finding(
                episode.file,
                ("audio", "tags"),
                what.format(format=file_format.ending),
                remedy.format(formats=", ".join(sorted(TAGGED_FORMATS))),
            )


def _format(episode: Episode, audio: AudioInfo) -> PassthroughFormat | None:
    return recognise_format(audio, episode.recording or "")


RULES = (unchanged_sound, playable_format, own_format, writable_tags)
