"""The next thing to do with a show: never a command that would fail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from podcast.checks import rules
from podcast.i18n import _
from podcast.report.status_table import EpisodeStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from podcast.checks.examine import Examination
    from podcast.model.fields import TargetSettings
    from podcast.model.show import Episode, Show


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step as a sentence, and the command that it names; both may be empty."""

    sentence: str = ""
    command: str = ""


def next_step(
    examination: Examination,
    now: datetime,
    statuses: Sequence[EpisodeStatus] | None = None,
    *,
    target_checked: bool = False,
) -> NextStep:
    """Return the next thing to do.

    Args:
        examination: of the show, with the problems that prevent the next step.
        now: decides which episodes are due.
        statuses: of all episodes; None if they were not read.
        target_checked: whether `statuses` say what is public.
    """
    show = examination.show
    if show is None or examination.problems:
        return NextStep(_("next: fix the problems that `podcast check` lists, from the top"))
    if not show.episodes:
        return NextStep(_("next: `podcast new TITLE --recording FILE` creates the first episode"), "podcast new TITLE")
    if not show.due(now).episodes:
        return _before_release(examination, show, now)
    return _build_or_publish(show, statuses, target_checked=target_checked) or _next_draft(examination, show)


def step_after_build(
    show: Show | TargetSettings, statuses: Sequence[EpisodeStatus], *, target_checked: bool
) -> NextStep:
    """Return the next thing to do with a show that is built and has neither a problem nor a draft."""
    return _build_or_publish(show, statuses, target_checked=target_checked) or NextStep()


def _build_or_publish(
    show: Show | TargetSettings, statuses: Sequence[EpisodeStatus] | None, *, target_checked: bool
) -> NextStep | None:
    """The step for episodes that are due; None if all is done, or the public state is unknown."""
    if statuses is None:
        return NextStep(_("next: `podcast build`"), "podcast build")
    built = [status for status in statuses if status.state == "built"]
    if any(status.state == "not built" for status in statuses):
        sentence = _("next: `podcast build`, then `podcast publish`") if show.publish else _("next: `podcast build`")
        return NextStep(sentence, "podcast build")
    if built and not show.publish:
        return NextStep(
            _("next: set publish.target in podcast.yaml (see `podcast docs stores`), then `podcast publish`"),
            "podcast docs stores",
        )
    if target_checked and any(status.public != "live" for status in built):
        return NextStep(_("next: `podcast publish`"), "podcast publish")
    return None


def _before_release(examination: Examination, show: Show, now: datetime) -> NextStep:
    """The step for a show of which nothing may be public yet: a build would have nothing to build."""
    scheduled = [episode for episode in show.episodes if not episode.draft and episode.date and episode.date > now]
    if scheduled:
        first = min(scheduled, key=lambda episode: (episode.date, episode.slug))
        sentence = _("next: `podcast serve` shows {slug}; `podcast publish` publishes it from {date:%Y-%m-%d %H:%M} on")
        date = show.local_time(first.date) if first.date else now
        return NextStep(sentence.format(slug=first.slug, date=date), "podcast serve")
    return _next_draft(examination, show)


def _next_draft(examination: Examination, show: Show) -> NextStep:
    """The next step for the most complete draft; an empty one if there is no draft."""
    drafts = [episode for episode in show.episodes if episode.draft]
    missing = {draft.slug: _missing(examination, show, draft) for draft in drafts}
    draft = min(drafts, key=lambda draft: len(missing[draft.slug]), default=None)
    if draft is None:
        return NextStep()
    if names := missing[draft.slug]:
        sentence = _("next: {file} still needs {missing}; `podcast serve` shows it meanwhile")
        return NextStep(sentence.format(file=draft.file, missing=", ".join(map(_, names))), "podcast serve")
    sentence = _("next: read {file} once more (`podcast serve` shows it), then `podcast set {slug} draft false`")
    return NextStep(sentence.format(file=draft.file, slug=draft.slug), f"podcast set {draft.slug} draft false")


def _missing(examination: Examination, show: Show, draft: Episode) -> tuple[str, ...]:
    """The fields because of which a draft cannot be released."""
    needed = tuple(name for name in EpisodeStatus(draft, "draft", "", None).missing if name != "transcript")
    released = show.with_episodes(
        episode.model_copy(update={"draft": False}) if episode is draft else episode for episode in show.episodes
    )
    loaded = replace(examination.loaded, variants=(released,), problems=())
    problems = rules.find_problems(loaded, examination.files.facts)
    fields = (problem.field for problem in problems if problem not in examination.problems)
    return tuple(dict.fromkeys((*needed, *fields)))
