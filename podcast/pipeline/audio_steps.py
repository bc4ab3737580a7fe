"""The audio of a build: plan → take over → master → tag. Its pages follow in `build_steps`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from podcast.artifacts import AudioInfo
from podcast.checks import audio_hints
from podcast.checks.acceptance.accepted_hints import without_accepted
from podcast.checks.facts import Facts
from podcast.checks.rules.episodes import chapters_within_audio
from podcast.checks.rules.sound.cuts import cuts_within_audio
from podcast.checks.track_hints import track_hints
from podcast.errors import Problem, ShowError
from podcast.i18n import _
from podcast.show.load import load as load_with_problems
from podcast.show.locations import problems_from_findings
from podcast.steps import audio_takeover, mastering_plan, site_record
from podcast.steps.audio_takeover import LiveAudio, Takeover, TakeoverInput
from podcast.steps.mastering import Mastering, MasteringInput, master_all
from podcast.steps.prerendering import prerender
from podcast.steps.tagging import AudioTagged, TaggingInput, tag_all
from podcast.steps.waveforms import Waveforms, make_waveforms, taken_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Executor
    from pathlib import Path

    from podcast.artifacts import Audio, Master
    from podcast.audio.job import MasterJob
    from podcast.files.cache import Cache
    from podcast.files.digest import Digest
    from podcast.model.show import Show
    from podcast.pages.caching.render_cache import RenderCache
    from podcast.steps.mastering_events import MasteringEvent
    from podcast.steps.paths import ProjectPaths


@dataclass(frozen=True, slots=True)
class BuildInput:
    """Inputs of a build: places, cache, the executor of its jobs, the audio that is live, facts about files."""

    paths: ProjectPaths
    cache: Cache
    executor: Executor
    live: LiveAudio
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True)
class BuiltAudio:
    """The audio of a build, by slug: its jobs, masters and tagged files, and the audio that is taken over.

    `fingerprints` are the SHA-256 of the show's files, as far as known.
    """

    jobs: Mapping[str, MasterJob]
    masters: Mapping[str, Master]
    audio: Mapping[str, Audio]
    fingerprints: Mapping[Path, str]
    mastering: Mastering
    takeover: Takeover

    def files_here(self) -> dict[str, str]:
        """The SHA-256 of the audio files of this computer, by their paths below site/."""
        files = {path: sha256 for audio in self.audio.values() for path, sha256 in _audio_files(audio).items()}
        return {path: sha256 for path, sha256 in files.items() if path not in self.takeover.remote_files}


def make_audio(show: Show, inputs: BuildInput, report: Callable[[MasteringEvent | AudioTagged], None]) -> BuiltAudio:
    """Take over audio that is live with the same inputs, and master and tag the rest.

    Args:
        show: chapters in the recordings' time.
        inputs: of the build.
        report: called with each event, in the calling thread.

    Raises:
        ShowError: chapters or cuts are after the end of a recording, or a recording is missing and its audio not live.
        BuildError: recordings that cannot be mastered; the others are.
        DamagedFileError: a file that an earlier build has made has other bytes than it wrote.
        FileError: the disk refuses.
    """
    paths, cache = inputs.paths, inputs.cache
    plan = mastering_plan.plan_masters(show, paths, cache)
    takeover = audio_takeover.take_over(show, TakeoverInput(paths, cache, plan, inputs.live))
    if missing := [problems for slug, problems in inputs.live.missing.items() if slug not in takeover.audio]:
        raise ShowError(tuple(problem for problems in missing for problem in problems))
    to_master = show.with_episodes(episode for episode in show.episodes if episode.slug not in takeover.audio)
    mastering_input = MasteringInput(paths, cache, inputs.executor, report, prerender(show, paths, cache))
    renew_masters = partial(_master_all, to_master, mastering_input)
    announce = partial(_announce, cache, paths.site_kind)
    mastering = _master_all(to_master, replace(mastering_input, plan=plan.without(takeover.audio)))
    tagging_input = TaggingInput(paths, cache, mastering, renew_masters, announce, inputs.executor)
    tagging = tag_all(to_master, tagging_input, report)
    mastering = tagging.mastering
    return BuiltAudio(
        jobs={**plan.jobs, **mastering.plan.jobs},
        masters={**plan.masters, **mastering.masters},
        audio={**tagging.audio, **takeover.audio},
        fingerprints={**plan.fingerprints, **mastering.plan.fingerprints},
        mastering=mastering,
        takeover=takeover,
    )


def sound_hints(show: Show, inputs: BuildInput, built: BuiltAudio) -> tuple[Problem, ...]:
    """Return the hints about recordings and tracks.

    Args:
        show: chapters in the recordings' time.
        inputs: of the build.
        built: its audio.
    """
    root = inputs.paths.root
    hints = audio_hints.audio_hints(show, root, inputs.cache, built.fingerprints, inputs.facts)
    of_tracks = track_hints(show, built.mastering.masters, root)
    return without_accepted(show, (*hints, *of_tracks, *_outdated_hints(show, built.takeover)))


def _outdated_hints(show: Show, takeover: Takeover) -> Iterator[Problem]:
    """A hint for each episode whose audio stays as it was published, because its recording is not here."""
    files = {episode.slug: episode.file for episode in show.episodes}
    for slug in takeover.outdated:
        yield Problem(
            files[slug],
            0,
            0,
            "recording",
            _("is not here, so the audio stays as it was published, with its earlier settings and texts"),
            _("put the recording into the episode's folder to make the audio anew"),
            "outdated-audio",
        )


def all_waveforms(show: Show, inputs: BuildInput, built: BuiltAudio, rows: RenderCache) -> Waveforms:
    """Return the waveforms of all episodes with audio; those of audio that is taken over come from the target.

    Args:
        show: chapters in the masters' time.
        inputs: of the build.
        built: its audio.
        rows: of the files of the last build.

    Raises:
        DamagedFileError: the peaks of a master are damaged, and have been deleted.
        FileError: the disk refuses.
    """
    from_target = taken_over(show, built.takeover.waveforms)
    masters = {
        slug: (built.jobs[slug], master) for slug, master in built.masters.items() if slug not in from_target.bars
    }
    own = make_waveforms(show, masters, inputs.cache, rows, inputs.paths.site)
    return Waveforms({**own.files, **from_target.files}, {**own.bars, **from_target.bars})


def _announce(cache: Cache, kind: str, path: str, digest: Digest) -> None:
    """Note an audio file before it gets its name in the site."""
    site_record.record_files(cache, kind, {path: digest})


def _master_all(show: Show, inputs: MasteringInput) -> Mastering:
    """Master a show, and refuse chapters after the end of its recordings."""
    mastering = master_all(show, inputs)
    _refuse_late_chapters(show, mastering.masters, inputs.paths.root)
    return mastering


def _audio_files(audio: Audio) -> dict[str, str]:
    """The SHA-256 of an episode's audio files, by their path."""
    alternates = {alternate.path: alternate.sha256 for alternate in audio.alternate_formats}
    return {audio.path: audio.sha256, **alternates}


def _refuse_late_chapters(show: Show, masters: Mapping[str, Master], root: Path) -> None:
    """Refuse chapters and cuts after the end, now that the end is known: not every recording's header states it.

    Raises:
        ShowError: with a problem for each.
    """
    mastered = [episode for episode in show.episodes if episode.has_recording and episode.slug in masters]
    recordings = {
        episode.recording or episode.file: AudioInfo("", masters[episode.slug].recording_seconds, 0, 0)
        for episode in mastered
    }
    facts = Facts(recordings)
    if findings := (*chapters_within_audio(show, facts), *cuts_within_audio(show, facts)):
        raise ShowError(problems_from_findings(findings, load_with_problems(root).source_map))
