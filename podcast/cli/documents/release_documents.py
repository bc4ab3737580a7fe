"""Documents of `approve` and `share`, and the approvals of an episode as other documents have them."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from podcast.cli.documents.publish_documents import TransferDocument


class GivenApprovalDocument(TypedDict):
    """An approval of the version that is here now; `on` is when it was given."""

    name: str
    on: str


class OutdatedApprovalDocument(TypedDict):
    """An approval of another version; `changed` are the fields that are not as they were then."""

    name: str
    on: str
    changed: list[str]


class ApprovalsDocument(TypedDict):
    """The approvals of an episode: how many names it `needs` (0: none), and which there are."""

    needs: int
    valid: list[GivenApprovalDocument]
    outdated: list[OutdatedApprovalDocument]


class ApproveDocument(TypedDict):
    """`podcast approve`: `written` is False if the name had approved this very version already.

    `released` is whether the episode has all approvals that it needs.
    """

    slug: str
    path: str
    name: str
    written: bool
    released: bool
    approvals: ApprovalsDocument


class ShareDocument(TransferDocument):
    """`podcast share`: the address of the preview, and when it expires; `expires` is None where it was ended."""

    slug: str
    url: str
    expires: str | None
