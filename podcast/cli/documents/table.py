"""The document of each command, and its JSON Schema.

Keys are only ever added: scripts depend on them. Dates are ISO 8601 with an offset, sizes are bytes, durations seconds,
paths relative to the show's folder with `/`, unless a comment says otherwise. Docstrings are the descriptions in the
schemas.
"""

from __future__ import annotations

import json
from typing import Final

from pydantic import TypeAdapter

from podcast.cli.documents.archive_documents import ArchiveDocument, PullDocument
from podcast.cli.documents.authoring_documents import (
    InitDocument,
    NewDocument,
    RenameDocument,
    SchemaDocument,
    SetDocument,
    TranscribeDocument,
)
from podcast.cli.documents.common import ErrorDocument
from podcast.cli.documents.import_documents import ImportDocument
from podcast.cli.documents.listening_documents import ListenDocument
from podcast.cli.documents.program_documents import CompletionDocument, DocsDocument, HelpDocument
from podcast.cli.documents.publish_documents import PublishDocument, UndoDocument, UnpublishDocument, VerifyDocument
from podcast.cli.documents.release_documents import ApproveDocument, ShareDocument
from podcast.cli.documents.site_documents import (
    BuildDocument,
    CheckDocument,
    CleanDocument,
    CompareDocument,
    DeskDocument,
    ServeDocument,
)
from podcast.cli.documents.status_documents import StatusDocument
from podcast.i18n import _

# The document of each command, by its name; `error` is that of a command that failed.
DOCUMENTS: Final[dict[str, type]] = {
    "approve": ApproveDocument,
    "archive": ArchiveDocument,
    "build": BuildDocument,
    "check": CheckDocument,
    "clean": CleanDocument,
    "compare": CompareDocument,
    "completion": CompletionDocument,
    "docs": DocsDocument,
    "error": ErrorDocument,
    "help": HelpDocument,
    "schema": SchemaDocument,
    "serve": ServeDocument,
    "desk": DeskDocument,
    "import": ImportDocument,
    "init": InitDocument,
    "listen": ListenDocument,
    "new": NewDocument,
    "publish": PublishDocument,
    "pull": PullDocument,
    "rename": RenameDocument,
    "undo": UndoDocument,
    "unpublish": UnpublishDocument,
    "verify": VerifyDocument,
    "set": SetDocument,
    "share": ShareDocument,
    "status": StatusDocument,
    "transcribe": TranscribeDocument,
}


def output_schema(command: str) -> str:
    """Return the JSON Schema (draft 2020-12) of what a command prints with `--json`, as JSON.

    Raises:
        KeyError: there is no such command.
    """
    schema = TypeAdapter(DOCUMENTS[command]).json_schema()
    title = _("output of `podcast {command} --json`").format(command=command)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}
    return json.dumps(head, ensure_ascii=False, indent=1) + "\n"
