"""Items of a document that broken markup has put in the wrong place, cut off, or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podcast.i18n import _, ngettext
from podcast.importing.findings import ImportFinding
from podcast.importing.source.broken_markup import is_cut_off, item_counts

if TYPE_CHECKING:
    from collections.abc import Iterator


def gather_items(root: Any, channel: Any) -> Iterator[ImportFinding]:
    """Move items that stand in other items, or beside the channel, into the channel, in their order."""
    misplaced = [item for item in root.iter("item") if item.getparent() is not channel]
    last_moved: dict[Any, Any] = {}  # out of an item
    for item in misplaced:
        outermost = _channel_child(item, channel)
        item.tail = None
        if outermost is None or outermost.tag != "item":
            channel.append(item)
        else:
            last_moved.get(outermost, outermost).addnext(item)
            last_moved[outermost] = item
    if number := len(misplaced):
        sentence = ngettext(
            "{number} item does not stand in the channel; it was read as one of its items",
            "{number} items do not stand in the channel; they were read as its items",
            number,
        )
        yield ImportFinding("misplaced-item", "", sentence.format(number=number), "repaired")


def _channel_child(element: Any, channel: Any) -> Any:
    """Return the child of the channel that an element stands in; None if it stands in none."""
    while element is not None and element.getparent() is not channel:
        element = element.getparent()
    return element


def find_lost_items(channel: Any, text: str) -> Iterator[ImportFinding]:
    """Remove an item that is cut off, and yield what is missing, by the tags of the text.

    Args:
        channel: as it was parsed, with all items.
        text: the document from which it was parsed.
    """
    items = channel.findall("item")
    begun, ended = item_counts(text)
    if is_cut_off(text):
        yield _cut_off(items, is_in_item=begun > ended, channel=channel)
    if (number := begun - len(items)) > 0:
        sentence = ngettext(
            "{number} item could not be read, because the XML is broken; compare the episodes with those of the feed",
            "{number} items could not be read, because the XML is broken; compare the episodes with those of the feed",
            number,
        )
        yield ImportFinding("lost-item", "", sentence.format(number=number), "lost")


def _cut_off(items: list[Any], *, is_in_item: bool, channel: Any) -> ImportFinding:
    """Return that a document ends too early; remove the item in which it ends."""
    if not is_in_item or not items:
        sentence = _("the document ends before the feed does; import it again when the server delivers all of it")
        return ImportFinding("cut-off", "", sentence, "lost")
    title = (items[-1].findtext("title") or "").strip()
    channel.remove(items[-1])
    sentence = _(
        "the document ends in the middle of an item, which was left out; import it again when the server delivers all "
        "of it"
    )
    return ImportFinding("cut-off", title, sentence, "lost")
