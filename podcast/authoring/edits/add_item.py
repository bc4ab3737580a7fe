"""One more item in a list of a YAML file of the show: `podcast set EPISODE people --add "Erika Muster, guest"`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_origin

from podcast.authoring import yaml_edit
from podcast.authoring.edited_file import EditedFile, typed_values
from podcast.authoring.set_field import planned_change
from podcast.authoring.yaml_nodes import value_at
from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.model.fields import ShowFields
from podcast.model.german_names import standard_role
from podcast.show.normal_form import normal_form
from podcast.show.validation import field_type, unwrapped
from podcast.text import slugify

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.authoring.set_field import FieldChange
    from podcast.show.yaml_reader import YamlValue

_PEOPLE = "people"


def plan_addition(root: Path, slug: str | None, field: str, text: str) -> FieldChange:
    """Return the change that adds an item at the end of a list, or a person to the registry of the show.

    Args:
        root: of the show.
        slug: of the episode; None for the show itself.
        field: the list, as problems name it.
        text: the item, as it would be typed into the file; a person also as `name, role` or `name, role, title`.

    Raises:
        PodcastError: the field is no list, the item does not fit, or it cannot be added in place.
        ShowError: the file cannot be read.
    """
    file = EditedFile.read(root, slug)
    loc = file.loc(field)
    if loc == (_PEOPLE,) and file.model is ShowFields:
        return _plan_person(file, text)
    if get_origin(unwrapped(field_type(file.model, loc))) is not tuple:
        raise PodcastError(_("{field}: is not a list; set its value without --add").format(field=field))
    values = _person_values(file, text) if loc == (_PEOPLE,) else typed_values(text)
    value = file.accepted(loc, values, is_new_item=True)
    present = value_at(file.fields, loc)
    items = _present_items(present, field)
    longer = normal_form(file.model, loc, [*items, value])
    item = longer[-1] if isinstance(longer, list) else value
    if isinstance(present, dict):  # one item may stand without a list, which then becomes one
        new = yaml_edit.set_value(file.data, loc, [present, item], file.insert_position)
    else:
        new = yaml_edit.append_item(file.data, loc, item, file.insert_position)
    return replace(planned_change(file, loc, [*items, item], new), is_addition=True)


def _present_items(present: YamlValue, field: str) -> list[YamlValue]:
    """Return the items of a list as it stands in the file.

    Raises:
        PodcastError: a text stands for the list, such as the name of a file of chapters.
    """
    if isinstance(present, list):
        return present
    if isinstance(present, dict):
        return [present]
    if present is None:
        return []
    sentence = _('{field}: is "{value}", to which nothing can be added; set its value without --add')
    raise PodcastError(sentence.format(field=field, value=present))


def _plan_person(file: EditedFile, text: str) -> FieldChange:
    """Return the change that adds a person to the registry, with a key that follows from the name."""
    person = _person_values(file, text)[0]
    if not isinstance(person, dict):
        raise PodcastError(_('write name and role, as in "Erika Muster, guest"'))
    key = slugify(str(person.get("name", "")))
    loc = (_PEOPLE, key)
    if value_at(file.fields, loc) is not None:
        words = _("people.{key}: exists already; change its fields, such as people.{key}.role")
        raise PodcastError(words.format(key=key))
    value = file.accepted(loc, [person])
    return planned_change(file, loc, value, yaml_edit.set_value(file.data, loc, value, file.insert_position))


def _person_values(file: EditedFile, text: str) -> tuple[YamlValue, ...]:
    """Parse a text as a person: a key or a name of the registry, `name, role, title`, or YAML."""
    people = file.show_fields().get(_PEOPLE)
    registry = people if isinstance(people, dict) else {}
    is_episode = file.model is not ShowFields
    for key, person in registry.items() if is_episode else ():
        name = person.get("name") if isinstance(person, dict) else None
        if text.strip() in {key, name}:
            return (key,)
    if text.lstrip().startswith("{"):
        return typed_values(text)
    name, _comma, rest = (part.strip() for part in text.partition(","))
    role, _comma, title = (part.strip() for part in rest.partition(","))
    if not name or not role:
        raise PodcastError(
            _('"{text}" lacks the role; write name and role, as in "Erika Muster, guest"').format(text=text)
        )
    value: dict[str, YamlValue] = {"name": name, "role": standard_role(role)}
    return ({**value, "title": title} if title else value,)
