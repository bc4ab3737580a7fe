"""Hints about the formats of recordings and pictures, and the conversions that the program makes by itself.

Pure, like the rules; a new hint is a function and an entry of `MEDIA_HINTS`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podcast.artifacts import AudioInfo, ImageInfo
from podcast.checks.rules import ai_hints, feed_hints, published_elsewhere
from podcast.checks.rules.files import MAX_ARTWORK_PIXELS, MIN_ARTWORK_PIXELS, audio_files, covers, small_images
from podcast.checks.rules.sound.late_times import late_times
from podcast.i18n import _, gettext_noop, ngettext
from podcast.show.locations import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.checks.facts import Facts, Rule
    from podcast.model.show import Show

# Lossy codecs that recorders and phones use for recordings of their own: expected, so there is no hint. The
# pre-flight analysis says when their bit rate is audibly low.
_USUAL_LOSSY_CODECS = ("mp3", "aac", "vorbis", "opus", "speex")
# FFmpeg's name of a codec, or how it begins -> its own name.
_CODEC_NAMES = {
    "aac": "AAC",
    "ac3": "AC-3",
    "amr": "AMR",
    "dca": "DTS",
    "eac3": "E-AC-3",
    "mp2": "MP2",
    "mp3": "MP3",
    "opus": "Opus",
    "vorbis": "Vorbis",
    "wma": "Windows Media Audio",
}
_WEB_FORMATS = frozenset({"JPEG", "PNG"})
_MODE_NAMES = {
    "CMYK": gettext_noop("CMYK colours"),
    "P": gettext_noop("a colour palette"),
    "L": gettext_noop("greyscale"),
    "LA": gettext_noop("greyscale"),
    "1": gettext_noop("black and white"),
    "I;16": gettext_noop("16-bit greyscale"),
    "I": gettext_noop("16-bit greyscale"),
    "LAB": gettext_noop("Lab colours"),
}


def find_media_hints(show: Show, facts: Facts) -> tuple[Finding, ...]:
    """Return the findings of all hints, in the order of `MEDIA_HINTS`."""
    return tuple(replace(finding, code=code) for code, hint in MEDIA_HINTS.items() for finding in hint(show, facts))


def single_track(show: Show, facts: Facts) -> Iterator[Finding]:
    """A recording has one audio track; of several only one is used."""
    for path, file, loc in audio_files(show):
        audio = facts.audio.get(path)
        if loc[-1] in {"recording", "file"} and isinstance(audio, AudioInfo) and audio.tracks > 1:
            what = _("has {count} audio tracks; the default one is used, or else the first").format(count=audio.tracks)
            remedy = _("export the right track alone if it is another one, or ignore this hint")
            yield Finding(file, loc, what, remedy)


def lossless_source(show: Show, facts: Facts) -> Iterator[Finding]:
    """A recording from a video or in a format of telephony was compressed; once for a show, as advice."""
    compressed = [
        (episode.file, audio)
        for episode in show.episodes
        if not episode.is_passthrough
        and isinstance(audio := facts.audio.get(episode.recording or ""), AudioInfo)
        and _is_compressed(audio)
    ]
    if not compressed:
        return
    file, audio = compressed[0]
    what = _("is compressed audio ({codec}), which loses some more when it becomes an MP3").format(
        codec=_codec_name(audio.codec)
    )
    if other_count := len(compressed) - 1:
        more = ngettext(
            "{what}; so does {count} other recording", "{what}; so do {count} other recordings", other_count
        )
        what = more.format(what=what, count=other_count)
    remedy = _("record WAV or FLAC next time if your device can, or ignore this hint")
    yield Finding(file, ("recording",), what, remedy)


def _is_compressed(audio: AudioInfo) -> bool:
    return not audio.is_lossless and (audio.is_film or not audio.codec.startswith(_USUAL_LOSSY_CODECS))


def _codec_name(codec: str) -> str:
    return next((name for start, name in _CODEC_NAMES.items() if codec.startswith(start)), codec.upper())


def ready_artwork(show: Show, facts: Facts) -> Iterator[Finding]:
    """Artwork that stores take as it is; other artwork is converted for them."""
    for path, file, loc in covers(show):
        image = facts.images.get(path)
        if isinstance(image, ImageInfo) and (reasons := _conversions(image)):
            what = _("is converted to an RGB JPEG of at most {largest} × {largest} pixels and 500 kB ({reasons})")
            what = what.format(largest=min(image.width, MAX_ARTWORK_PIXELS), reasons=", ".join(reasons))
            remedy = _("ignore this hint, or save it as an RGB JPEG or PNG of at most {largest} × {largest} pixels")
            yield Finding(file, loc, what, remedy.format(largest=MAX_ARTWORK_PIXELS))


def _conversions(image: ImageInfo) -> list[str]:
    """The reasons why stores would not take a cover; none for one that is refused, or used as it is."""
    if image.width != image.height or image.width < MIN_ARTWORK_PIXELS:
        return []
    reasons = [] if image.format in _WEB_FORMATS else [_("from {format}").format(format=_format_name(image))]
    if image.width > MAX_ARTWORK_PIXELS:
        reasons.append(_("was {width} × {height}").format(width=image.width, height=image.height))
    if image.mode in _MODE_NAMES:
        reasons.append(_(_MODE_NAMES[image.mode]))
    if image.is_transparent and image.mode != "RGB":
        reasons.append(_("transparent parts become white"))
    elif image.mode != "RGB" and image.mode not in _MODE_NAMES:
        reasons.append(_("{mode} colours").format(mode=image.mode))
    if not image.is_upright:
        reasons.append(_("turned upright"))
    return reasons


def usual_pictures(show: Show, facts: Facts) -> Iterator[Finding]:
    """Pictures of people and chapters in a format that only some programs read are converted; once for each file."""
    seen = set()
    for path, file, loc in small_images(show):
        image = facts.images.get(path)
        if isinstance(image, ImageInfo) and image.format not in _WEB_FORMATS and path not in seen:
            seen.add(path)
            what = _("is a {format} picture; the site and apps get copies in JPEG").format(format=_format_name(image))
            yield Finding(file, loc, what, _("ignore this hint, or save it as JPEG or PNG"))


def _format_name(image: ImageInfo) -> str:
    return {"HEIF": "HEIC", "WEBP": "WebP"}.get(image.format, image.format)


MEDIA_HINTS: Mapping[str, Rule] = {  # by their codes, see `HINTS`
    "several-tracks": single_track,
    "lossy-source": lossless_source,
    "late-times": late_times,
    "converted-artwork": ready_artwork,
    "converted-picture": usual_pictures,
    "image-width": feed_hints.image_width,
    "ai-notice": ai_hints.spoken_notice,
    "ai-transcript": ai_hints.consistent_transcript,
    "inherited-fault": published_elsewhere.inherited_faults,
}
