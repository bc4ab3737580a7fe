"""Problems of meaning in show notes and other texts: what the site would not show, or would lead nowhere."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from podcast import urls as addresses
from podcast.checks.markdown_references import mentions
from podcast.i18n import _
from podcast.model.legal import NEEDED
from podcast.model.show import SHOW_FILE
from podcast.show.locations import Finding
from podcast.text import nearest, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from podcast.checks.facts import Facts
    from podcast.model.show import Episode, Show
    from podcast.show.yaml_errors import Loc

    Words = tuple[str, str] | None  # what is wrong, what to write


_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_COUNTED = re.compile(r"-[0-9]+$")  # the second of two with one name
_OF_ITS_OWN = re.compile(r"(?:seite|page)-[0-9]+|[0-9a-f]{8}(?:-[0-9]+)?")  # a page of the list; a name without letters
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
        page = addresses.episode(one)
        for mention in mentions(one.notes or ""):
            words = _WRONG[mention.kind](show, page, mention.target, there) or facts.lost.get(
                (one.slug, mention.target)
            )
            if words:
                yield finding(one, facts, mention.line, words)


def whole_texts(show: Show, _facts: Facts) -> Iterator[Finding]:
    """The same for all else that is written in Markdown; pictures stand in show notes only."""
    there = _there(show)
    for path, loc, text, pages in _texts(show):
        for mention in mentions(text):
            wrong = _no_picture if mention.kind == "picture" else _WRONG[mention.kind]
            words = next((found for page in pages if (found := wrong(show, page, mention.target, there))), None)
            if words:
                yield Finding(path, loc, *words, line=mention.line)


def _texts(show: Show) -> Iterator[tuple[str, Loc, str, tuple[str, ...]]]:
    """Where each text stands (file, field), and the pages that show it."""
    home = (addresses.HOME, addresses.page(show, "about"))
    yield SHOW_FILE, ("description",), show.description, home[: 1 if show.about else 2]
    for key, person in show.people.items():
        yield SHOW_FILE, ("people", key, "about"), person.about or "", (addresses.person(show, "x"),)
    for number, season in enumerate(show.seasons):
        text = season.description or ""
        yield SHOW_FILE, ("seasons", number, "description"), text, (addresses.season(show, season.number),)
    for name, path in (("about", show.about), *((one, getattr(show.legal, one)) for one in NEEDED)):
        if path:
            yield path, (), show.texts.get(name, ""), (addresses.page(show, name),)
    for one in show.episodes:
        if one.correction:
            yield one.file, ("correction", "text"), one.correction.text, (addresses.episode(one),)
        if one.withdrawn:
            yield one.file, ("withdrawn", "reason"), one.withdrawn.reason, (addresses.episode(one),)


def _no_picture(show: Show, page: str, target: str, there: frozenset[str]) -> Words:
    """A text that is no show notes has no folder of pictures."""
    what = _('shows "{target}", a picture, which the site leaves out here').format(target=target)
    return _picture(show, page, target, there) or (what, _("say it in words; pictures stand in show notes only"))


def _footnote(_show: Show, _page: str, name: str, _there: frozenset[str]) -> Words:
    what = _('has the footnote "[{name}]", which the site does not know').format(name=name)
    return what, _("write it in brackets where it belongs")


def _wordless(_show: Show, _page: str, target: str, _there: frozenset[str]) -> Words:
    """WCAG 2.4.4: without words nobody can say where a link leads."""
    what = _('has a link to "{target}" without words').format(target=target)
    return what, _("write them, as in [words]({target})").format(target=target)


def _embed(_show: Show, _page: str, name: str, _there: frozenset[str]) -> Words:
    what = _("holds <{name}>, which the site leaves out").format(name=name)
    return what, _("write a link instead, as in [words](https://…)")


def _picture(_show: Show, _page: str, target: str, _there: frozenset[str]) -> Words:
    """A picture of others would tell them who reads the page."""
    if not target.startswith("//") and not _SCHEME.match(target):
        return None
    what = _('shows "{target}", a picture from elsewhere, which the site leaves out').format(target=target)
    return what, _("put the picture into the episode's folder and name it, as in ![words](picture.jpg)")


def _link(show: Show, page: str, target: str, there: frozenset[str]) -> Words:
    """A link without a host leads to a page of the site, and to one that is there."""
    if scheme := _SCHEME.match(target):
        if scheme[0][:-1].lower() in KEPT:
            return None
        what = _('has a link to "{target}", which the site leaves out').format(target=target)
        return what, _("write a link that begins with https:// or mailto:")
    return _inside(show, page, target, there)


def _inside(show: Show, page: str, target: str, there: frozenset[str]) -> Words:
    """Why a link to the site itself leads nowhere."""
    address, name = "", target
    with contextlib.suppress(ValueError):  # brackets of no address
        address = urljoin(addresses.absolute(show, page), target)
    if address and not address.startswith(show.link):  # beside the show, or at another host: not ours to know
        return None
    if address:
        name, _slash, rest = unquote(urlsplit(address).path[len(urlsplit(show.link).path) :]).partition("/")
        if name in there and (rest in {"", "index.html"} or _within(show, name, rest.partition("/")[0])):
            return None
    what = _('has a link to "{target}", which leads nowhere on the site').format(target=target)
    near = nearest(name, sorted({one.slug for one in show.episodes} - {name}))
    other = _("write the whole address, as in https://example.org/page")
    return what, _('did you mean "{near}"?').format(near=f"../{near}/") if near else other


def _within(show: Show, name: str, slug: str) -> bool:
    """Whether a page that the site needs for itself has others below it: of a person, of a topic, of a long list."""
    people, topics = (addresses.page(show, one).rstrip("/") for one in ("people", "topics"))
    if name not in {people, topics}:
        return name in addresses.reserved(show)
    spoken = (word for one in show.episodes for word in one.topics)
    heard = (who for one in show.episodes for who in one.people)
    known = (text for who in heard for text in (who.name, getattr(who, "key", who.name)))
    named = {*(spoken if name == topics else known)}
    slugs = {addresses.slugged(plain(one)) for one in named}
    return bool({slug, _COUNTED.sub("", slug)} & slugs) or bool(_OF_ITS_OWN.fullmatch(slug))


def _there(show: Show) -> frozenset[str]:
    """The first parts of all addresses below the show's link."""
    seasons = {addresses.season(show, season.number).rstrip("/") for season in show.seasons}
    own = {"", "index.html", addresses.FEED, addresses.JSON_FEED}
    return frozenset({one.slug for one in show.episodes} | seasons | addresses.reserved(show) | own)


_WRONG: Mapping[str, Callable[[Show, str, str, frozenset[str]], Words]] = {
    "embed": _embed,
    "picture": _picture,
    "link": _link,
    "footnote": _footnote,
    "wordless": _wordless,
}


_WORDLESS = re.compile(r"!\[\s*\]\(\s*<?([^)\s>]+)")


_CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]*`", re.DOTALL | re.MULTILINE)


def described_pictures(show: Show, facts: Facts) -> Iterator[Finding]:
    """WCAG 1.1.1: a picture in show notes says something, and has words for those who do not see it."""
    for one in show.episodes:
        notes = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), one.notes or "")
        for match in _WORDLESS.finditer(notes):
            what = _('shows "{target}" without words for those who do not see it').format(target=match[1])
            remedy = _("say what it shows, as in ![A drawer full of files]({target})").format(target=match[1])
            yield finding(one, facts, notes.count("\n", 0, match.start()) + 1, (what, remedy))


RULES = (whole_notes, whole_texts, described_pictures)
