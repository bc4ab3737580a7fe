"""`podcast build --profile`: the CPU time of each stage, as a table or in the document of `--json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.cli.documents.site_documents import ProfileDocument
    from podcast.profiling.cpu_sampler import BuildProfile

    Command = Callable[..., None]

_KEY: Final = "podcast.profiler"  # in click's context


def profile_option(command: Command) -> Command:
    """Add the option --profile; the command gets no parameter for it and asks for `finished_profile`."""
    return click.option(
        "--profile",
        is_flag=True,
        expose_value=False,
        callback=_begin,
        help="Show how much CPU time each stage of the build took, in this process and in its workers.",
    )(command)


def finished_profile() -> BuildProfile | None:
    """End the profile, and return it from the start of the program on; None without --profile."""
    profiler = click.get_current_context().meta.get(_KEY)
    return profiler.finish() if profiler else None


def profile_document(profile: BuildProfile, episodes: int) -> ProfileDocument:
    """Return the document of a profile: its stages, the largest first."""
    seconds = profile.seconds
    return {
        "episodes": episodes,
        "workers": profile.worker_count,
        "stages": [
            {
                "stage": stage,
                "parent": round(profile.parent.get(stage, 0.0), 4),
                "workers": round(profile.workers.get(stage, 0.0), 4),
            }
            for stage in sorted(seconds, key=lambda stage: -seconds[stage])
        ],
    }


def _begin(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 as click calls it
    if value:
        from podcast.profiling.cpu_sampler import BuildProfiler

        context.meta[_KEY] = context.with_resource(BuildProfiler())
