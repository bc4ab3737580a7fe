"""The command `listen`: hear an episode before and after mastering."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from podcast.cli.json_output import echo_json, json_option
from podcast.cli.options import show_root_option
from podcast.cli.program.completion import complete_slugs
from podcast.cli.terminal import echo_hint, echo_line, is_json
from podcast.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.cli.documents.listening_documents import ListenDocument


@click.command(epilog="Example:  podcast listen juenger-waehlen")
@click.argument("slug", shell_complete=complete_slugs)
@click.option(
    "--open/--no-open",
    "opens",
    default=None,
    help="Open the page in your browser; by default, where the command runs in a terminal.",
)
@json_option
@show_root_option
def listen(root: Path, slug: str, *, opens: bool | None) -> None:
    """Hear an episode before and after mastering, on a page that switches between both at the same place.

    The page lies below .podcast/ and is never published. The recording is not changed, but it is cut like the episode;
    the louder of both is turned down, so that you compare the sound and not the volume.
    """
    from podcast import pipeline
    from podcast.pipeline.listening import write_listening_page
    from podcast.show.find_episode import find_slug
    from podcast.text import format_time

    show = pipeline.load_show(root)
    episodes = {episode.slug: episode for episode in show.episodes}
    episode = episodes[find_slug(episodes, slug)]
    page = write_listening_page(show, episode, root)
    document: ListenDocument = {
        "slug": episode.slug,
        "page": page.path.relative_to(root).as_posix(),
        "before": page.before.relative_to(root).as_posix(),
        "after": page.after.relative_to(root).as_posix(),
        "loudness_before": page.loudness_before,
        "loudness_after": page.loudness_after,
        "seconds": page.seconds,
    }
    echo_json(document)
    echo_line(f"{page.path.relative_to(root)}  {format_time(round(page.seconds))}")
    if opens is None:
        opens = sys.stdout.isatty() and not is_json()
    if not opens or click.launch(page.path.as_uri()):
        echo_hint(_("open it in your browser"))
