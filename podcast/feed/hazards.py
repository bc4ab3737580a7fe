"""The difference between two feeds in words, and what of it must not happen by accident."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from podcast.show.model import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from podcast.feed.compare import Changed, Changes, Told

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
        return (f"the first feed: {_count(len(found.new), 'episode')}",)
    lines = [f"new: {_name(one)}" for one in found.new]
    lines += [f"another guid: {_name(one.after)}" for one in found.other_guid]
    lines += [_changed(one, said.get(one.after.guid, "")) for one in found.changed]
    lines += [
        f"withdrawn: {_name(one)}, {said[one.guid]}" if one.guid in said else f"removed: {_name(one)}"
        for one in found.gone
    ]
    lines += [f"the show: {_listed(found.show)} changed"] if found.show else []
    counts = f"{_count(len(found.new), 'new episode')}, {len(found.changed) + len(found.other_guid)} changed"
    return (*lines, f"{counts}, {len(found.gone)} removed")


def _changed(one: Changed, said: str) -> str:
    if said and set(one.fields) >= _REPLACED and not _NOTED.isdisjoint(one.fields):
        return f"replaced: {_name(one.after)} has another recording, under the same guid; {said}"
    return f"{_name(one.after)}: {_listed(one.fields)} changed"


# --- what must not happen --------------------------------------------------------------------------------------------


def _of_guids(found: Changes) -> Iterator[Hazard]:
    for one in found.other_guid:
        what = f'{_name(one.after)} has another guid ("{one.after.guid}" instead of "{one.before.guid}")'
        why = "every app would show it as a new episode and fetch it again; put the old guid back into its episode.yaml"
        yield Hazard("guid", one.after.guid, f"{what}: {why}")


def _of_episodes(found: Changes) -> Iterator[Hazard]:
    for one in found.changed:
        before, after = one.before, one.after
        if before.page != after.page:
            what = f"the page of {_name(after)} moves from {before.page} to {after.page}"
            yield Hazard(
                "page", after.guid, f"{what}: links to it would lead nowhere; give its folder the old name again"
            )
        if abs(before.seconds - after.seconds) > SAME_LENGTH:
            what = f"{_name(after)} lasts {clock(after.seconds)} instead of {clock(before.seconds)}"
            why = "who has it already keeps the old sound; say with `correction:` in its episode.yaml what was changed"
            yield Hazard("recording", after.guid, f"{what}: {why}")
    for gone in found.gone:
        why = "apps that have not fetched it lose it; put it back, or say why with `withdrawn:` in its episode.yaml"
        yield Hazard("gone", gone.guid, f"{_name(gone)} is no longer in the feed: {why}")


def _of_show(found: Changes) -> Iterator[Hazard]:
    if "guid" in found.show:
        why = "directories would take it for another show; put the old `guid:` back into podcast.yaml"
        yield Hazard("show", "", f"the show has another guid: {why}")
    if "link" in found.show and "new address" not in found.show:
        why = "subscribers stay behind; say with `moved_from:` in podcast.yaml where the feed was, or restore `link:`"
        yield Hazard("show", "", f"everything moves to another address: {why}")


# --- words -----------------------------------------------------------------------------------------------------------


def _name(one: Told) -> str:
    return f'episode {one.number} "{one.title}"' if one.number else f'"{one.title}"'


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + "s" * (number != 1)


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
