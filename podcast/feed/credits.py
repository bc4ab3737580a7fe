"""Guests and hosts in words, for the many apps that do not show `podcast:person`.

`Zu Gast: Erika Muster (Bürgermeisterin, Stadt X). Moderation: Max Beispiel.` A person whom the producer's own text
names is left out. A name counts as named whatever its order, titles, inflection and spelling of umlauts.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from podcast.feed.elements.persons import HOSTS, episode_people, regular_hosts
from podcast.feed.formatting import clean_text
from podcast.feed.show_notes import TAG
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from podcast.feed.feed_context import ItemContext
    from podcast.model.groups import Person

_GUEST = "guest"
# Language -> the words before one guest, several guests, one host, several hosts.
_LABELS = {"de": ("Zu Gast", "Zu Gast", "Moderation", "Moderation")}
_DEFAULT_LABELS = ("Guest", "Guests", "Host", "Hosts")

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’ʼ](?:s\b)?")
_BRACKETS = re.compile(r"\([^()]*\)")
# Academic titles are no part of a name.
_TITLES = frozenset(
    {
        *("dr", "drs", "prof", "professor", "professorin", "pd", "dipl", "ing", "med", "phil", "jur", "rer", "nat"),
        *("pol", "hc", "habil", "mag", "ba", "ma", "msc"),
    }
)
_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_ANY_ADDRESS = re.compile(rf"{_WEB_ADDRESS.pattern}|\S+@\S+")  # slow
# Umlauts are written in two ways, and some keyboards have none: ä, ae and a are the same.
_UMLAUTS = str.maketrans({"ß": "ss", "ø": "o", "œ": "o", "æ": "a", "ł": "l", "đ": "d", "ı": "i"})
_DIGRAPH = re.compile(r"([aou])e")
_ENDINGS = ("", "s", "es")  # genitive, German and English


def people_sentences(item: ItemContext, *, offices: bool = True) -> str:
    """Return guests and hosts whom the producer's text does not name as plain text; empty if there are none.

    Args:
        item: an episode; without hosts of its own it has those of the show.
        offices: whether the office of each person follows the name.
    """
    written = folded_words(_producer_text(item))
    cast = episode_people(item.show, item.episode.people) or regular_hosts(item.show)
    people = [person for person in cast if not _is_named(person.name, written)]
    guests = [_credit(person, offices=offices) for person in people if person.role == _GUEST]
    hosts = [_credit(person, offices=offices) for person in people if person.role in HOSTS]
    guest, many_guests, host, many_hosts = _LABELS.get(item.language.partition("-")[0], _DEFAULT_LABELS)
    sentences = (
        (guest if len(guests) == 1 else many_guests, guests),
        (host if len(hosts) == 1 else many_hosts, hosts),
    )
    return " ".join(f"{label}: {_listing(names)}" for label, names in sentences if names)


def _credit(person: Person, *, offices: bool) -> str:
    name = clean_text(person.name).strip()
    return f"{name} ({clean_text(person.title).strip()})" if offices and person.title else name


def _listing(names: list[str]) -> str:
    """Return names as a list that ends with a full stop; offices may have commas, so semicolons separate those."""
    separator = "; " if any("," in name for name in names) else ", "
    return separator.join(names).removesuffix(".") + "."


def _producer_text(item: ItemContext) -> str:
    """Return what the producer wrote and the description shows: summary and notes as plain text."""
    text = f"{item.episode.summary or ''}\n{html.unescape(TAG.sub(' ', item.notes))}"
    return without_addresses(text)


def without_addresses(text: str) -> str:
    """Return a text with a space for each web or e-mail address."""
    return (_ANY_ADDRESS if "@" in text else _WEB_ADDRESS).sub(" ", text)


def _is_named(name: str, written: tuple[str, ...]) -> bool:
    """Whether first and last name stand beside each other, in any order, with no more between them than the name has.

    A name of one word has to be there; a middle name may be missing.
    """
    parts = folded_words(_BRACKETS.sub(" ", name)) or folded_words(name)
    if not parts:
        return True
    first, last, reach = _forms(parts[0]), _forms(parts[-1]), max(1, len(parts) - 1)
    if len(parts) == 1:
        return any(word in first for word in written)
    starts = [position for position, word in enumerate(written) if word in first]
    ends = [position for position, word in enumerate(written) if word in last]
    return any(start != end and abs(start - end) <= reach for start in starts for end in ends)


def _forms(part: str) -> frozenset[str]:
    return frozenset(part + ending for ending in _ENDINGS)


@lru_cache(maxsize=64)  # an item asks three times for the words of its texts, and a show has the same people
def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a text without titles, case, accents and possessive endings."""
    plain = _POSSESSIVE.sub("", strip_soft_hyphens(unicodedata.normalize("NFC", text)).casefold())
    folded = unicodedata.normalize("NFKD", plain.translate(_UMLAUTS))
    for accent in filter(unicodedata.combining, set(folded)):
        folded = folded.replace(accent, "")
    words = " ".join(word for word in _WORD.findall(folded) if word not in _TITLES)
    return tuple(_DIGRAPH.sub(r"\1", words).split())
