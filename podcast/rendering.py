"""Show and audio to everything else in site/: pictures, transcripts, chapters, waveforms, pages, feed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from podcast import addresses, files
from podcast.audio import master

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast import planning
    from podcast.artifacts import Audio, Master
    from podcast.show.model import Show


def rendered(show: Show, audio: Mapping[str, Audio], root: Path) -> dict[str, bytes]:
    """Everything in site/ but the audio: pictures, transcripts, chapters, pages, feed."""
    from podcast.feed import chapters, jsonfeed, rss
    from podcast.pages import images, markdown, render
    from podcast.transcripts.cue import shifted
    from podcast.transcripts.episode import transcript

    pictures, picture_files = images.pictures(show, root, root / ".podcast" / "pictures")
    covers, cover_files = _covers(show, root)
    covers |= {name.removesuffix("@app"): one.path for name, one in pictures.items() if name.endswith("@app")}
    cues: dict[str, Any] = {
        one.slug: shifted(
            transcript(show, one, (root / one.transcript).read_bytes()),
            audio[one.slug].shift,
            audio[one.slug].seconds,
        )
        for one in show.episodes
        if one.transcript and one.slug in audio
    }
    heard = [one for one in show.episodes if one.slug in audio and chapters.audible(one, audio[one.slug])]
    marks = {addresses.chapters(one): chapters.chapters(one, show, audio[one.slug], covers) for one in heard}
    texts = {addresses.HOME: show.description, **{one.slug: one.notes for one in show.episodes if one.notes}}
    texts |= {addresses.season(show, one.number): one.description for one in show.seasons if one.description}
    notes = {slug: markdown.html(text, show.language) for slug, text in texts.items()}
    themes = [folder for folder in (root / "templates",) if folder.is_dir()]
    pages = render.pages(show, audio, pictures, cues, [*themes, render.default_templates()])
    feeds = {**jsonfeed.json_feeds(show, audio, covers, notes), **rss.feeds(show, audio, covers, notes)}
    return {**picture_files, **cover_files, **marks, **pages, **feeds}


def waveforms(show: Show, plan: planning.Plan, masters: Mapping[str, Master]) -> dict[str, bytes]:
    """The waveform of every episode that can be heard."""
    from podcast.pages.peaks import peaks

    heard = [one for one in show.episodes if one.slug in masters]
    levels = {one.slug: master.levels(plan.jobs[one.slug].path) for one in heard}
    return {addresses.peaks(one): peaks(levels[one.slug], masters[one.slug].seconds) for one in heard}


def _covers(show: Show, root: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    """The artworks that the feed names: source path -> address, and address -> bytes."""
    from podcast.pages import images

    covers, made = {}, {}
    for source in sorted({show.cover, *(one.cover for one in show.episodes if one.cover)}):
        data = images.feed_cover(root / source)
        name = "cover" if source == show.cover else Path(source).parent.name
        suffix = "png" if data.startswith(b"\x89PNG") else "jpg"
        covers[source] = addresses.asset(f"{name}.{suffix}", files.digest_of(data).sha256)
        made[covers[source]] = data
    return covers, made
