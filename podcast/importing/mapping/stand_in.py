"""Cover of a show whose own could not be had: it stands in so that the show can be built."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.show.yaml_reader import YamlValue


def stand_in_cover(fields: Mapping[str, YamlValue]) -> bytes:
    """Return the JPEG that stands in; the same title gives the same bytes.

    Args:
        fields: of podcast.yaml.
    """
    from podcast.pages.images.stand_in_cover import draw_stand_in_cover

    return draw_stand_in_cover(" ".join(str(fields.get("title") or "").split()))
