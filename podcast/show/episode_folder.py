"""Folder of an episode: `episode.yaml` and the files beside it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podcast.errors import FileProblem
from podcast.i18n import _
from podcast.model.fields import EpisodeFields
from podcast.model.file_names import APPROVALS_FILE, EPISODE_FILE, EPISODES
from podcast.model.show import Episode
from podcast.model.types import is_web_address
from podcast.model.values.conflict_copies import without_copies
from podcast.show import implicit_files, media_files
from podcast.show.approving.approvals_file import ReadApprovals, read_approvals
from podcast.show.chapters_file import with_chapters
from podcast.show.locations import Finding
from podcast.show.markdown_files import read_markdown
from podcast.show.notes_file import read_notes
from podcast.show.partial_fields import certain_findings, read_fields
from podcast.show.root_folder import episode_folders
from podcast.show.validation import validation_context
from podcast.show.yaml_file import YamlFile, read_yaml_file, resolve_files, with_readable_fields
from podcast.show.yaml_reader import YamlDocument
from podcast.transcripts.machine_note import SEARCH_BYTES, has_machine_note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from podcast.errors import Problem
    from podcast.show.chapters_file import ChaptersFromFile
    from podcast.show.validation import Context
    from podcast.show.yaml_errors import Loc
    from podcast.show.yaml_file import NamedFile


@dataclass(frozen=True, slots=True)
class EpisodeFolder:
    """The content of an episode's folder: the episode if its fields are valid, and the problems of its files.

    `variants` are the episode with two placeholders for each value at `unreadable`, see `podcast.show.partial_fields`.
    """

    file: YamlFile
    episode: Episode | None
    variants: tuple[Episode, ...]
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()  # of its files of markers and of approvals
    unreadable: frozenset[Loc] = frozenset()

    @property
    def is_valid(self) -> bool:
        """Whether it has nothing to report, and nothing in it is uncertain."""
        has_problems = self.findings or self.problems or self.unreadable or self.file.document.problems
        return self.episode is not None and not has_problems and len(self.variants) == 1


def episode_slugs(root: Path) -> tuple[list[str], list[Finding]]:
    """Return the names of the folders below episodes/, sorted, without hidden ones; and why there are none."""
    folder = root / EPISODES
    try:
        if not folder.exists():
            return [], []
        return episode_folders(root), []
    except OSError as error:
        remedy = _("create a readable folder of that name with one folder per episode")
        return [], [
            Finding(EPISODES, (), _("cannot be read ({reason})").format(reason=media_files.error_reason(error)), remedy)
        ]


def read_episode_folder(
    root: Path, slug: str, context: Context, unsaved: Mapping[str, bytes] = MappingProxyType({})
) -> EpisodeFolder:
    """Read an episode's folder.

    Args:
        root: of the show, resolved.
        slug: the name of the folder.
        context: the values of `podcast.yaml` that its episodes need, see `validation_context`.
        unsaved: see `read_yaml_file`.
    """
    folder = f"{EPISODES}/{slug}"
    try:
        names = media_files.list_folder(root / folder)
    except OSError as error:
        what = _("cannot be read ({reason})").format(reason=media_files.error_reason(error))
        return _without_episode_file(slug, FileProblem(what, _("give yourself permission to read it")))
    if EPISODE_FILE not in names:
        return _without_episode_file(slug, _missing_episode_file(names))
    file = with_readable_fields(read_yaml_file(root, f"{folder}/{EPISODE_FILE}", unsaved))
    slug_problem = media_files.slug_problem(slug)
    findings = [Finding(folder, (), slug_problem.what, slug_problem.remedy)] if slug_problem else []
    if file.document.fields is None:
        return _unreadable_folder(slug, file, findings)
    chapters = with_chapters(root, folder, file.document.fields, file.path)
    names = {name: on_disk for name, on_disk in names.items() if on_disk not in chapters.files}
    fields = read_fields(EpisodeFields, chapters.fields, file.path, context, file.document.unreadable)
    results = [_with_files(root, slug, names, variant, chapters) for variant in fields.variants]
    approvals = read_approvals(root, folder, context) if APPROVALS_FILE in names else ReadApprovals()
    unreadable = fields.unreadable | {(name,) for name in chapters.unreadable}
    of_files = certain_findings((result[1] for result in results), ((file.path, loc) for loc in fields.unreadable))
    episodes = tuple(_with_approvals(episode, approvals) for episode, _findings in results)
    return EpisodeFolder(
        file.without_fields(),
        None if fields.complete is None else episodes[0],
        episodes,
        (*findings, *chapters.findings, *fields.findings, *of_files),
        (*chapters.problems, *approvals.problems),
        unreadable,
    )


def _with_approvals(episode: Episode, approvals: ReadApprovals) -> Episode:
    if not approvals.approvals:
        return episode
    return Episode.model_construct(**{**episode.__dict__, "approvals": approvals.approvals})


def _without_episode_file(slug: str, problem: FileProblem) -> EpisodeFolder:
    return _unreadable_folder(slug, YamlFile(f"{EPISODES}/{slug}", None, YamlDocument(), problem))


def _unreadable_folder(slug: str, file: YamlFile, findings: Iterable[Finding] = ()) -> EpisodeFolder:
    """Return the folder of an episode whose fields cannot be read, with placeholders for them."""
    fields = read_fields(EpisodeFields, None, file.path, validation_context(None))
    episodes = (Episode.model_construct(**variant.__dict__, slug=slug) for variant in fields.variants)
    return EpisodeFolder(file, None, tuple(episodes), tuple(findings), unreadable=fields.unreadable)


def _with_files(
    root: Path, slug: str, names: dict[str, str], fields: EpisodeFields, chapters: ChaptersFromFile
) -> tuple[Episode, tuple[Finding, ...]]:
    """Return the episode with the files of its folder, and the problems of those.

    Args:
        root: of the show, resolved.
        slug: the name of the folder.
        names: of the files in it that may count without a field, see `list_folder`.
        fields: of `episode.yaml`.
        chapters: the fields as they were typed.
    """
    folder = f"{EPISODES}/{slug}"
    named_files = _episode_files(fields, chapters.fields)
    fields, file_findings = resolve_files(root, folder, fields, f"{folder}/{EPISODE_FILE}", named_files)
    implicit, implicit_findings = _implicit_fields(root, folder, names, fields)
    implicit |= {"slug": slug, "chapters_from_recording": chapters.from_recording}
    implicit["cuts_from_recording"] = chapters.cuts_from_recording
    implicit["has_unused_cut_marks"] = chapters.has_unused_cut_marks
    implicit["machine_transcript"] = _is_machine_made(root, implicit.get("transcript", fields.transcript))
    return Episode.model_construct(**{**fields.__dict__, **implicit}), (*file_findings, *implicit_findings)


def _is_machine_made(root: Path, transcript: str | None) -> bool:
    """Whether a transcript's file, relative to `root`, says that a machine made it."""
    if not transcript or not transcript.lower().endswith(".vtt"):
        return False
    try:
        with (root / transcript).open("rb") as file:
            return has_machine_note(file.read(SEARCH_BYTES))
    except OSError:  # reported by the inspection of the files
        return False


