"""The command `archive`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import start_option
from podcast.cli.program.run_state import current_state
from podcast.cli.program.start_folder import below_start
from podcast.cli.terminal import echo_err, echo_hint, echo_line, echo_lines
from podcast.i18n import _, ngettext

if TYPE_CHECKING:
    from podcast.archiving.bag_contents import BagContents
    from podcast.archiving.verify_bag import ArchiveFault, VerifiedBag
    from podcast.archiving.write_bag import WrittenBag
    from podcast.cli.documents.archive_documents import ArchiveDocument

SUFFIX = ".zip"


@click.command(epilog="Example:  podcast archive my-show-2026.zip")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), callback=below_start, metavar="FILE")
@click.option("--verify", is_flag=True, help="Check an archive instead: every byte of every file; no show is needed.")
@json_option
@start_option
def archive(start: Path, file: Path, *, verify: bool) -> None:
    """Write the whole show to FILE, a ZIP for the long term: recordings, masters, site, texts and checksums.

    It is a BagIt archive (RFC 8493) with an explanation for people who have never heard of this program. Drafts are
    part of it. Run `podcast build` before.
    """
    file = file.absolute()
    if verify:
        _verify(file)
    else:
        _write(start, file)


def _write(start: Path, file: Path) -> None:
    from podcast.archiving.bag_contents import read_contents, require_outside
    from podcast.archiving.write_bag import write_bag
    from podcast.cli import progress
    from podcast.show.root_folder import find_show_root
    from podcast.steps.build_state.check import unchanged_build

    if file.suffix.lower() != SUFFIX:
        raise click.UsageError(_("the archive is a ZIP: name a file that ends in .zip"))
    root = find_show_root(start)
    current_state().root = root
    require_outside(root, file)
    contents = read_contents(root)
    if unchanged_build(root) is None:
        echo_err(_("the show's files have changed since the last build: site/ is archived as it is"))
    with progress.transfer_bar(_("archiving"), contents.size) as on_bytes:
        written = write_bag(contents, file, on_bytes)
    echo_json(_document(file, written, contents))
    _print_written(file, written, contents)


def _print_written(file: Path, written: WrittenBag, contents: BagContents) -> None:
    from podcast.publish.protocol.plan import format_size

    sentence = ngettext(
        "archived {count} file in {file} ({size})", "archived {count} files in {file} ({size})", written.file_count
    )
    echo_line(sentence.format(count=written.file_count, file=file.name, size=format_size(written.size)))
    if count := len(contents.without_recording):
        sentence = ngettext(
            "the recording of {count} episode is not here, so it is not in the archive",
            "the recordings of {count} episodes are not here, so they are not in the archive",
            count,
        )
        echo_hint(sentence.format(count=count))
    echo_hint(_("next: `podcast archive {file} --verify`, also after you have copied it").format(file=file.name))


def _verify(file: Path) -> None:
    from podcast.archiving.verify_bag import verify_bag
    from podcast.cli import progress

    with progress.transfer_bar(_("checking"), None) as on_bytes:
        verified = verify_bag(file, on_bytes)
    echo_json(_verified_document(file, verified))
    echo_lines(map(_fault_line, verified.faults))
    if verified.faults:
        sentence = ngettext("{file} has {count} fault", "{file} has {count} faults", len(verified.faults))
        echo_err(sentence.format(file=file.name, count=len(verified.faults)))
        raise click.exceptions.Exit(1)
    sentence = ngettext(
        "{file}: {count} file, every byte as it was archived",
        "{file}: {count} files, every byte as it was archived",
        verified.file_count,
    )
    echo_line(sentence.format(file=file.name, count=verified.file_count))


def _fault_line(fault: ArchiveFault) -> str:
    kinds = {
        "damaged": _("damaged"),
        "missing": _("missing"),
        "additional": _("additional"),
        "truncated": _("cut off"),
        "invalid": _("not valid"),
    }
    return ": ".join(filter(None, (kinds[fault.kind], fault.file, fault.detail)))


def _document(file: Path, written: WrittenBag, contents: BagContents) -> ArchiveDocument:
    return {
        "file": str(file),
        "bytes": written.size,
        "files": written.file_count,
        "payload_bytes": written.payload_size,
        "verified": False,
        "faults": [],
        "without_recording": list(contents.without_recording),
        "exit_status": 0,
    }


def _verified_document(file: Path, verified: VerifiedBag) -> ArchiveDocument:
    faults = verified.faults
    return {
        "file": str(file),
        "bytes": verified.size,
        "files": verified.file_count,
        "payload_bytes": verified.payload_size,
        "verified": True,
        "faults": [{"kind": fault.kind, "file": fault.file, "detail": fault.detail} for fault in faults],
        "without_recording": [],
        "exit_status": 1 if faults else 0,
    }
