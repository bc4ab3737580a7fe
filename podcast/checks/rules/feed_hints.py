"""Hints about what the feed says beside the obvious: licences, titles for Apple, pictures beside the cover."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podcast.artifacts import ImageInfo
from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE
from podcast.show.locations import Finding
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Show

MIN_IMAGE_WIDTH = 1280  # pixels; YouTube's recommendation for thumbnails
_SPDX_IDENTIFIER = re.compile(r"[A-Za-z0-9.+-]+")


def license_address(show: Show) -> Iterator[Finding]:
    """A licence that is no identifier has the address of its text (Podcast Namespace, podcast:license)."""
    owners = ((SHOW_FILE, show.license), *((episode.file, episode.license) for episode in show.episodes))
    for file, license_ in owners:
        if license_ and not license_.url and not _SPDX_IDENTIFIER.fullmatch(license_.name):
            what = _('"{name}" is not an SPDX identifier, and has no address').format(name=license_.name)
            remedy = _("write an identifier such as cc-by-4.0, or {example}")
            yield Finding(file, ("license",), what, remedy.format(example="{name: …, url: https://…}"))


def different_itunes_title(show: Show) -> Iterator[Finding]:
    """The title for Apple Podcasts is another than the title."""
    for episode in show.episodes:
        title = episode.itunes_title
        if title and strip_soft_hyphens(title) == strip_soft_hyphens(episode.title):
            yield Finding(episode.file, ("itunes_title",), _("is the same as title"), _("remove it"))


def image_width(show: Show, facts: Facts) -> Iterator[Finding]:
    """Pictures beside the cover are as wide as stores show them."""
    owners = ((SHOW_FILE, show.images), *((episode.file, episode.images) for episode in show.episodes))
    for file, images in owners:
        for number, image in enumerate(images):
            info = facts.images.get(image.file)
            if isinstance(info, ImageInfo) and max(info.width, info.height) < MIN_IMAGE_WIDTH:
                what = _("is only {width} × {height} pixels").format(width=info.width, height=info.height)
                remedy = _("use a picture of {pixels} pixels or more, or ignore this hint").format(
                    pixels=MIN_IMAGE_WIDTH
                )
                yield Finding(file, ("images", number, "file"), what, remedy)
