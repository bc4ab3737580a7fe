"""Rules for show notes and other Markdown texts: links that lead nowhere, and content that the site omits."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from podcast import urls
from podcast.checks.markdown_references import find_references
from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE
from podcast.model.legal_rules import REQUIRED_FIELDS
from podcast.show.locations import Finding
from podcast.text import closest_match, former_slug, slugify, strip_soft_hyphens
from podcast.text_formats.word_file import is_word_file
from podcast.text_formats.word_markdown import paragraph_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from podcast.checks.facts import Facts
    from podcast.model.show import Episode, Show
    from podcast.show.yaml_errors import Loc

    Message = tuple[str, str] | None  # what is wrong, and the remedy
    Check = Callable[[Show, str, str, "SitePaths"], Message]  # show, page, target, paths of the site


_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_NUMBER_SUFFIX = re.compile(r"-[0-9]+$")  # of the second of two equal slugs
_GENERATED_SLUG = re.compile(r"[0-9a-f]{8}(?:-[0-9]+)?")  # of a name without ASCII letters
ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})  # of links that the site keeps
_PICTURE_WITHOUT_ALT = re.compile(r"!\[\s*\]\(\s*<?([^)\s>]+)")
_CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]*`", re.DOTALL | re.MULTILINE)


class SitePaths(NamedTuple):
    """The first parts of the paths of a site's pages; `uncertain` are beginnings of paths of which some are unknown."""

    paths: frozenset[str]
    uncertain: tuple[str, ...] = ()


def notes_finding(episode: Episode, facts: Facts, line: int, problem: tuple[str, str]) -> Finding:
    """Return a finding in an episode's notes, placed in the file that holds them.

    Args:
        episode: whose notes.
        facts: tell which file holds the notes.
        line: of the notes, from 1.
        problem: what is wrong, and the remedy.
    """
    path = facts.notes_files.get(episode.slug)
    if path and is_word_file(path):
        number = paragraph_number(episode.notes or "", line)
        what = _("paragraph {number}: {what}").format(number=number, what=problem[0])
        return Finding(path, (), what, problem[1])
    if path:
        return Finding(path, (), *problem, line=line)
    return Finding(episode.file, ("notes",), *problem, line=line)


def notes_references(show: Show, facts: Facts) -> Iterator[Finding]:
    """Pictures are files of the episode's folder, links lead somewhere, nothing is loaded from others (TDDDG § 25)."""
    site = _site_paths(show, facts.incomplete)
    for episode in facts.with_unclean_texts(show):
        if episode.has_html_notes:
            continue  # they came with the show: hints tell what the page leaves out
        page = urls.episode(episode)
        for reference in find_references(episode.notes or ""):
            problem = _CHECKS[reference.kind](show, page, reference.target, site)
            problem = problem or facts.unusable_pictures.get((episode.slug, reference.target))
            if problem:
                yield notes_finding(episode, facts, reference.line, problem)


def has_uncertain_reference(text: str) -> bool:
    """Whether a text has a reference that can be wrong; a link to another host cannot, whatever the show has."""
    return any(
        reference.kind != "link" or not _leads_elsewhere(reference.target) for reference in find_references(text)
    )


def _leads_elsewhere(target: str) -> bool:
    scheme = _SCHEME.match(target)
    return scheme is not None and scheme[0][:-1].lower() in ALLOWED_SCHEMES


def text_references(show: Show, facts: Facts) -> Iterator[Finding]:
    """The same for all other Markdown texts; pictures are allowed in show notes only."""
    site = _site_paths(show, facts.incomplete)
    for path, loc, text, pages in _texts(show):
        for reference in find_references(text):
            check = _picture_outside_notes if reference.kind == "picture" else _CHECKS[reference.kind]
            results = (check(show, page, reference.target, site) for page in pages)
            problem = next((problem for problem in results if problem), None)
            if problem:
                yield Finding(path, loc, *problem, line=reference.line)


def _texts(show: Show) -> Iterator[tuple[str, Loc, str, tuple[str, ...]]]:
    """The Markdown texts, each with its file and field, and the pages that show it."""
    home = (urls.HOME, urls.page(show, "about"))
    yield SHOW_FILE, ("description",), show.description, home[: 1 if show.about else 2]
    for key, person in show.people.items():
        yield SHOW_FILE, ("people", key, "about"), person.about or "", (urls.person(show, "x"),)
    for number, season in enumerate(show.seasons):
        text = season.description or ""
        yield SHOW_FILE, ("seasons", number, "description"), text, (urls.season(show, season.number),)
    for topic, text in show.topics.items():
        yield SHOW_FILE, ("topics", topic), text, (urls.topic(show, "x"),)
    pages = (("about", show.about), ("easy_language", show.easy_language))
    for name, path in (*pages, *((name, getattr(show.legal, name)) for name in REQUIRED_FIELDS)):
        if path:
            yield path, (), show.texts.get(name, ""), (urls.page(show, name),)
    for episode in show.episodes:
        if episode.easy_language:
            address = urls.easy_language(show, episode)
            yield episode.easy_language, (), episode.easy_language_text or "", (address,)
        if episode.correction:
            yield episode.file, ("correction", "text"), episode.correction.text, (urls.episode(episode),)
        if episode.withdrawn:
            yield episode.file, ("withdrawn", "reason"), episode.withdrawn.reason, (urls.episode(episode),)


