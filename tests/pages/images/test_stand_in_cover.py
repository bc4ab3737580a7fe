"""The cover that stands in: stores would take it, and it is the same everywhere."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from podcast.pages.images.stand_in_cover import SIDE, draw_stand_in_cover


@pytest.mark.parametrize("title", ["Amt und Würden", "日本の役所", "", "Sehr langer Titel " * 20])
def test_it_is_a_square_jpeg_of_the_least_size_that_stores_take(title: str) -> None:
    data = draw_stand_in_cover(title)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (SIDE, SIDE))
    assert len(data) <= 500_000
    assert draw_stand_in_cover(title) == data


def test_the_title_is_drawn() -> None:
    assert draw_stand_in_cover("Amt") != draw_stand_in_cover("Würden")
