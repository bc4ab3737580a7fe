"""The form of a page: some fields of one file, as that is now."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podcast.authoring.edited_file import EditedFile
from podcast.desk.forms.field_view import FormWords, category_options, messages_by_field
from podcast.desk.forms.form_field import NEW, form_field
from podcast.desk.sheets.known_people import known_people
from podcast.model.file_names import EPISODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import BaseModel

    from podcast.desk.desk_session import Desk
    from podcast.desk.forms.field_view import FieldView, Message, Options
    from podcast.show.yaml_reader import YamlValue


@dataclass(frozen=True, slots=True)
class Sheet:
    """The file of a form: that of an episode, or of the show (no slug); its fields and its digest.

    `page` is the address of the page that has the form.
    """

    slug: str | None
    path: str
    model: type[BaseModel]
    fields: Mapping[str, YamlValue]
    digest: str
    page: str = "/"

    @classmethod
    def open(cls, desk: Desk, slug: str | None, page: str = "/") -> Sheet:
        """Read the file.

        Raises:
            ShowError: it cannot be read.
        """
        file = EditedFile.read(desk.root, slug)
        digest = desk.history.versions.add(file.data)
        return cls(slug, file.path, file.model, file.fields, digest, page)

    @property
    def base(self) -> str:
        """The address of the folder that names of files start from."""
        return f"/media/{EPISODES}/{self.slug}/" if self.slug else "/media/"


@dataclass(frozen=True, slots=True)
class RejectedFields:
    """Texts of a form that could not be saved, by field, and the reasons."""

    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    messages: Mapping[str, tuple[Message, ...]] = field(default_factory=lambda: MappingProxyType({}))


def sheet_context(
    desk: Desk, sheet: Sheet, names: Iterable[str], rejected: RejectedFields | None = None
) -> dict[str, Any]:
    """Return what the templates of forms need: the fields as views by name, and what they have in common.

    Args:
        desk: of the show.
        sheet: the file.
        names: of the fields that the page shows.
        rejected: what was sent and not saved.
    """
    state, rejected = desk.show(), rejected or RejectedFields()
    fields = {name: form_field(sheet.model, name, sheet.fields) for name in names if name in sheet.model.model_fields}
    problems = (problem for problem in state.problems(sheet.slug) if problem.path == sheet.path)
    hints = (hint for hint in state.hints(sheet.slug) if hint.path == sheet.path)
    messages = {**messages_by_field(fields.values(), problems, hints), **rejected.messages}
    options: dict[str, Options] = {"season": _season_options(desk)} if sheet.slug else _release_options(desk)
    words = FormWords(
        desk.language, messages, rejected.texts, options, desk.translate("fields.unset"), desk.translate("fields.key")
    )
    views: dict[str, FieldView] = {name: words.view(form) for name, form in fields.items()}
    return {
        "sheet": sheet,
        "autosave": True,
        "fields": views,
        "digest": sheet.digest,
        "category_options": category_options(desk.language) if "categories" in views else (),
        "known_people": known_people(state.fields, _present_people(sheet)),
        "known_topics": _known_topics(desk),
        "time_zone": state.fields.timezone,
    }


def _present_people(sheet: Sheet) -> frozenset[str]:
    """Return the keys and names of the people whom an episode has already."""
    people = sheet.fields.get("people") if sheet.slug else None
    listed = people if isinstance(people, list) else []
    return frozenset(str(person.get("name")) if isinstance(person, dict) else str(person) for person in listed)


def _season_options(desk: Desk) -> Options:
    seasons = desk.show().fields.seasons
    return tuple((str(season.number), f"{season.number} · {season.title}") for season in seasons)


def _release_options(desk: Desk) -> dict[str, Options]:
    """Return the usual numbers of approvals, for a show that asks for some and for one that asks for none yet."""
    options = tuple((str(number), desk.translate("fields.people_count", count=number)) for number in (1, 2, 3))
    return {f"{mark}release.needs": options for mark in ("", NEW)}


def _known_topics(desk: Desk) -> tuple[str, ...]:
    """Return the topics of all episodes, those of most episodes first."""
    count: dict[str, int] = {}
    for episode in desk.show().episodes.values():
        for topic in episode.topics:
            count[topic] = count.get(topic, 0) + 1
    return tuple(sorted(count, key=lambda topic: (-count[topic], topic)))
