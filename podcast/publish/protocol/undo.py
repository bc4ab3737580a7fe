"""Going back: an earlier generation's feed and pages, published once more.

What later generations replaced lies in the copies that they made (copies.py). Audio is never part of it: its file must
still be there, and is while its grace time lasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.files import atomic
from podcast.files.digest import digest_of
from podcast.i18n import _
from podcast.publish.headers import FEEDS
from podcast.publish.protocol.plan import plan
from podcast.publish.protocol.prepare import Prepared, Site, held, ours
from podcast.publish.protocol.recovery import immutable
from podcast.publish.protocol.state_json import manifest_of
from podcast.publish.protocol.undo_copies import kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from podcast.publish.protocol.plan import Upload
    from podcast.publish.protocol.recovery import Known
    from podcast.publish.protocol.state import Manifest, Past
    from podcast.publish.targets.target import Target


@dataclass(frozen=True, slots=True)
class Back:
    """Whose target it is, which generation is wanted (0: the one before), and a folder for its files."""

    guid: str
    link: str
    to: int
    folder: Path


def prepare(back: Back, target: Target, now: datetime) -> Prepared:
    """Plans to publish an earlier generation; writes nothing to the target, and its files to the folder.

    Args:
        back: where to go back to.
        target: what to publish to.
        now: for leases and grace times; with a time zone.

    Raises:
        PublishError: there is no such generation, its audio or its files are gone, or what `prepare.prepare` raises.
    """
    found = ours(target, back.guid, now)
    past = _past(found, back.to)
    before = manifest_of(past.manifest, immutable(target, past.manifest))
    objects = {key: row.what for key, row in before.rows.items()}
    planned = plan(objects, found.confirmed, now)
    _audio_is_there(planned.uploads, past.gen)
    for key, data in _files(target, found, before, planned.uploads):
        atomic.write(back.folder / key, data)
    digests = {key: what.digest for key, what in objects.items()}
    site = Site(back.folder, digests, back.guid, back.link, before.built_at)
    held(site, {key: digest.size for key, digest in digests.items()})
    return Prepared(site, target, now, found, planned, same_as=before.same_as or past.gen, since=before.at)


def _past(found: Known, to: int) -> Past:
    """The generation that is meant; without a number the one before what is live, even if that is an undo itself."""
    history, live = found.written.history, found.written.same_as or found.head.gen
    there = [past for past in history if (past.gen == to if to else past.gen < live)]
    if there:
        return there[-1]
    kept = ", ".join(str(past.gen) for past in history)
    if not kept:
        raise PublishError(_("nothing was published before what is live now, so there is nothing to go back to"))
    if not to:
        sentence = _("there is no generation before this one to go back to; those that can be gone back to: {kept}")
        raise PublishError(sentence.format(kept=kept))
    sentence = _("there is no generation {to} to go back to; those that can be gone back to: {kept}")
    raise PublishError(sentence.format(to=to, kept=kept))


def _audio_is_there(uploads: tuple[Upload, ...], gen: int) -> None:
    if gone := [upload.key for upload in uploads if upload.what.phase == "audio"]:
        raise PublishError(
            _(
                "the feed of generation {gen} names audio that has been deleted since ({gone}), so it "
                "cannot be brought back; nothing was changed. Go back less far, or put that episode right "
                "and publish it anew"
            ).format(gen=gen, gone=", ".join(gone))
        )


def _files(target: Target, found: Known, before: Manifest, uploads: tuple[Upload, ...]) -> Iterator[tuple[str, bytes]]:
    """The files that are to be uploaded, and the feeds, which are looked into."""
    wanted = {upload.key: upload.what.digest.sha256 for upload in uploads}
    wanted |= {key: row.what.digest.sha256 for key, row in before.rows.items() if row.what.phase in FEEDS}
    copies = [key for past in found.written.history if past.gen >= before.gen for key in past.copies]
    copies += [intent.copy for intent in found.intents if intent.copy]
    there = kept(target, copies, set(wanted.values()))
    for key, sha in sorted(wanted.items()):
        data = there.get(sha) or _live(target, key, sha)
        if data is None:
            raise PublishError(
                _(
                    "{key} of generation {gen} was not kept, so it cannot be brought back; nothing was "
                    "changed. Put the show's files right and run `podcast publish`"
                ).format(key=key, gen=before.gen)
            )
        yield key, data


def _live(target: Target, key: str, sha: str) -> bytes | None:
    """What is live, if it is that."""
    found = target.get(key)
    return found[0] if found and digest_of(found[0]).sha256 == sha else None
