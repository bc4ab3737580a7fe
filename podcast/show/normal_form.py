"""The form in which values are written into a show's files, where people may type several: dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, get_args, get_origin

from podcast.model.dates import normalise_date
from podcast.show.validation import field_type, unwrapped

if TYPE_CHECKING:
    from pydantic import BaseModel

    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue


def normal_form(model: type[BaseModel], loc: Loc, value: YamlValue) -> YamlValue:
    """Return a value with its dates as `2026-11-24 09:00`, and days as `2026-11-24`; everything else as it is.

    Args:
        model: of the file, ShowFields or EpisodeFields.
        loc: the path to the value.
        value: as it was typed.
    """
    return _normal_form(field_type(model, loc), value)


def _normal_form(annotation: Any, value: YamlValue) -> YamlValue:
    annotation = unwrapped(annotation)
    if isinstance(value, str):
        return normalise_date(value) if annotation in {date, datetime} else value
    if isinstance(value, list) and get_origin(annotation) is tuple:
        return [_normal_form(get_args(annotation)[0], item) for item in value]
    fields = getattr(annotation, "model_fields", {})
    if isinstance(value, dict):
        return {
            name: _normal_form(fields[name].annotation, item) if name in fields else item
            for name, item in value.items()
        }
    return value
