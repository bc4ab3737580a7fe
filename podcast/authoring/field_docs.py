"""What every field of `podcast.yaml` and `episode.yaml` is for, in German and English, and where it comes out.

One table for all that explains fields: the schema for editors, the lines that `podcast init` and `podcast new` write
out as comments, the order in which `podcast set` inserts, docs/fields.md. A new field of the model is a new row in
`told_of_show`, `told_of_episode` or `told_of_groups`; the tests say which one is missing, and hold the columns `rss`
and `id3` against a feed and a tag.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from podcast.authoring.fields_episode import EPISODE
from podcast.authoring.fields_groups import GROUPS
from podcast.authoring.fields_show import SHOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a field.

    `de` and `en` say what it is for; `example` is its value as YAML; `rss` names the elements of the feed that it
    changes (`channel/title item/title`), `id3` the frames of the audio file, `site` the pages that show it.
    """

    name: str
    de: str
    en: str
    example: str = ""
    rss: str = ""
    id3: str = ""
    site: str = ""

    def words(self, tongue: str) -> str:
        """What it is for, in German (`de`), else in English."""
        return self.de if tongue == "de" else self.en


TABLE: dict[str, tuple[Told, ...]] = {
    group: tuple(Told(*row) for row in rows)
    for group, rows in {"ShowFields": SHOW, "EpisodeFields": EPISODE, **GROUPS}.items()
}


def told(form: type[BaseModel], name: str) -> Told:
    """What is told of a field of a form; a form has the rows of those that it extends, too."""
    for one in form.__mro__:
        for row in TABLE.get(one.__name__, ()):
            if row.name == name:
                return row
    raise LookupError(f"{form.__name__}.{name} has no row: add one to the tables of fields")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of fields within another: how its parent holds it (`.name`, `[1].name`, `.KEY.name`), and its form."""

    held: str
    form: type[BaseModel]


def group(annotation: Any) -> Group | None:
    """The group of fields that a field holds, if it holds one."""
    kind, inside = get_origin(annotation), get_args(annotation)
    if kind is Annotated or type(None) in inside:
        return group(inside[0])
    if kind in {tuple, dict}:
        found = group(inside[kind is dict])
        return Group("[1]" if kind is tuple else ".KEY", found.form) if found else None
    return Group("", annotation) if hasattr(annotation, "model_fields") else None


def every(form: type[BaseModel], before: str = "") -> Iterator[tuple[str, type[BaseModel], str]]:
    """Every field of a form and of the groups within: its way (`audio.loudness`), the form that has it, its name."""
    for name, field in form.model_fields.items():
        yield f"{before}{name}", form, name
        if found := group(field.annotation):
            yield from every(found.form, f"{before}{name}{found.held}.")
