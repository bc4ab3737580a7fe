"""The difference between two feeds in words, and what of it must not happen by accident."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from podcast.i18n import _, ngettext
from podcast.text import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from podcast.feed.diff import Changed, Changes, Told

# What changes in the feed when a recording is replaced: its file, and the length or the note that says so.
_REPLACED, _NOTED = frozenset({"audio file"}), frozenset({"length", "description", "show notes"})
SAME_LENGTH = 2  # seconds: what another encoder may add or leave out


@dataclass(frozen=True, slots=True)
class Hazard:
    """What must not happen by accident: `kind` is guid, page, recording, gone or show; `guid` the episode's."""

    kind: str
    guid: str
    sentence: str


def hazards(found: Changes, meant: Collection[str] = ()) -> tuple[Hazard, ...]:
    """What listeners would suffer from, each with what to do about it.

    Args:
        found: the difference.
        meant: guids of episodes whose change was announced (`correction:`, `withdrawn:`).
    """
    all_of_them = (*_of_guids(found), *_of_episodes(found), *_of_show(found))
    return tuple(one for one in all_of_them if not one.guid or one.guid not in meant)


def sentences(found: Changes, said: Mapping[str, str] = MappingProxyType({})) -> tuple[str, ...]:
    """The difference in words: a line for each episode and one for the show; the last line counts.

    Args:
        found: the difference.
        said: what the show says of episodes that were corrected or withdrawn, by their guids.
    """
    if found.first:
        return (_("the first feed: {episodes}").format(episodes=_episodes(len(found.new))),)
    lines = [_("new: {name}").format(name=_name(one)) for one in found.new]
    lines += [_("another guid: {name}").format(name=_name(one.after)) for one in found.other_guid]
    lines += [_changed(one, said.get(one.after.guid, "")) for one in found.changed]
    lines += [_gone(one, said.get(one.guid, "")) for one in found.gone]
    lines += [_("the show: {fields} changed").format(fields=_listed(found.show))] if found.show else []
    new = ngettext("{count} new episode", "{count} new episodes", len(found.new)).format(count=len(found.new))
    rest = {"changed": len(found.changed) + len(found.other_guid), "removed": len(found.gone)}
    return (*lines, _("{new}, {changed} changed, {removed} removed").format(new=new, **rest))


def _gone(one: Told, said: str) -> str:
    if said:
        return _("withdrawn: {name}, {said}").format(name=_name(one), said=said)
    return _("removed: {name}").format(name=_name(one))


def _changed(one: Changed, said: str) -> str:
    if said and set(one.fields) >= _REPLACED and not _NOTED.isdisjoint(one.fields):
        sentence = _("replaced: {name} has another recording, under the same guid; {said}")
        return sentence.format(name=_name(one.after), said=said)
    return _("{name}: {fields} changed").format(name=_name(one.after), fields=_listed(one.fields))


# --- what must not happen --------------------------------------------------------------------------------------------


def _of_guids(found: Changes) -> Iterator[Hazard]:
    for one in found.other_guid:
        sentence = _(
            '{name} has another guid ("{new}" instead of "{old}"): every app would show it as a new episode and fetch '
            "it again; put the old guid back into its episode.yaml"
        )
        told = sentence.format(name=_name(one.after), new=one.after.guid, old=one.before.guid)
        yield Hazard("guid", one.after.guid, told)


def _of_episodes(found: Changes) -> Iterator[Hazard]:
    for one in found.changed:
        before, after = one.before, one.after
        if before.page != after.page:
            sentence = _(
                "the page of {name} moves from {old} to {new}: links to it would lead nowhere; "
                "give its folder the old name again"
            )
            yield Hazard("page", after.guid, sentence.format(name=_name(after), old=before.page, new=after.page))
        if abs(before.seconds - after.seconds) > SAME_LENGTH:
            sentence = _(
                "{name} lasts {new} instead of {old}: who has it already keeps the old sound; "
                "say with `correction:` in its episode.yaml what was changed"
            )
            told = sentence.format(name=_name(after), new=clock(after.seconds), old=clock(before.seconds))
            yield Hazard("recording", after.guid, told)
    for gone in found.gone:
        sentence = _(
            "{name} is no longer in the feed: apps that have not fetched it lose it; "
            "put it back, or say why with `withdrawn:` in its episode.yaml"
        )
        yield Hazard("gone", gone.guid, sentence.format(name=_name(gone)))


def _of_show(found: Changes) -> Iterator[Hazard]:
    if "guid" in found.show:
        sentence = _(
            "the show has another guid: directories would take it for another show; "
            "put the old `guid:` back into podcast.yaml"
        )
        yield Hazard("show", "", sentence)
    if "link" in found.show and "new address" not in found.show:
        sentence = _(
            "everything moves to another address: subscribers stay behind; "
            "say with `moved_from:` in podcast.yaml where the feed was, or restore `link:`"
        )
        yield Hazard("show", "", sentence)


# --- words -----------------------------------------------------------------------------------------------------------


def _name(one: Told) -> str:
    if one.number:
        return _('episode {number} "{title}"').format(number=one.number, title=one.title)
    return _('"{title}"').format(title=one.title)


def _episodes(number: int) -> str:
    return ngettext("{count} episode", "{count} episodes", number).format(count=number)


def _listed(words: Iterable[str]) -> str:
    *first, last = map(_, words)
    return _("{names} and {last}").format(names=", ".join(first), last=last) if first else last
