"""Problems of meaning in show notes: what the site would not show, or would lead nowhere."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from podcast import addresses
from podcast.language import _
from podcast.show.mentions import mentions
from podcast.show.places import Finding
from podcast.show.words import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from podcast.show.check import Facts
    from podcast.show.model import Episode, Show

    Words = tuple[str, str] | None  # what is wrong, what to write

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
KEPT = frozenset({"http", "https", "mailto"})  # schemes of links that the site keeps


def finding(episode: Episode, facts: Facts, line: int, words: tuple[str, str]) -> Finding:
    """What is wrong in an episode's notes, in the file where they stand; `words`: what, remedy."""
    if path := facts.notes.get(episode.slug):
        return Finding(path, (), *words, line=line)
    return Finding(episode.file, ("notes",), *words, line=line)


def whole_notes(show: Show, facts: Facts) -> Iterator[Finding]:
    """Pictures are files of the folder, links lead somewhere, and nothing of others is on the page (TDDDG § 25)."""
    there = _there(show)
    for one in show.episodes:
        for mention in mentions(one.notes or ""):
            words = _WRONG[mention.kind](show, one, mention.target, there) or facts.lost.get((one.slug, mention.target))
            if words:
                yield finding(one, facts, mention.line, words)


def _embed(_show: Show, _episode: Episode, name: str, _there: frozenset[str]) -> Words:
    what = _("holds <{name}>, which the site leaves out").format(name=name)
    return what, _("write a link instead, as in [words](https://…)")


def _picture(_show: Show, _episode: Episode, target: str, _there: frozenset[str]) -> Words:
    """A picture of others would tell them who reads the page."""
    if not target.startswith("//") and not _SCHEME.match(target):
        return None
    what = _('shows "{target}", a picture from elsewhere, which the site leaves out').format(target=target)
    return what, _("put the picture into the episode's folder and name it, as in ![words](picture.jpg)")


def _link(show: Show, episode: Episode, target: str, there: frozenset[str]) -> Words:
    """A link without a host leads to a page of the site, and to one that is there."""
    if scheme := _SCHEME.match(target):
        if scheme[0][:-1].lower() in KEPT:
            return None
        what = _('has a link to "{target}", which the site leaves out').format(target=target)
        return what, _("write a link that begins with https:// or mailto:")
    return _inside(show, episode, target, there)


def _inside(show: Show, episode: Episode, target: str, there: frozenset[str]) -> Words:
    """Why a link to the site itself leads nowhere."""
    address, name = "", target
    with contextlib.suppress(ValueError):  # brackets of no address
        address = urljoin(addresses.absolute(show, addresses.episode(episode)), target)
    if address and not address.startswith(show.link):  # beside the show, or at another host: not ours to know
        return None
    if address:
        name, _slash, rest = unquote(urlsplit(address).path[len(urlsplit(show.link).path) :]).partition("/")
        if name in there and (rest in {"", "index.html"} or name in addresses.reserved(show)):
            return None
    what = _('has a link to "{target}", which leads nowhere on the site').format(target=target)
    near = nearest(name, sorted({one.slug for one in show.episodes} - {name}))
    other = _("write the whole address, as in https://example.org/page")
    return what, _('did you mean "{near}"?').format(near=f"../{near}/") if near else other


def _there(show: Show) -> frozenset[str]:
    """The first parts of all addresses below the show's link."""
    seasons = {addresses.season(show, season.number).rstrip("/") for season in show.seasons}
    own = {"", "index.html", addresses.FEED, addresses.JSON_FEED}
    return frozenset({one.slug for one in show.episodes} | seasons | addresses.reserved(show) | own)


_WRONG: Mapping[str, Callable[[Show, Episode, str, frozenset[str]], Words]] = {
    "embed": _embed,
    "picture": _picture,
    "link": _link,
}

RULES = (whole_notes,)
