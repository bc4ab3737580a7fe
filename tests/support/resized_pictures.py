"""A picture is made once in the process of the tests: most shows that they build have the same cover.

Scaling and encoding it took more than half of the time for a small show.
"""

from __future__ import annotations

import functools
import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING

import pytest

from podcast.files import atomic
from podcast.pages.images import pillow, resize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.pages.images.resize import ImageVariant, ResizedPicture, ResizeJob

MAX_PICTURES = 50  # sources whose sizes are in memory, some 0.5 MB each

_MADE: OrderedDict[tuple[str, tuple[ImageVariant, ...]], tuple[tuple[bytes, ResizedPicture], ...]] = OrderedDict()
_ORIGINALS = (pillow.open_image, resize._write_variant)  # noqa: SLF001 -- tests replace it
_RESIZE = resize.resize


@pytest.fixture(autouse=True, scope="session")
def made_once() -> Iterator[None]:
    """Keep the sizes of pictures in memory."""
    resize.resize = resize_once
    yield
    resize.resize = _RESIZE


@functools.wraps(_RESIZE)
def resize_once(job: ResizeJob) -> tuple[ResizedPicture, ...]:
    """Make the variants of a source, or write those that were made of the same bytes."""
    if (pillow.open_image, resize._write_variant) != _ORIGINALS or not job.path.is_file():  # noqa: SLF001
        return _RESIZE(job)
    key = hashlib.sha256(job.path.read_bytes()).hexdigest(), tuple(variant for variant, _path in job.variants)
    if key in _MADE:
        _MADE.move_to_end(key)
    else:
        _MADE[key] = tuple((picture.path.read_bytes(), picture) for picture in _RESIZE(job))
        while len(_MADE) > MAX_PICTURES:
            _MADE.popitem(last=False)
    pictures = []
    for (_variant, path), (data, picture) in zip(job.variants, _MADE[key], strict=True):
        atomic.write(path, data, durable=False)
        pictures.append(resize.ResizedPicture(path, picture.sha256, picture.width, picture.height))
    return tuple(pictures)
