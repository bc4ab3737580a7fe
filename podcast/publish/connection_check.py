"""Check of the connection to a show's target before a publish; nothing stays there of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.protocol.own_objects.required_capabilities import refuse_altered_responses
from podcast.publish.protocol.recovery import read_state
from podcast.publish.split_audio.audio_keys import configured_places
from podcast.publish.targets.git.branch_address import is_git_address, parse_git_address
from podcast.publish.targets.open import open_single
from podcast.publish.targets.target_access import access_sentences, measure_access
from podcast.publish.targets.web_space.addresses import Address, parse_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from podcast.model.groups import Publish
    from podcast.publish.targets.retry import RetryWait
    from podcast.publish.targets.web_space.credentials import PasswordPrompt
    from podcast.publish.targets.web_space.ssh.host_keys import HostKey

_SSH_SCHEMES: Final = frozenset({"sftp", "rsync+ssh"})


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """Results of a check, in sentences: capabilities of the target, and those it lacks."""

    works: tuple[str, ...]
    hints: tuple[str, ...]


class UnknownServerError(PublishError):
    """A server whose host key is to be accepted first.

    Args:
        error: with what the server's key is, and what to do.
        key: of the server.
    """

    def __init__(self, error: PublishError, key: HostKey) -> None:
        super().__init__(str(error), error.exit_status)
        self.key = key


def check_connection(
    publish: Publish,
    root: Path,
    guid: str,
    prompt: PasswordPrompt | None = None,
    on_wait: Callable[[RetryWait], None] | None = None,
) -> ConnectionReport:
    """Connect to a target and to the place of its audio, and find out what they permit.

    Args:
        publish: the target.
        root: the show's folder.
        guid: of the show.
        prompt: asks for the password of web space.
        on_wait: see `open_target`.

    Raises:
        UnknownServerError: its server is not known to this computer.
        PublishError: it is not valid, cannot be reached, refuses, or belongs to another show.
    """
    works: list[str] = []
    hints: list[str] = []
    for place, is_audio in _places(publish):
        try:
            target = open_single(place, root, on_wait, prompt)
            access = measure_access(target)
            refuse_altered_responses(access.capabilities)
            is_published = not is_audio and read_state(target, guid).head.generation > 0
        except PublishError as error:
            raise _with_host_key(error, place.target) from error
        place_works, place_hints = access_sentences(access)
        here = _("the show is published there") if is_published else _("nothing has been published there yet")
        works += [_("connected: {place}").format(place=place.target), *place_works, *([] if is_audio else [here])]
        hints += place_hints
    return ConnectionReport(tuple(works), tuple(hint for hint in dict.fromkeys(hints)))


def _places(publish: Publish) -> Iterator[tuple[Publish, bool]]:
    """Yield the targets of the pages and of the audio, each as one, and whether it is that of the audio."""
    pages = publish.model_copy(update={"audio": None})
    yield (publish if is_git_address(publish.target) else pages), False
    for place in configured_places(publish).values():
        settings = {"target": place.target, "endpoint": place.endpoint, "region": place.region}
        yield pages.model_copy(update=settings), True


def _with_host_key(error: PublishError, target: str) -> PublishError:
    """Return an error itself, or with the key of the server if this computer does not know it yet."""
    from podcast.publish.targets.web_space.ssh.host_keys import unknown_host_key

    address = _ssh_address(target)
    key = unknown_host_key(address) if address else None
    return UnknownServerError(error, key) if key else error


def _ssh_address(target: str) -> Address | None:
    """The server that a target reaches by SSH; None if it does not."""
    try:
        if is_git_address(target):
            git = parse_git_address(target)
            return Address("git+ssh", git.user, git.host, git.port, "") if git.host and not git.is_https else None
        if target.partition("://")[0] in _SSH_SCHEMES:
            return parse_address(target)
    except PublishError:
        return None
    return None
