"""The command `build`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from podcast.cli import messages
from podcast.cli.build_profile import finished_profile, profile_document, profile_option
from podcast.cli.json_output import echo_json, json_option, problem_documents
from podcast.cli.options import (
    arguments_as,
    build_due,
    build_options,
    chosen_jobs,
    remaster_option,
    request_remaster,
    show_root_option,
)
from podcast.cli.terminal import echo_detail, echo_hint, echo_line, echo_lines, is_json, terminal_width
from podcast.i18n import _

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from podcast.cli.documents.site_documents import BuildDocument
    from podcast.cluster.address import ClusterAddress
    from podcast.profiling.cpu_sampler import BuildProfile
    from podcast.report.entry import ReportEntry
    from podcast.steps.build_state.outcome import BuildOutcome
    from podcast.steps.paths import ProjectPaths


@dataclass(frozen=True, slots=True)
class BuildArguments:
    """Values of the options of `podcast build`; `at` is a wall-clock time in the show's time zone."""

    at: datetime | None
    jobs: int | None
    drafts: bool
    report: bool
    verify: bool
    remaster: tuple[str, ...]
    executor: ClusterAddress | None


@click.command(epilog="Example:  podcast build --drafts")
@click.option(
    "--drafts",
    is_flag=True,
    help="Include drafts and scheduled episodes, for you to look at. They are never published.",
)
@click.option(
    "--report",
    is_flag=True,
    help="Show the loudness before and after mastering, "
    "and write a page on the sound: voices, gains, what was removed.",
)
@click.option(
    "--verify",
    is_flag=True,
    help="Read every file that earlier builds have made, also those that look unchanged, and make damaged ones again.",
)
@profile_option
@remaster_option
@build_options
@json_option
@show_root_option
@arguments_as(BuildArguments)
def build(root: Path, arguments: BuildArguments) -> None:
    """Master new recordings and write the site to site/."""
    entries: tuple[ReportEntry, ...] | None = None
    outcome = _outcome_without_build(root, arguments)
    if outcome is None:
        outcome, entries = _build(root, arguments)
    profile = finished_profile()
    echo_json(_document(root, outcome, entries, profile))
    echo_lines(messages.build_summary(outcome, _paths(root).site))
    if profile:
        from podcast.report.profile_table import profile_lines

        echo_lines(profile_lines(profile, len(outcome.episodes), terminal_width()))
    for path in outcome.written:
        echo_detail(_("wrote {path}").format(path=path))
    for hint in (*outcome.pending_problems, *outcome.hints):
        echo_hint(_("hint: {what}").format(what=hint))
    if arguments.drafts:
        echo_hint(_("includes drafts and scheduled episodes, for you only: `podcast publish` leaves them out"))
    echo_hint(_next_step(root, outcome))


def _outcome_without_build(root: Path, arguments: BuildArguments) -> BuildOutcome | None:
    """Return the outcome of an unchanged build, without a heavy library; None if something may be new."""
    from podcast.steps.build_state.check import site_files, unchanged_build

    if arguments.verify or arguments.remaster or arguments.report:
        return None
    record = unchanged_build(root, drafts=arguments.drafts, at=arguments.at)
    if record is None or not is_json():
        return record.outcome if record else None
    foreign = {*record.outcome.foreign, ".gitignore"}
    return replace(record.outcome, unchanged=tuple(path for path in site_files(root) if path not in foreign))


def _build(root: Path, arguments: BuildArguments) -> tuple[BuildOutcome, tuple[ReportEntry, ...] | None]:
    from podcast import pipeline

    if arguments.verify:
        pipeline.request_verification(root)
    request_remaster(root, arguments.remaster)
    jobs = chosen_jobs(arguments.jobs, arguments.executor)
    result = build_due(root, arguments.at, jobs, drafts=arguments.drafts)
    entries: tuple[ReportEntry, ...] | None = None
    if arguments.report:
        from podcast.report.mastering_table import mastering_lines

        entries = pipeline.write_report(result)
        echo_lines(mastering_lines(entries, terminal_width()))
        echo_line(_("report: {path}").format(path=messages.relative_path(result.paths.report)))
    return pipeline.build_outcome(result), entries


def _paths(root: Path) -> ProjectPaths:
    from podcast.steps.paths import ProjectPaths

    return ProjectPaths(root)


def _next_step(root: Path, outcome: BuildOutcome) -> str:
    from datetime import UTC, datetime

    page = messages.relative_path(_paths(root).site / "index.html")
    first_date = datetime.fromisoformat(outcome.first_date) if outcome.first_date else None
    if first_date is None or first_date > datetime.now(UTC):  # drafts and scheduled episodes, which are not published
        sentence = _("next: open {page} in a browser")
    elif not outcome.has_target:
        sentence = _("next: open {page} in a browser, then set publish.target (see `podcast docs stores`)")
    else:
        sentence = _("next: open {page} in a browser, then `podcast publish`")
    return sentence.format(page=page)


def _document(
    root: Path, outcome: BuildOutcome, entries: tuple[ReportEntry, ...] | None, profile: BuildProfile | None
) -> BuildDocument:
    from podcast.cli.sound_json import sound_document

    paths = _paths(root)
    return {
        "site": paths.site.relative_to(root).as_posix(),
        "episodes": list(outcome.episodes),
        "mastered": list(outcome.mastered),
        "tracks": dict(outcome.tracks),
        "edits": dict(outcome.edits),
        "written": list(outcome.written),
        "unchanged": list(outcome.unchanged or ()),
        "removed": list(outcome.removed),
        "foreign": list(outcome.foreign),
        "audio_bytes": outcome.audio_bytes,
        "report": paths.report.relative_to(root).as_posix() if entries is not None else None,
        "sound": [sound_document(entry) for entry in entries] if entries is not None else None,
        "hints": problem_documents(outcome.hints),
        "pending": problem_documents(outcome.pending_problems),
        "profile": profile_document(profile, len(outcome.episodes)) if profile else None,
    }
