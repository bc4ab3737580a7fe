"""The mark that a publish puts into each feed that it uploads, so that no two uploads of a feed have the same bytes.

Writes are conditional on ETags, and the ETag of most stores is the MD5 of the bytes. Without the mark, an undo would
bring an earlier ETag back, and a delayed request of a publisher that lost its lease could still overwrite the feed. The
mark names the generation, and a hash of the publisher and the time, because two publishers may try for the same
generation. It is added to the uploaded bytes only: `podcast build`, the plan, and the copies for `podcast undo` have
the feed without it.

XML: a comment behind the root element (XML 1.0, production 1: `document ::= prolog element Misc*`).
JSON: a custom object, whose name begins with an underscore (JSON Feed 1.1, "Extensions"); JSON has no comments.
"""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from podcast.files.digest import bytes_digest
from podcast.publish.headers import FEEDS
from podcast.publish.targets.body import changed_file_error

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from podcast.publish.protocol.plan import PublishPlan, Upload

_XML_MARK: Final = re.compile(rb"<!-- generation \d+-[0-9a-f]{8} -->\n\Z")
_JSON_MARK: Final = re.compile(rb', "_podcast": \{"generation": "\d+-[0-9a-f]{8}"\}(?=\}\s*\Z)')


def generation_mark(generation: int, owner: str, started_at: datetime) -> str:
    """The mark of one publish, for example `7-1a2b3c4d`.

    Args:
        generation: that the publish will commit.
        owner: of the publish; only a hash of it becomes public.
        started_at: when the publish began.
    """
    return f"{generation}-{sha256(f'{owner} {started_at.isoformat()}'.encode()).hexdigest()[:8]}"


def mark_feed(key: str, data: bytes, mark: str) -> bytes:
    """Return the bytes of a feed with a mark; `unmark_feed` returns the same bytes without it."""
    if not key.endswith(".json"):
        return data + f"<!-- generation {mark} -->\n".encode()
    start, brace, end = data.rpartition(b"}")
    return start + f', "_podcast": {{"generation": "{mark}"}}'.encode() + brace + end


def unmark_feed(key: str, data: bytes) -> bytes:
    """Return the bytes of a feed as they were built."""
    return (_JSON_MARK if key.endswith(".json") else _XML_MARK).sub(b"", data, count=1)


def with_marked_feeds(plan: PublishPlan, folder: Path, mark: str) -> PublishPlan:
    """Return the plan with marked feeds.

    Args:
        plan: of a publish.
        folder: of the build.
        mark: of the publish.

    Raises:
        PublishError: a feed changed since it was planned.
    """
    uploads = (_marked(upload, folder, mark) if upload.spec.phase in FEEDS else upload for upload in plan.uploads)
    return replace(plan, uploads=tuple(uploads))


def _marked(upload: Upload, folder: Path, mark: str) -> Upload:
    path = folder / upload.key
    built = path.read_bytes() if path.is_file() else b""
    if bytes_digest(built) != upload.spec.built:
        raise changed_file_error(path)
    data = mark_feed(upload.key, built, mark)
    return replace(
        upload, spec=replace(upload.spec, digest=bytes_digest(data), built_digest=bytes_digest(built)), data=data
    )
