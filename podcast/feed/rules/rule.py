"""A rule of a feed, and a fault: one place where a document breaks it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# MUST: a store refuses the feed, or loses or misreads an episode. SHOULD: a store or a standard asks for it.
Level: TypeAlias = Literal["MUST", "SHOULD"]

MAX_VALUE_CHARACTERS: Final = 80  # of a value that a sentence quotes


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its number, its level, a sentence with the remedy, and the function that finds what breaks it.

    The function gets the document, the channel, an item or all items, as its table says, and yields the value that is
    wrong, empty if something is missing.
    """

    number: str
    level: Level
    sentence: str
    find_faults: Callable[[Any], Iterable[str]] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where a document breaks a rule: `guid` and `title` are the episode's, empty for the show."""

    rule: Rule
    value: str = ""
    guid: str = ""
    title: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """The identity of the fault in other versions of the document."""
        return self.rule.number, self.rule.sentence, self.guid

    @property
    def sentence(self) -> str:
        """The number of the rule, the episode, the fault and its remedy."""
        text = _(self.rule.sentence)
        if self.value:
            text = _('{sentence} ("{value}")').format(sentence=text, value=_shorten(self.value))
        if self.title or self.guid:
            text = _("{episode}: {sentence}").format(episode=self.title or self.guid, sentence=text)
        return _("rule {number}: {sentence}").format(number=self.rule.number, sentence=text)


def grouped_sentences(faults: Iterable[Fault]) -> Iterator[str]:
    """Yield the sentence of the first fault of each rule, with the number of its other places."""
    places: dict[Rule, list[Fault]] = {}
    for fault in faults:
        places.setdefault(fault.rule, []).append(fault)
    for first, *repeated in places.values():
        sentence = ngettext("{fault}; and {count} more place", "{fault}; and {count} more places", len(repeated))
        yield sentence.format(fault=first.sentence, count=len(repeated)) if repeated else first.sentence


def _shorten(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= MAX_VALUE_CHARACTERS else f"{line[: MAX_VALUE_CHARACTERS - 1]}…"
