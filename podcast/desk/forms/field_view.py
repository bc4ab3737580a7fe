"""Fields as a page shows them: with label, help, choices, and the problems of `check` beside each."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from podcast.desk.forms.field_labels import choice_label, help_text, label
from podcast.desk.forms.form_field import KEY, NEW
from podcast.desk.forms.problem_sentences import problem_sentences
from podcast.model.german_names import german_category, role_names, standard_role
from podcast.model.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.desk.forms.form_field import FormField
    from podcast.errors import Problem

Severity = Literal["problem", "hint"]
Options = tuple[tuple[str, str], ...]  # value and word of each

# Fields without which an episode is not published, though a draft may lack them.
_NEEDED_TO_PUBLISH = frozenset({"title", "date", "summary"})
_SIMPLE_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))?")
_LONG_LIST = 3  # more choices than these are a menu


@dataclass(frozen=True, slots=True)
class Message:
    """What `check` says about a field."""

    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a page.

    `text` is what its input shows: the value, or what was typed and not saved. `needed` is `always`, `publish` or
    empty. `options` are its choices; `has_menu` tells that they are too many for buttons. `day` and `time` are the two
    inputs of a moment that has no seconds and no offset of its own.
    """

    field: FormField
    label: str
    help: str
    text: str
    needed: str = ""
    messages: tuple[Message, ...] = ()
    options: Options = ()
    has_menu: bool = False
    day: str = ""
    time: str = ""
    parts: tuple[FieldView, ...] = ()
    blank: tuple[FieldView, ...] = ()

    @property
    def name(self) -> str:
        """The field's name, as problems have it."""
        return self.field.name

    @property
    def is_simple_moment(self) -> bool:
        """Whether day and time say all of the moment."""
        return not self.text or bool(_SIMPLE_MOMENT.fullmatch(self.text))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The choices of a list that are in it."""
        return tuple(self.text.split(", ")) if self.text else ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The items of a list of texts."""
        return tuple(self.text.split("\n")) if self.text else ()


@dataclass(frozen=True, slots=True)
class FormWords:
    """What the fields of a page need to be shown.

    `messages` are those of `check` by field; `typed` are texts that were sent and not saved; `options` are the choices
    of fields that depend on the show, such as its seasons. `unset` is the word for a field that is left out.
    """

    language: str
    messages: Mapping[str, tuple[Message, ...]] = field(default_factory=lambda: MappingProxyType({}))
    typed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    options: Mapping[str, Options] = field(default_factory=lambda: MappingProxyType({}))
    unset: str = "–"
    key_word: str = ""

    def view(self, form_field: FormField) -> FieldView:
        """Return a field as the page shows it, with all its parts."""
        name, text = form_field.name, self.typed.get(form_field.name, form_field.text)
        moment = _SIMPLE_MOMENT.fullmatch(text) if form_field.widget.kind in {"moment", "day"} else None
        options = self._options(form_field, text)
        is_key = name.startswith(NEW) and name.endswith(f".{KEY}")
        words = self.key_word if is_key else label(form_field.doc, self.language)
        explanation = "" if is_key else help_text(form_field.doc, self.language)
        return FieldView(
            form_field,
            words,
            "" if explanation.casefold() == words.casefold() else explanation,  # else it would be read twice
            text,
            _needed(form_field),
            self.messages.get(name, ()),
            options,
            len(options) > _LONG_LIST or name in self.options,
            moment[1] if moment else "",
            (moment[2] or "") if moment else "",
            tuple(map(self.view, form_field.parts)),
            tuple(map(self.view, form_field.blank)),
        )

    def _options(self, form_field: FormField, text: str) -> Options:
        """Return the choices of a field with the word for each; the present value is always among them."""
        widget, doc = form_field.widget, form_field.doc
        if form_field.name in self.options:
            options = self.options[form_field.name]
        elif widget.kind == "role":
            options = tuple((role, role_word(role, self.language)) for role in ROLES)
        elif widget.kind == "choices":
            return tuple((choice, choice_label(doc, choice, self.language)) for choice in widget.choices)
        elif widget.kind in {"yes_no", "choice"}:
            return self._single_choices(form_field, text)
        else:
            return ()
        values = {value for value, _word in options}
        own = (
            ()
            if not text or text in values
            else ((text, role_word(text, self.language) if widget.kind == "role" else text),)
        )
        empty = () if widget.is_required and text else (("", self.unset),)
        return (*empty, *own, *options)

    def _single_choices(self, form_field: FormField, text: str) -> Options:
        """Return the choices of a field that has one of them: the default stands for a field that is left out."""
        widget, doc = form_field.widget, form_field.doc
        values = (*widget.choices, *(("false",) if widget.allows_none and "false" not in widget.choices else ()))
        words = [(value, choice_label(doc, value, self.language)) for value in values]
        if text:
            return tuple(words)
        if widget.default in values:
            return tuple(("" if value == widget.default else value, word) for value, word in words)
        return (("", self.unset), *words)


def role_word(role: str, language: str) -> str:
    """Return the word for a role in a language."""
    names = role_names().get(standard_role(role), (role,))
    return names[1] if language == "de" and len(names) > 1 else names[0]


def category_options(language: str) -> Options:
    """Return Apple's categories, each with its name in a language, sorted by that."""
    from podcast.model.apple_categories import CATEGORIES

    names = ((name, german_category(name) if language == "de" else name) for name in CATEGORIES)
    return tuple(sorted(names, key=lambda option: option[1]))


def messages_by_field(
    fields: Iterable[FormField], problems: Iterable[Problem], hints: Iterable[Problem]
) -> Mapping[str, tuple[Message, ...]]:
    """Return what `check` says, by the field that shows it: the one it is about, else the nearest around it.

    Args:
        fields: of the page.
        problems: of the file.
        hints: of the file.
    """
    names = {name for field in fields for name in _all_names(field)}
    by_name = defaultdict[str, list[Message]](list)
    sources: tuple[tuple[Severity, Iterable[Problem]], ...] = (("problem", problems), ("hint", hints))
    for severity, listed in sources:
        for problem in listed:
            if name := _shown_name(problem.field, names):
                by_name[name].append(Message(severity, problem_sentences(problem)))
    return {name: tuple(messages) for name, messages in by_name.items()}


def _all_names(form_field: FormField) -> Iterable[str]:
    yield form_field.name
    for part in form_field.parts:
        yield from _all_names(part)


def _shown_name(name: str, names: set[str]) -> str:
    while name and name not in names:
        name = re.sub(r"(\.[^.\[]*|\[\d+\]|^[^.\[]+)$", "", name)
    return name


def _needed(form_field: FormField) -> str:
    if form_field.name in _NEEDED_TO_PUBLISH and form_field.doc[0].__name__ == "EpisodeFields":
        return "publish"
    return "always" if form_field.widget.is_required and form_field.widget.kind != "yes_no" else ""
