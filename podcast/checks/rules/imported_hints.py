"""Hints about what came with an imported show: elements that replace those of the program, and HTML in show notes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from podcast.checks.markdown_references import find_references
from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE, STAND_IN_COVER
from podcast.model.imported.extra_xml import ATOM_LINK, ExtraElement, extra_elements
from podcast.model.imported.feed_namespaces import DECLARED_NAMESPACES
from podcast.show.locations import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.model.show import Episode, Show

_CORE_ITEM_ELEMENTS = ("description", "content:encoded")
_CORE_CHANNEL_ELEMENTS = ("description", "language", "copyright", "generator")


def replaced_elements(show: Show) -> Iterator[Finding]:
    """No element of `extra_xml` replaces one that the program makes of a field: changes of the field have no effect."""
    if not show.extra_xml and not any(episode.extra_xml for episode in show.episodes):
        return
    from podcast.feed.elements.channel import CHANNEL_ELEMENTS
    from podcast.feed.elements.item import ITEM_ELEMENTS

    of_channel = _names((*_CORE_CHANNEL_ELEMENTS, *(row[0] for row in CHANNEL_ELEMENTS))) - {ATOM_LINK}
    of_item = _names((*_CORE_ITEM_ELEMENTS, *(row[0] for row in ITEM_ELEMENTS)))
    for element in extra_elements(show.extra_xml or ""):
        if element.name in of_channel:
            yield _replacement(SHOW_FILE, element, 1)
    places: dict[str, list[tuple[str, ExtraElement]]] = defaultdict(list)
    for episode in show.episodes:
        own = {element.name: element for element in extra_elements(episode.extra_xml or "") if element.name in of_item}
        for name, element in own.items():
            places[name].append((episode.file, element))
    for uses in places.values():  # an imported show may have the same one in each of its episodes
        yield _replacement(*uses[0], len(uses))


def _names(prefixed_names: Iterable[str]) -> set[str]:
    """Return names with a prefix in the notation of lxml."""
    parts = (name.rpartition(":") for name in prefixed_names)
    return {f"{{{DECLARED_NAMESPACES[prefix]}}}{local}" if prefix else local for prefix, _colon, local in parts}


def _replacement(path: str, element: ExtraElement, count: int) -> Finding:
    what = _("<{name}> replaces the element that the program writes")
    if count > 1:
        what = _("<{name}> replaces the element that the program writes, here and {count} more times")
    what = what.format(name=element.typed_name, count=count - 1)
    remedy = _("remove it once your own fields say the same, or ignore this hint")
    return Finding(path, ("extra_xml",), what, remedy, line=element.line, column=element.column)


def permalinks(show: Show) -> Iterator[Finding]:
    """A guid that is declared to be the address of a page is one (RSS 2.0, guid)."""
    wrong = [episode for episode in show.episodes if episode.guid_is_permalink and "://" not in episode.guid]
    if wrong:
        what = _("is true, but the guid is no web address")
        if len(wrong) > 1:
            what = _("is true, but the guid is no web address, here and {count} more times")
        what = what.format(count=len(wrong) - 1)
        remedy = _("keep it if the old feed had it: it changes nothing for apps that know the episode")
        yield Finding(wrong[0].file, ("guid_is_permalink",), what, remedy)


def html_notes_on_page(show: Show) -> Iterator[Finding]:
    """The page shows everything that notes in HTML have: it loads nothing from others, and has no scripts or frames."""
    for episode in show.episodes:
        if not episode.has_html_notes:
            continue
        omitted: dict[str, int] = {}
        for reference in find_references(episode.notes or ""):
            if reference.kind == "embed":
                omitted.setdefault(f"<{reference.target}>", reference.line)
            elif reference.kind == "picture" and "//" in reference.target:
                omitted.setdefault(reference.target, reference.line)
        if omitted:
            first, line = next(iter(omitted.items()))
            what = _("has {name}, which the page omits")
            if len(omitted) > 1:
                what = _("has {name} and {count} more that the page omits")
            what = what.format(name=first, count=len(omitted) - 1)
            remedy = _("put pictures into the episode's folder, write links instead of frames, or ignore this hint")
            yield Finding(str(episode.notes_file), (), what, remedy, line=line)


def stand_ins(show: Show) -> Iterator[Finding]:
    """The texts that an import put in the place of missing ones are replaced: in English, and in German."""
    title = " ".join(show.title.split())
    if show.cover.rpartition("/")[2] == STAND_IN_COVER:
        yield Finding(
            SHOW_FILE,
            ("cover",),
            _("stands in for the show's own cover, which could not be had"),
            _("put yours into the folder and name it here before you publish: apps would show this one"),
        )
    described = [episode for episode in show.episodes if episode.cover and _only_names_cover(episode)]
    if described:
        what = _("only names the cover")
        if len(described) > 1:
            what = _("{what}; {count} more episodes like this").format(what=what, count=len(described) - 1)
        remedy = _("describe what the picture shows, for those who cannot see it")
        yield Finding(described[0].file, ("cover_alt",), what, remedy)
    if show.cover_alt in {f"Cover of {title}", f"Titelbild von {title}"}:
        yield Finding(
            SHOW_FILE,
            ("cover_alt",),
            _("only names the cover"),
            _("describe what the picture shows, for those who cannot see it"),
        )
    if show.description.strip() == title:
        yield Finding(
            SHOW_FILE, ("description",), _("repeats the title"), _("say in a few sentences what the show is about")
        )


def _only_names_cover(episode: Episode) -> bool:
    title = " ".join(episode.title.split())
    return episode.cover_alt in {f"Cover of {title}", f"Titelbild von {title}"}
