"""What a target must be capable of to be published to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.protocol.state import PROBE
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from podcast.publish.protocol.lease import Publisher
    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.targets.target import Capabilities, Target


def require_capabilities(
    target: Target, state: TargetState, publisher: Publisher, *, single_writer: bool
) -> Capabilities:
    """Return the capabilities of a target, from its head or else detected now.

    Args:
        target: where to publish.
        state: of the target.
        publisher: this process.
        single_writer: whether the show promises that it is published from one place only.

    Raises:
        PublishError: they do not suffice to publish there.
    """
    capabilities = state.head.capabilities or target.detect_capabilities(f"{PROBE}-{publisher.owner}")
    refuse_altered_responses(capabilities)
    if not capabilities.conditional_writes and not single_writer:
        raise PublishError(
            _(
                "the target cannot keep two simultaneous publishes apart (a store that ignores If-Match and "
                "If-None-Match, or a server that creates the same folder twice), so they could overwrite each "
                "other; nothing was published. If you only ever publish this show from one place, set "
                "`single_writer: true` under `publish:` in podcast.yaml; otherwise choose another target"
            ),
            EXIT_REFUSED,
        )
    return capabilities


def refuse_altered_responses(capabilities: Capabilities) -> None:
    """Refuse a target that does not return what was written.

    Raises:
        PublishError: it does not.
    """
    if not capabilities.identity_encoding:
        raise PublishError(
            _(
                "the store alters what it returns (its responses have a Content-Encoding), so apps "
                "could not play the audio; nothing was published. Ask its operator, or choose "
                "another store"
            ),
            EXIT_REFUSED,
        )
