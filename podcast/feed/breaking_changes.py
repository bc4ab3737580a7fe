"""Describe the difference between two feeds, and find changes that would harm subscribers."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from podcast.feed.archive_changes import archive_sentences, archive_warning, is_change_of_length
from podcast.feed.episode_names import episode_name
from podcast.i18n import _, ngettext
from podcast.text import format_time

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from podcast.feed.diff import ChangedItem, FeedChanges
    from podcast.feed.parse_feed import FeedItem

# Fields that change when a recording is replaced: its file, and at least one of the others.
_REPLACED_FIELDS, _REPLACEMENT_SIGNS = frozenset({"audio file"}), frozenset({"length", "description", "show notes"})
LENGTH_TOLERANCE = 2  # seconds: the difference that another encoder may make


@dataclass(frozen=True, slots=True)
class BreakingChange:
    """A change that must not happen by accident.

    `kind` is guid, page, recording, gone, show, complete, block, moved, archive or audio-moves; `guid` is the
    episode's, empty for the show.
    """

    kind: str
    guid: str
    sentence: str


def find_breaking_changes(changes: FeedChanges, announced: Collection[str] = ()) -> tuple[BreakingChange, ...]:
    """Return the changes that would harm subscribers, each with a sentence about the remedy.

    Args:
        changes: the difference between the feeds.
        announced: guids of episodes whose change was announced (`correction:`, `withdrawn:`).
    """
    breaking = [
        *_guid_breaks(changes),
        *_episode_breaks(changes),
        *_episode_blocks(changes),
        *_audio_moves(changes),
        *_show_breaks(changes),
        *_declarations(changes),
    ]
    if warning := archive_warning(changes):
        breaking.append(BreakingChange("archive", "", warning))
    return tuple(change for change in breaking if not change.guid or change.guid not in announced)


def change_sentences(changes: FeedChanges, notices: Mapping[str, str] = MappingProxyType({})) -> tuple[str, ...]:
    """Describe the difference: a line for each episode and one for the show; the last line has the counts.

    Args:
        changes: the difference between the feeds.
        notices: the corrections and withdrawals that the show announces, by the episodes' guids.
    """
    if changes.is_first:
        return (
            *archive_sentences(changes),
            _("first feed: {episodes}").format(episodes=_episode_count(len(changes.new))),
        )
    lines = [_("new: {name}").format(name=_episode_name(item)) for item in changes.new]
    lines += [_("new guid: {name}").format(name=_episode_name(change.after)) for change in changes.guid_changes]
    changed = [change for change in changes.changed if not is_change_of_length(change)]
    lines += [_changed_sentence(change, notices.get(change.after.guid, "")) for change in changed]
    lines += [_removed_sentence(item, notices.get(item.guid, "")) for item in changes.removed]
    lines += [_("show: {fields} changed").format(fields=_join_words(changes.show))] if changes.show else []
    lines += archive_sentences(changes)
    new = ngettext("{count} new episode", "{count} new episodes", len(changes.new)).format(count=len(changes.new))
    rest = {"changed": len(changes.changed) + len(changes.guid_changes), "removed": len(changes.removed)}
    return (*lines, _("{new}, {changed} changed, {removed} removed").format(new=new, **rest))


def _removed_sentence(item: FeedItem, notice: str) -> str:
    if notice:
        return _("withdrawn: {name}, {said}").format(name=_episode_name(item), said=notice)
    return _("removed: {name}").format(name=_episode_name(item))


def _changed_sentence(change: ChangedItem, notice: str) -> str:
    if notice and set(change.fields) >= _REPLACED_FIELDS and not _REPLACEMENT_SIGNS.isdisjoint(change.fields):
        sentence = _("replaced: {name} has a new recording under the same guid; {said}")
        return sentence.format(name=_episode_name(change.after), said=notice)
    return _("{name}: {fields} changed").format(name=_episode_name(change.after), fields=_join_words(change.fields))


# --- kinds of breaking changes ---------------------------------------------------------------------------------------


def _guid_breaks(changes: FeedChanges) -> Iterator[BreakingChange]:
    for change in changes.guid_changes:
        sentence = _(
            '{name} has a new guid ("{new}" instead of "{old}"): every app would show it as a '
            "new episode and download it again; restore the old guid in its episode.yaml"
        )
        message = sentence.format(name=_episode_name(change.after), new=change.after.guid, old=change.before.guid)
        yield BreakingChange("guid", change.after.guid, message)


def _episode_breaks(changes: FeedChanges) -> Iterator[BreakingChange]:
    for change in changes.changed:
        before, after = change.before, change.after
        if before.page != after.page:
            sentence = _(
                "the page of {name} moves from {old} to {new}: existing links would break; give its "
                "folder the old name again"
            )
            yield BreakingChange(
                "page", after.guid, sentence.format(name=_episode_name(after), old=before.page, new=after.page)
            )
        if abs(before.seconds - after.seconds) > LENGTH_TOLERANCE:
            sentence = _(
                "{name} is now {new} long instead of {old}: listeners who have downloaded it keep "
                "the old audio; describe the change with `correction:` in its episode.yaml"
            )
            message = sentence.format(
                name=_episode_name(after), new=format_time(after.seconds), old=format_time(before.seconds)
            )
            yield BreakingChange("recording", after.guid, message)
    for removed in changes.removed:
        sentence = _(
            "{name} is no longer in the feed: apps that have not downloaded it lose it; restore "
            "it, or give the reason with `withdrawn:` in its episode.yaml"
        )
        yield BreakingChange("gone", removed.guid, sentence.format(name=_episode_name(removed)))


def _episode_blocks(changes: FeedChanges) -> Iterator[BreakingChange]:
    for change in changes.changed:
        if "yes" in {change.after.fields.get("block", "").lower()} - {change.before.fields.get("block", "").lower()}:
            sentence = _(
                "{name} asks directories for the first time not to list it (`block: true`): it disappears from them; "
                "remove the field if it is to be found"
            )
            yield BreakingChange("block", change.after.guid, sentence.format(name=_episode_name(change.after)))


def _audio_moves(changes: FeedChanges) -> Iterator[BreakingChange]:
    """Yield one change for all episodes whose audio files are below another address than before."""
    bases = [(_audio_base(change.before), _audio_base(change.after)) for change in changes.changed]
    moves = [(before, after) for before, after in bases if before and after and before != after]
    if moves:
        before, after = (base if "://" in base else _("the pages' own address") for base in moves[0])
        sentence = ngettext(
            "the audio file of {count} episode moves from {old} to {new}: apps that have not downloaded it follow with "
            "the new feed, others may take it for a new file; restore `audio` and `audio_link` under `publish:`",
            "the audio files of {count} episodes move from {old} to {new}: apps that have not downloaded them follow "
            "with the new feed, others may take them for new files; restore `audio` and `audio_link` under `publish:`",
            len(moves),
        )
        yield BreakingChange("audio-moves", "", sentence.format(count=len(moves), old=before, new=after))


def _audio_base(item: FeedItem) -> str:
    """The address of the folder with an episode's audio; relative to the show's page if it is below that."""
    return item.audio.rpartition("/")[0]


def _show_breaks(changes: FeedChanges) -> Iterator[BreakingChange]:
    if "guid" in changes.show:
        sentence = _(
            "the show has a new guid: directories would list it as another show; restore the old "
            "`guid:` in podcast.yaml"
        )
        yield BreakingChange("show", "", sentence)
    if "link" in changes.show and "new address" not in changes.show:
        sentence = _(
            "the show moves to a new address: subscribers would stay behind; set `moved_from:` "
            "in podcast.yaml to the old feed, or restore `link:`"
        )
        yield BreakingChange("show", "", sentence)


def _declarations(changes: FeedChanges) -> Iterator[BreakingChange]:
    sentences = {
        "complete": _(
            "the feed says for the first time that no episode will follow (`complete: true`): apps stop checking "
            "it; remove the field if the show goes on"
        ),
        "block": _(
            "the feed asks directories for the first time not to list the show (`block: true`): it disappears from "
            "them; remove the field if it is to be found"
        ),
        "moved": _(
            "the feed sends its subscribers to another address for the first time (`moved_from:`): most apps "
            "never come back; remove the field if the show stays"
        ),
    }
    yield from (BreakingChange(kind, "", sentences[kind]) for kind in changes.declarations)


# --- sentences -------------------------------------------------------------------------------------------------------


def _episode_name(item: FeedItem) -> str:
    return episode_name(item.season, item.number, item.title)


def _episode_count(number: int) -> str:
    return ngettext("{count} episode", "{count} episodes", number).format(count=number)


def _join_words(words: Iterable[str]) -> str:
    *first, last = map(_, words)
    return _("{names} and {last}").format(names=", ".join(first), last=last) if first else last
