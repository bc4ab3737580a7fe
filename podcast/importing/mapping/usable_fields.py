"""Fields that our own model accepts: what it refuses is left out, and said."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeVar

from podcast.i18n import _
from podcast.model.fields import EpisodeFields, ShowFields
from podcast.model.file_names import EPISODES, SHOW_FILE
from podcast.model.show import Episode
from podcast.show.validation import validate_fields

if TYPE_CHECKING:
    from podcast.importing.mapping.finding_log import FindingLog
    from podcast.model.show import Show
    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_reader import YamlValue

    Fields = TypeVar("Fields", ShowFields, EpisodeFields)

_ATTEMPTS = 3  # a list whose items are all refused is then refused itself


def usable_episode_fields(
    fields: dict[str, YamlValue], show: Show, slug: str, log: FindingLog
) -> tuple[dict[str, YamlValue], Episode | None]:
    """Return the fields of an episode without those that are refused, and the episode; None if it has problems still.

    Args:
        fields: of episode.yaml.
        show: with its people.
        slug: of the episode.
        log: for what was left out.
    """
    context = {"timezone": show.timezone, "people": show.people}
    usable, model = _usable(EpisodeFields, fields, f"{EPISODES}/{slug}/episode.yaml", context, log)
    return usable, Episode.model_construct(**model.__dict__, slug=slug) if model else None


def usable_show_fields(fields: dict[str, YamlValue], log: FindingLog) -> tuple[dict[str, YamlValue], ShowFields | None]:
    """Return the same for podcast.yaml."""
    context = {"timezone": None, "people": None}
    return _usable(ShowFields, fields, SHOW_FILE, context, log)


def _usable(
    model: type[Fields], fields: dict[str, YamlValue], path: str, context: dict[str, Any], log: FindingLog
) -> tuple[dict[str, YamlValue], Fields | None]:
    for _attempt in range(_ATTEMPTS):
        result = validate_fields(model, fields, path, context)
        if not isinstance(result, list):
            return fields, result
        fields = deepcopy(fields)
        for finding in reversed(result):
            if finding.loc and _remove(fields, finding.loc, model):
                log.add(
                    "refused-value",
                    "kept",
                    _("{field} {what}; the feed keeps it as it is").format(field=finding.loc[0], what=finding.what),
                )
            else:
                name = finding.loc[0] if finding.loc else path
                log.add(
                    "refused-value",
                    "to do",
                    _("{field} {what}; {remedy}").format(field=name, what=finding.what, remedy=finding.remedy),
                )
    return fields, None


def _remove(fields: dict[str, Any], loc: Loc, model: type[ShowFields | EpisodeFields]) -> bool:
    """Remove a value, or the item of a list that it belongs to; False for a field that must be there."""
    name = str(loc[0])
    value = fields.get(name)
    if isinstance(value, list) and len(loc) > 1 and isinstance(loc[1], int) and loc[1] < len(value):
        del value[loc[1]]
        if value:
            return True
    if model.model_fields[name].is_required() if name in model.model_fields else False:
        return False
    return fields.pop(name, None) is not None
