"""The mastering report as an HTML page: a table of all episodes, then a section for each with its charts and figures.

One file without scripts and without anything from elsewhere: it opens from the disk and can be sent by mail. It is
never published.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from podcast.report import svg_charts
from podcast.report.episode_section import episode_section
from podcast.report.labels import Labels
from podcast.text import format_time, strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from podcast.model.show import Show
    from podcast.report.entry import ReportEntry


def page(show: Show, entries: Sequence[ReportEntry], language: str) -> bytes:
    """Render the report as HTML.

    Args:
        show: for its title.
        entries: in the order in which they are shown.
        language: of the person who reads the report, `de` or `en`.
    """
    labels = Labels(language)
    seconds = round(sum(entry.master.seconds for entry in entries))
    rendered = (
        _environment()
        .get_template("report.html")
        .render(
            language=language,
            say=labels.translate,
            number=labels.number,
            charts=svg_charts,
            show_title=show.title,
            window_title=strip_soft_hyphens(show.title),
            length=labels.translate("hours" if seconds >= 3600 else "minutes", length=format_time(seconds)),
            off_target_count=sum(not entry.is_on_target for entry in entries),
            sections=[episode_section(entry, labels) for entry in entries],
        )
    )
    return f"{rendered}\n".encode()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    options: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    return Environment(loader=PackageLoader("podcast.report", ""), autoescape=True, **options)
