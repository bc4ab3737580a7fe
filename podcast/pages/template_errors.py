"""Messages about broken templates: the place of the error, the problem and its remedy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType


def error_location(error: BaseException, template: str, folders: Sequence[Path]) -> str | None:
    """Return the place of an error, as in `templates/episode.html:12`; None if it is not a template's."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"templates/{error.name or template}:{error.lineno}"
    lines = [*_template_lines(error.__traceback__, folders)]
    if lines:
        return f"templates/{lines[-1]}"
    return f"templates/{template}" if isinstance(error, jinja2.TemplateError) else None


def _template_lines(traceback: TracebackType | None, folders: Sequence[Path]) -> Iterator[str]:
    """Yield the lines of templates in a traceback, as in `episode.html:12`, the innermost last."""
    while traceback is not None:
        path = Path(traceback.tb_frame.f_code.co_filename)
        folder = next((folder for folder in folders if path.is_relative_to(folder)), None)
        if folder is not None:
            yield f"{path.relative_to(folder).as_posix()}:{traceback.tb_lineno}"
        traceback = traceback.tb_next


def error_text(error: BaseException) -> str:
    """Return the problem and its remedy."""
    if isinstance(error, jinja2.UndefinedError):
        return _('{message}; correct the name, or test it with "is defined"').format(message=error.message)
    if isinstance(error, jinja2.TemplateNotFound):
        return _('there is no template "{name}"; add it to templates/').format(name=error.name)
    if isinstance(error, jinja2.TemplateSyntaxError):
        return _("{message}; correct the template").format(message=error.message)
    return _("{name}: {error}; correct the expression").format(name=type(error).__name__, error=error)