def _missing_episode_file(names: dict[str, str]) -> FileProblem:
    misnamed = {"episode.yml", "episodes.yaml", "episode.yaml", "episode.txt"}
    candidates = [name for name in names if name.lower() in misnamed]
    remedy = (
        _("rename {near} to {episode}").format(near=candidates[0], episode=EPISODE_FILE)
        if candidates
        else _("create one (`podcast new` does), or move the folder away")
    )
    return FileProblem(_("has no {episode}").format(episode=EPISODE_FILE), remedy)


def _episode_files(episode: EpisodeFields, fields: dict[str, Any]) -> Iterator[NamedFile]:
    """Yield every file of its folder that `episode.yaml` names; pictures of registry people are in `podcast.yaml`."""
    for name, kind in (
        ("recording", media_files.RECORDING),
        ("transcript", media_files.TRANSCRIPT),
        ("cover", media_files.PICTURE),
        ("easy_language", media_files.PAGE),
        ("sign_language", media_files.VIDEO),
    ):
        path = getattr(episode, name)
        if path and not (kind is media_files.VIDEO and is_web_address(path)):
            yield (name,), path, kind
    for name in ("intro", "outro"):
        if path := getattr(episode.audio, name, None):
            yield ("audio", name), path, media_files.RECORDING
    for number, track in enumerate(episode.tracks):
        yield ("tracks", number, "file"), track.file, media_files.RECORDING
    for number, transcript in enumerate(episode.transcript_files):
        yield ("transcript_files", number, "file"), transcript.file, media_files.ANY_TRANSCRIPT
    for loc, picture in _episode_pictures(episode, fields):
        yield loc, picture, media_files.PICTURE


def _episode_pictures(episode: EpisodeFields, fields: dict[str, Any]) -> Iterator[tuple[Loc, str]]:
    """Yield the pictures beside the cover: of chapters, of people, and those of `images`."""
    for number, picture in enumerate(episode.images):
        yield ("images", number, "file"), picture.file
    for number, chapter in enumerate(episode.chapters):
        if chapter.image:
            yield ("chapters", number, "image"), chapter.image
    for number, person in enumerate(episode.people):
        if person.image and isinstance(fields["people"][number], dict):
            yield ("people", number, "image"), person.image


def _implicit_fields(
    root: Path, folder: str, names: dict[str, str], fields: EpisodeFields
) -> tuple[dict[str, Any], list[Finding]]:
    """Return the fields that follow from the files of the folder, and the problems of those files."""
    implicit: dict[str, Any] = {}
    findings: list[Finding] = []
    path = f"{folder}/{EPISODE_FILE}"
    other_files = {fields.sign_language, *(track.file for track in fields.tracks)}  # no recordings of the episode
    other_files |= {transcript.file for transcript in fields.transcript_files}  # not the one that the page shows
    names = {
        name: on_disk for name, on_disk in without_copies(names).items() if f"{folder}/{on_disk}" not in other_files
    }
    for name in implicit_files.IMPLICIT_FILES:
        if name in fields.model_fields_set or (name == "recording" and fields.is_mix):
            continue
        file = implicit_files.find_single_file(root, folder, names, name)
        if isinstance(file, FileProblem) and name == "recording" and fields.tracks:
            continue  # several other files: none of them is the recording
        if isinstance(file, FileProblem):
            findings.append(Finding(path, (name,), file.what, file.remedy))
        elif file:
            implicit[name] = file
        elif name == "recording" and not (fields.draft or fields.withdrawn or fields.tracks):
            if unusable := implicit_files.find_by_content(root, folder, names, implicit_files.MISTAKEN_KINDS):
                implicit[name] = f"{folder}/{names[unusable[0]]}"  # the inspection says what it is and what to do
                continue
            remedy = _("put the audio file into the episode's folder, or set draft: true")
            findings.append(Finding(path, (name,), _("is missing"), remedy))
    notes, notes_findings = read_notes(root, names, fields.notes, path)
    implicit |= notes
    findings += notes_findings
    text = read_markdown(root, fields.easy_language) if fields.easy_language else None
    if isinstance(text, FileProblem):
        findings.append(Finding(str(fields.easy_language), (), text.what, text.remedy))
    elif text is not None:
        implicit["easy_language_text"] = text
    return implicit, findings