def _picture_outside_notes(show: Show, page: str, target: str, site: SitePaths) -> Message:
    """Only show notes have a folder for their pictures."""
    what = _('contains the picture "{target}", which the site omits here').format(target=target)
    return _picture(show, page, target, site) or (
        what,
        _("describe it in words; pictures are possible only in show notes"),
    )


def _footnote(_show: Show, _page: str, name: str, _site: SitePaths) -> Message:
    what = _('has the footnote "[{name}]", which the site does not support').format(name=name)
    return what, _("write its text in brackets instead")


def _empty_link(_show: Show, _page: str, target: str, _site: SitePaths) -> Message:
    """A link has a text that says where it leads (WCAG 2.4.4)."""
    what = _('has a link to "{target}" without text').format(target=target)
    return what, _("add a text, as in [text]({target})").format(target=target)


def _embed(_show: Show, _page: str, name: str, _site: SitePaths) -> Message:
    what = _("contains <{name}>, which the site omits").format(name=name)
    return what, _("write a link instead, as in [text](https://…)")


def _picture(_show: Show, _page: str, target: str, _site: SitePaths) -> Message:
    """A picture from another website would tell that website who reads the page."""
    if not target.startswith("//") and not _SCHEME.match(target):
        return None
    what = _('shows the picture "{target}" from another website, which the site omits').format(target=target)
    return what, _("put the picture into the episode's folder and refer to it, as in ![description](picture.jpg)")


def _link(show: Show, page: str, target: str, site: SitePaths) -> Message:
    """A link without a host leads to an existing page of the site."""
    if scheme := _SCHEME.match(target):
        if scheme[0][:-1].lower() in ALLOWED_SCHEMES:
            return None
        what = _('has a link to "{target}", which the site omits').format(target=target)
        return what, _("use a link that starts with https:// or mailto:")
    return _site_link(show, page, target, site)


def _site_link(show: Show, page: str, target: str, site: SitePaths) -> Message:
    """The problem of a link to a page of the site that does not exist."""
    address, name = "", target
    with contextlib.suppress(ValueError):  # square brackets that enclose no IPv6 address
        address = urljoin(urls.absolute_url(show, page), target)
    if address and not address.startswith(show.link):  # another host, or beside the show: not checked
        return None
    if address:
        name, _slash, rest = unquote(urlsplit(address).path[len(urlsplit(show.link).path) :]).partition("/")
        if name.startswith(site.uncertain):
            return None
        if name in site.paths and (rest in {"", "index.html"} or _has_subpage(show, name, rest.partition("/")[0])):
            return None
    what = _('has a link to "{target}", which does not exist on the site').format(target=target)
    near = closest_match(name, sorted({episode.slug for episode in show.episodes} - {name}))
    other = _("write the full address, such as https://example.org/page")
    return what, _('did you mean "{near}"?').format(near=f"../{near}/") if near else other


def _has_subpage(show: Show, name: str, slug: str) -> bool:
    """Whether a reserved page of the site has a subpage: of a person, of a topic, of a list in several pages."""
    people, topics = (urls.page(show, page).rstrip("/") for page in ("people", "topics"))
    if name not in {people, topics}:
        return name in urls.reserved(show)
    if name == topics:
        titles = {topic for episode in show.episodes for topic in episode.topics}
    else:
        persons = [person for episode in show.episodes for person in episode.people]
        titles = {title for person in persons for title in (person.name, getattr(person, "key", person.name))}
    slugs = {slug(strip_soft_hyphens(title)) for title in titles for slug in (slugify, former_slug)}
    is_list_page = urls.is_list_page(show, slug)
    return bool({slug, _NUMBER_SUFFIX.sub("", slug)} & slugs) or is_list_page or bool(_GENERATED_SLUG.fullmatch(slug))


def _site_paths(show: Show, incomplete: frozenset[str]) -> SitePaths:
    """The first parts of the paths of all pages below the show's link."""
    seasons = {urls.season(show, season.number).rstrip("/") for season in show.seasons}
    files = {"", "index.html", urls.FEED, urls.JSON_FEED}
    first_parts = {name.partition(".")[0] for name in incomplete}
    prefixes = {
        urls.season(show, 1).rstrip("/1"): incomplete & {"seasons", "seasons.number"},
        urls.page(show, "people").rstrip("/"): first_parts & {"people"},
        urls.page(show, "topics").rstrip("/"): first_parts & {"topics"},
    }
    paths = frozenset({episode.slug for episode in show.episodes} | seasons | urls.reserved(show) | files)
    return SitePaths(paths, tuple(prefix for prefix, names in prefixes.items() if names))


_CHECKS: Mapping[str, Check] = {
    "embed": _embed,
    "picture": _picture,
    "link": _link,
    "footnote": _footnote,
    "empty_link": _empty_link,
}


def picture_descriptions(show: Show, facts: Facts) -> Iterator[Finding]:
    """Every picture in show notes has a text alternative (WCAG 1.1.1)."""
    for episode in facts.with_unclean_texts(show):
        text = "" if episode.has_html_notes else episode.notes or ""
        notes = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text)
        for match in _PICTURE_WITHOUT_ALT.finditer(notes):
            what = _('shows "{target}" without a description for people who cannot see it').format(target=match[1])
            remedy = _("describe it, as in ![A drawer full of files]({target})").format(target=match[1])
            yield notes_finding(episode, facts, notes.count("\n", 0, match.start()) + 1, (what, remedy))


RULES = (notes_references, text_references, picture_descriptions)
