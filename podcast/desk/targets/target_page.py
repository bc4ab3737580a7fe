"""Template values of the target's settings: the form, and the last check of the connection."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from podcast.desk.targets.target_form import (
    INPUTS,
    NEEDED,
    OPEN_WAYS,
    SETTINGS,
    WAYS,
    form_settings,
    form_values,
    is_same_target,
)
from podcast.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.desk.desk_session import Desk
    from podcast.desk.forms.field_view import FieldView
    from podcast.desk.sheets.sheet import Sheet

PAGE: Final = "/show/target"


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """Texts of the form that were sent and not saved, and what is wrong with them, by input; `""` is the whole."""

    values: Mapping[str, str]
    problems: Mapping[str, str]


def target_context(desk: Desk, sheet: Sheet, typed: TypedPlace | None) -> dict[str, Any]:
    """Return what the part of the page about the target shows.

    Args:
        desk: of the show.
        sheet: podcast.yaml.
        typed: what was sent and not saved; None if nothing was.
    """
    publish = _publish_fields(sheet)
    check = desk.connections.last
    unsaved = typed.values if typed else check.request.values if check else {}
    values = dict(unsaved or form_values(publish))
    return {
        "values": {**_empty_values(), **values},
        "saved_target": str(publish.get("target") or ""),
        "is_saved": is_same_target(publish, _texts_of(values)),
        "inputs": INPUTS,
        "needed": NEEDED,
        "ways": (*WAYS, *(OPEN_WAYS if values.get("way") in OPEN_WAYS else ())),
        "old": _setting_texts(publish),
        "problems": typed.problems if typed else {},
        "takes_password": desk.address.is_local,
        "has_store": _has_store() if desk.address.is_local else True,
        "check": check,
    }


def without_place(view: FieldView) -> FieldView | None:
    """Return the field `publish` without what the form of the target has; None where the show has no target yet."""
    rest = tuple(part for part in view.parts if part.field.doc[1] not in SETTINGS)
    return replace(view, parts=rest, blank=()) if view.parts else None


def place_messages(view: FieldView) -> tuple[str, ...]:
    """Return what `check` says about the fields that the form of the target has."""
    parts = (part for part in view.parts if part.field.doc[1] in SETTINGS)
    return tuple(message.text for part in parts for message in part.messages)


def _empty_values() -> dict[str, str]:
    names = (name for names in INPUTS.values() for name in names)
    return {**dict.fromkeys(names, ""), "kind": "web_space", "way": WAYS[0]}


def _publish_fields(sheet: Sheet) -> Mapping[str, Any]:
    publish = sheet.fields.get("publish")
    return publish if isinstance(publish, dict) else {}


def _setting_texts(publish: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(publish.get(name) or "") for name in SETTINGS}


def _texts_of(values: Mapping[str, str]) -> Mapping[str, str]:
    """The settings that the texts of a form stand for; none where they cannot be."""
    try:
        return form_settings(values).settings if values else {}
    except PublishError:
        return {}


def _has_store() -> bool:
    from podcast.publish.targets.web_space.credentials import has_password_store

    return has_password_store()
