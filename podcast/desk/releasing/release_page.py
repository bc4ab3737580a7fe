"""What the release view shows: the steps of an episode on its way out, with its approvals and its preview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from podcast.desk.forms.field_labels import has_label, label
from podcast.desk.forms.problem_sentences import labelled_sentences
from podcast.desk.listing.overview_rows import format_short_day
from podcast.desk.part_states import part_of
from podcast.desk.public_state import latest_manifest
from podcast.desk.releasing.approval_states import episode_approvals, episode_content
from podcast.model.fields import EpisodeFields
from podcast.model.publishing.approval_state import ApprovalState, changed_parts
from podcast.pipeline.share_steps import share_url
from podcast.publish.approval_guard import recorded_content

if TYPE_CHECKING:
    from datetime import datetime

    from podcast.desk.desk_session import Desk
    from podcast.model.publishing.approval_state import EpisodeContent
    from podcast.model.show import Episode
    from podcast.publish.protocol.state import Manifest

_NEEDED = {"recording": "sound", "date": "facts", "summary": "facts", "cover_alt": "facts"}  # field -> part that has it


@dataclass(frozen=True, slots=True)
class Missing:
    """What keeps an episode from being published: in words, and the page where it is put right."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownApproval:
    """An approval as the page shows it: `changed` are the labels of what has changed since; none: it holds."""

    name: str
    on: str
    is_given: bool
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownShare:
    """The preview of an episode: its address, and until when it works."""

    url: str
    until: str


def release_context(desk: Desk, slug: str) -> dict[str, Any]:
    """Return the variables of the template for an episode whose file can be parsed."""
    show = desk.show()
    episode, manifest = show.episodes[slug], latest_manifest(desk.root, show.examination.memory)
    content = episode_content(show, episode)
    state, missing = episode_approvals(show, episode), missing_parts(desk, episode)
    return {
        "missing": missing,
        "hints": len(show.hints(slug)),
        "has_transcript": bool(episode.transcript or episode.transcript_files),
        "is_draft": episode.draft,
        "is_public": slug in show.public.live,
        "needs": state.needs,
        "is_released": state.is_released,
        "given": len(state.valid),
        "approvals": shown_approvals(desk, state),
        "changed_since_live": _changed_since_live(desk, slug, manifest, content),
        "live_since": _moment(desk, manifest.published_at) if manifest and manifest.published_at else "",
        "appears": _appears(desk, episode),
        "share": _share(desk, slug, manifest),
        "share_run": desk.sharing.run(slug),
    }


def missing_parts(desk: Desk, episode: Episode) -> tuple[Missing, ...]:
    """Return what an episode lacks, and its problems, each with the page where it is put right."""
    present = {
        "recording": episode.has_recording,
        "date": bool(episode.date),
        "summary": bool(episode.summary),
        "cover_alt": bool(episode.cover_alt or not episode.cover),
    }
    lacking = [name for name, is_present in present.items() if not is_present and not episode.withdrawn]
    fields = (
        Missing(desk.translate(f"release.missing_{name}"), f"/e/{episode.slug}/{_NEEDED[name]}#f-{name}")
        for name in lacking
    )
    problems = [problem for problem in desk.show().problems(episode.slug) if problem.field not in lacking]
    return (
        *fields,
        *(
            Missing(labelled_sentences(problem, desk.language), f"/e/{episode.slug}/{part_of(episode, problem)}")
            for problem in problems
        ),
    )


def shown_approvals(desk: Desk, state: ApprovalState) -> tuple[ShownApproval, ...]:
    """Return the approvals as they are shown: those of this version first."""
    valid = (ShownApproval(item.name, _moment(desk, item.on), is_given=True) for item in state.valid)
    outdated = (
        ShownApproval(
            item.approval.name, _moment(desk, item.approval.on), is_given=False, changed=part_labels(desk, item.changed)
        )
        for item in state.outdated
    )
    return (*valid, *outdated)


def part_labels(desk: Desk, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the labels of parts of an episode's content, each once, sorted."""
    labels = {
        label((EpisodeFields, name), desk.language)
        if name in EpisodeFields.model_fields and has_label((EpisodeFields, name))
        else desk.translate("release.pictures")
        for name in names
    }
    return tuple(sorted(labels)) or (desk.translate("release.something"),)


def _changed_since_live(
    desk: Desk, slug: str, manifest: Manifest | None, content: EpisodeContent
) -> tuple[str, ...] | None:
    """The labels of what differs from the published version; None if that is not known."""
    earlier = recorded_content(manifest.audio.get(slug)) if manifest else None
    if earlier is None:
        return None
    changed = changed_parts(earlier, content)
    return part_labels(desk, changed) if changed else ()


def _appears(desk: Desk, episode: Episode) -> str:
    """The moment at which a later episode appears, in words; empty if it is due."""
    return _moment(desk, episode.date) if episode.date and episode.date > desk.now() else ""


def _share(desk: Desk, slug: str, manifest: Manifest | None) -> ShownShare | None:
    shares = manifest.shares.items() if manifest else ()
    for token, share in shares:
        if share.slug == slug and share.expires_at > desk.now():
            return ShownShare(share_url(desk.show().fields, token), _moment(desk, share.expires_at))
    return None


def _moment(desk: Desk, moment: datetime) -> str:
    local = moment.astimezone(ZoneInfo(desk.show().fields.timezone))
    return f"{format_short_day(local)}, {local:%H:%M}"
