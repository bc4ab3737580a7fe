"""Report of an unexpected error: three lines on stderr, and a file with the traceback for the bug report."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podcast.cli.program.run_state import RunState

DISTRIBUTION: Final = "podcast-from-a-folder"
_FOLDER: Final = ".podcast"
_SHOWN_VARIABLES: Final = ("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "TERM", "TZ")
_SECRET_NAME: Final = re.compile(r"AWS_|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|_KEY", re.IGNORECASE)
_MIN_SECRET_LENGTH: Final = 4  # characters; shorter values, such as 1 or eu, occur everywhere
_URL_PASSWORD: Final = re.compile(r"(?<=://)[^/\s@]+@")
_HIDDEN: Final = "***"
_ISSUE_LABELS: Final = ("issues", "issue tracker", "bug tracker", "bugs", "tracker", "source", "repository", "homepage")


def report_unexpected_error(error: BaseException, arguments: Sequence[str], state: RunState) -> str:
    """Write the traceback to a file, and return the message: the command, the cause, and what to do.

    Args:
        error: with its traceback.
        arguments: the command line, without the program's name.
        state: of the run.
    """
    command = f"podcast {state.command}".strip()
    kind = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    first_line = hide_secrets(kind.partition("\n")[0])
    lines = [
        _("`{command}` stopped because of an unexpected error: {error}").format(command=command, error=first_line),
        _("this is a bug in podcast {version}, not a mistake in your files").format(version=_version()),
    ]
    text = _report_text(error, arguments)
    path = _write_report(text, state.root)
    lines.append(_what_to_do(path, _report_address()))
    if not path or {"-v", "--verbose"} & {*arguments}:
        lines.append(text)
    return "\n".join(lines)


def hide_secrets(text: str) -> str:
    """Replace the values of secret environment variables, and passwords in URLs."""
    for name, value in os.environ.items():
        if len(value) >= _MIN_SECRET_LENGTH and _SECRET_NAME.search(name):
            text = text.replace(value, _HIDDEN)
    return _URL_PASSWORD.sub(f"{_HIDDEN}@", text)


def _report_text(error: BaseException, arguments: Sequence[str]) -> str:
    import platform
    import shlex
    import traceback
    from datetime import UTC, datetime

    head = {
        "podcast": _version(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": platform.platform(),
        "time": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
        "command": shlex.join(["podcast", *arguments]),
        "environment": " ".join(f"{name}={os.environ[name]}" for name in _SHOWN_VARIABLES if name in os.environ),
        "libraries": _library_versions(),
    }
    lines = [f"{name}: {value}" for name, value in head.items()]
    return hide_secrets("\n".join([*lines, "", "".join(traceback.format_exception(error))]))


def _write_report(text: str, root: Path | None) -> Path | None:
    """Write the report below the show's `.podcast/`, else into the temporary folder; return its path."""
    import tempfile
    from datetime import UTC, datetime

    name = f"podcast-error-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    for folder in ([root / _FOLDER] if root else []) + [Path(tempfile.gettempdir())]:
        try:
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(text, "utf-8", errors="backslashreplace")
        except OSError:
            continue
        return folder / name
    return None


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "?"


def _library_versions() -> str:
    """The versions of the libraries that the program requires."""
    from importlib.metadata import PackageNotFoundError, requires, version

    try:
        names = [re.split(r"[^\w.-]", line)[0] for line in requires(DISTRIBUTION) or () if "extra ==" not in line]
    except PackageNotFoundError:
        return ""
    versions = []
    for name in names:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(versions)


def _what_to_do(path: Path | None, address: str) -> str:
    """What to do with the report: the address for bugs if the package has one, else the page of the documentation."""
    if address and path:
        sentence = _("please report it at {address}; attach {path}, which has the details")
    elif address:
        sentence = _("please report it at {address}, with these details:")
    elif path:
        sentence = _("{path} has the details; `podcast docs install` says what to do with it")
    else:
        sentence = _("`podcast docs install` says what to do with these details:")
    return sentence.format(address=address, path=path)


def _report_address() -> str:
    """Where bugs are reported, by the package's metadata ([project.urls]); empty as long as it names no address."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        package = metadata(DISTRIBUTION)
    except PackageNotFoundError:
        return ""
    pairs = [line.partition(",") for line in package.get_all("Project-URL") or ()]
    urls = {label.strip().lower(): url.strip() for label, _comma, url in pairs}
    return next((urls[label] for label in _ISSUE_LABELS if label in urls), "")
