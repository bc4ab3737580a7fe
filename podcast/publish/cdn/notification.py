"""The notification of a show's CDN by one publish, which makes up for what earlier ones could not let it drop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.publish.cdn import invalidate
from podcast.publish.cdn.invalidation import invalidation_of, stale_keys
from podcast.publish.cdn.pending import PendingKeys
from podcast.publish.headers import IMMUTABLE, cache_control
from podcast.publish.targets.git.branch_address import is_git_address

if TYPE_CHECKING:
    from podcast.model.fields import TargetSettings
    from podcast.publish.cdn import CdnResult
    from podcast.publish.cdn.sending import Patience
    from podcast.publish.protocol.prepare import PreparedPublish


class CdnNotification:
    """The notification of a show's CDN; without one it does nothing.

    What is to be dropped is noted on the target, except on a branch of a git repository: there, deleting the note would
    be a push of its own.

    Args:
        prepared: the publish, before it is carried out.
        settings: of the show.
        location: the target's address.
    """

    def __init__(self, prepared: PreparedPublish, settings: TargetSettings, location: str) -> None:
        self._plan, self._link, self._publish = prepared.plan, settings.link, settings.publish
        self._cdn = self._publish.cdn if self._publish else None
        self._pending = PendingKeys(prepared) if self._cdn and not is_git_address(location) else None

    def remember(self) -> None:
        """Note what the CDN will have to drop, before any of it is changed.

        Raises:
            PublishError: the target refuses.
        """
        if self._pending:
            self._pending.add(stale_keys(self._plan))

    def send(self, reference: str, patience: Patience | None = None) -> CdnResult | None:
        """Let the CDN drop what has changed; None if that is nothing, or there is no CDN.

        Args:
            reference: identifies the publish.
            patience: of the requests; a minute if None.
        """
        if self._cdn is None or self._publish is None:
            return None
        keys = stale_keys(self._plan) | (self._pending.keys if self._pending else frozenset())
        invalidation = invalidation_of(keys, self._link, self._publish.audio_link or "", reference)
        has_deleted_audio = any(cache_control(deletion.key) == IMMUTABLE for deletion in self._plan.deletions)
        result = invalidate(self._cdn, invalidation, has_deleted_audio=has_deleted_audio, patience=patience)
        if self._pending and (result is None or result.error is None):
            self._pending.clear()
        return result
