"""The approvals of an episode in words, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.model.publishing.approval_state import ApprovalState, OutdatedApproval


def approval_lines(state: ApprovalState) -> Iterator[str]:
    """Yield how many approvals there are, who has given them, and which are outdated by what."""
    names = ", ".join(approval.name for approval in state.valid)
    if state.needs:
        sentence = ngettext("{given} of {count} approval", "{given} of {count} approvals", state.needs)
        line = sentence.format(given=len(state.valid), count=state.needs)
        yield f"{line}: {names}" if names else line
    elif names:
        yield _("approved by {names}").format(names=names)
    yield from map(outdated_line, state.outdated)


def outdated_line(outdated: OutdatedApproval) -> str:
    """Return which approval is outdated, and what has changed since."""
    name, changed = outdated.approval.name, ", ".join(outdated.changed)
    sentence = _("outdated: {name} has approved another version; changed since: {changed}")
    return sentence.format(name=name, changed=changed or _("the file of approvals"))
