"""Rule for texts that are still those of a template: `…`, TODO, "Titel der Folge"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from podcast.checks.facts import Facts
from podcast.checks.rules.notes import notes_finding
from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE
from podcast.model.groups import RegistryPerson
from podcast.model.types import FrozenModel
from podcast.show.locations import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.show import Episode, Show
    from podcast.show.yaml_errors import Loc

MAX_PLACEHOLDER_CHARACTERS = 60  # a longer text is none, and need not be compared
# Fields of an episode that are no texts, or that are reported elsewhere.
_OTHER_FIELDS = frozenset(
    {"slug", "guid", "notes", "notes_file", "easy_language_text", "recording", "transcript", "cover", "fingerprint"}
)
# Most values of ten thousand episodes are none of these: they are left out before a function is called for each.
_MAY_HOLD_TEXTS = (str, dict, tuple, FrozenModel)

_DOTS = re.compile(r"[\s.…_\-–—*?()\[\]<>]*(?:…|\.{2,}|_{2,})[\s.…_\-–—*?()\[\]<>]*")
_WORDS = re.compile(
    r"[\W_]*(?:to ?do|tbd|tba|fixme|xxx+|platzhalter|placeholder|lorem ipsum.*|"
    r"titel (?:der|dieser) (?:folge|episode|sendung|staffel)|titel des (?:podcasts|kapitels)|"
    r"(?:title of the|the title of this) (?:episode|show|podcast|season|chapter)|(?:episode|podcast|show) title)[\W_]*",
    re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=4096)  # names, roles and topics are those of many episodes
def is_placeholder_text(text: str) -> bool:
    """Whether a text consists of nothing but dots or a word that stands for a text to be written."""
    if len(text) > MAX_PLACEHOLDER_CHARACTERS and not text.lower().startswith("lorem ipsum"):
        return False
    return bool(_DOTS.fullmatch(text) or _WORDS.fullmatch(text))


def written_texts(show: Show, facts: Facts) -> Iterator[Finding]:
    """Every text is written: a placeholder of a template would be published."""
    for loc, text in _texts({name: getattr(show, name) for name in _show_fields(show)}, ()):
        if is_placeholder_text(text):
            yield Finding(SHOW_FILE, loc, *_message(text))
    for name, text in show.texts.items():
        path = getattr(show if name in {"about", "easy_language"} else show.legal, name, None)
        if path and is_placeholder_text(text):
            yield Finding(path, (), *_message(text), line=1)
    for episode in facts.with_unclean_texts(show):
        yield from _episode_findings(episode, facts)


def has_placeholder(episode: Episode) -> bool:
    """Whether one of an episode's texts is a placeholder."""
    return any(_episode_findings(episode, Facts()))


def _episode_findings(episode: Episode, facts: Facts) -> Iterator[Finding]:
    fields = vars(episode).items()
    texts = {name: value for name, value in fields if value and isinstance(value, _MAY_HOLD_TEXTS)}
    for loc, text in _texts({name: value for name, value in texts.items() if name not in _OTHER_FIELDS}, ()):
        if is_placeholder_text(text):
            yield Finding(episode.file, loc, *_message(text))
    if episode.notes and is_placeholder_text(episode.notes):
        yield notes_finding(episode, facts, 1, _message(episode.notes))


def _show_fields(show: Show) -> Iterator[str]:
    return (name for name in type(show).model_fields if name not in {"episodes", "texts", "cover"})


def _message(text: str) -> tuple[str, str]:
    what = _('still has the placeholder "{text}"').format(text=" ".join(text.split()))
    return what, _("write what belongs here, or remove it")


def _texts(value: object, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Yield the texts in a value with their places; people that an episode names by their key have none there."""
    if isinstance(value, str):
        yield loc, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*loc, key))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _texts(item, (*loc, number))
    elif isinstance(value, FrozenModel) and not isinstance(value, RegistryPerson):
        for name, item in vars(value).items():
            if item and isinstance(item, _MAY_HOLD_TEXTS):
                yield from _texts(item, (*loc, name))


RULES = (written_texts,)
