"""YAML files of an earlier import for which files have arrived that could not be fetched then."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.i18n import _
from podcast.importing.mapping.channel.map_channel import in_order as in_show_order
from podcast.importing.mapping.finding_log import FindingLog
from podcast.importing.mapping.imported import CompletedFile
from podcast.importing.mapping.items.item_files import episode_folder
from podcast.importing.mapping.items.map_item import in_order
from podcast.importing.mapping.items.map_item import map_item as map_planned_item
from podcast.importing.mapping.written_files import episode_yaml
from podcast.importing.mapping.yaml_files import yaml_lines
from podcast.model.file_names import SHOW_FILE, STAND_IN_COVER
from podcast.show.implicit_files import IMPLICIT_FILES, find_single_file
from podcast.show.media_files import list_folder
from podcast.show.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.importing.downloads.policy import FetchedFile
    from podcast.importing.mapping.imported import ExistingShow
    from podcast.importing.mapping.items.plan_items import PlannedItem
    from podcast.importing.mapping.show_context import MappingPlan
    from podcast.importing.mapping.written_files import WrittenYaml
    from podcast.show.yaml_reader import YamlValue

# The fields that depend on files; all others stay as the first import has written them.
_EPISODE_FIELDS: Final = (
    *("people", "chapters", "transcript", "transcript_files", "cover", "cover_alt", "images", "draft", "extra_xml"),
)
_SHOW_FIELDS: Final = ("cover", "images", "people")
_NOT_NAMED: Final = frozenset({"extra_xml"})  # in a file that was edited: it has no element that replaces ours


def completed_files(
    plan: MappingPlan, existing: ExistingShow, files: Mapping[Path, FetchedFile], log: FindingLog
) -> Iterator[CompletedFile]:
    """Yield podcast.yaml and the episode.yaml files for which files have arrived.

    One that is as the import wrote it gets new fields. Of one that was edited, a finding says which lines to add.

    Args:
        plan: of the mapping.
        existing: what the folder has.
        files: that were fetched, by their planned places.
        log: for what is to be done.
    """
    show = existing.written.get(SHOW_FILE)
    if show and _has_arrived(show, files) and existing.fields is not None:
        fields = {name: plan.channel_fields.get(name) for name in _SHOW_FIELDS}
        log.where = ""
        yield _completed(_waiting(show, files), fields, {}, existing.root, log)
    for item in plan.items.existing_items:
        written = existing.written.get(episode_yaml(item.slug))
        if written and _has_arrived(written, files):
            log.where = item.where
            has_new_audio = any("/recording." in place and Path(place) in files for place in written.missing)
            yield _completed_episode(item, _waiting(written, files), plan, log, has_new_audio=has_new_audio)
    log.where = ""


def _has_arrived(written: WrittenYaml, files: Mapping[Path, FetchedFile]) -> bool:
    return any(Path(place) in files for place in written.missing)


def _waiting(written: WrittenYaml, files: Mapping[Path, FetchedFile]) -> WrittenYaml:
    """Return a file that waits for those alone that have not arrived."""
    return replace(written, missing=tuple(place for place in written.missing if Path(place) not in files))


def _completed_episode(
    item: PlannedItem, written: WrittenYaml, plan: MappingPlan, log: FindingLog, *, has_new_audio: bool
) -> CompletedFile:
    new_log = FindingLog()
    episode = map_planned_item(item, plan.context, new_log)
    fields = {name: episode.fields.get(name) for name in _EPISODE_FIELDS}
    if not fields["draft"] and not has_new_audio:
        del fields["draft"]
    folder = episode_folder(item.slug).as_posix()
    texts = {f"{folder}/{name}": data for name, data in episode.texts.items() if not name.startswith("notes.")}
    return _completed(written, fields, texts, plan.context.root, log)


def _completed(
    written: WrittenYaml, fields: Mapping[str, YamlValue], texts: dict[str, bytes], root: Path, log: FindingLog
) -> CompletedFile:
    """Return a YAML file with the fields that depend on files.

    Args:
        written: the file as it was written.
        fields: name -> the value that it has now; None for none.
        texts: path of a file relative to the show -> its bytes.
        root: of the show.
        log: for an edited file.
    """
    data = (root / written.path).read_bytes()
    own: dict[str, YamlValue] = read_yaml(data).fields or {}
    changed = {name: value for name, value in fields.items() if value != own.get(name)}
    if not changed:
        return CompletedFile(written, None, texts)
    if written.is_unedited(data):
        merged: dict[str, YamlValue] = {**own, **changed}
        filled = in_show_order(merged) if written.path == SHOW_FILE else in_order(merged)
        return CompletedFile(written, filled, texts)
    lines = [_line(name, value) for name, value in changed.items() if _is_to_be_named(name, value, written.path, root)]
    lines += ["draft: false"] if "draft" in changed and not changed["draft"] else []
    if lines:
        sentence = _("{file} was edited, and files for it were fetched only now; add to it: {lines}")
        log.add("edited-file", "to do", sentence.format(file=written.path, lines="\n".join(lines)))
    return CompletedFile(written, None, texts)


def _is_to_be_named(name: str, value: YamlValue, path: str, root: Path) -> bool:
    """Whether a field has to be written: a cover and a transcript are found by their names, if there is only one."""
    if not value or name in _NOT_NAMED or value == STAND_IN_COVER:
        return False
    folder = Path(path).parent.as_posix()
    if name not in IMPLICIT_FILES or path == SHOW_FILE:
        return True
    return find_single_file(root.resolve(), folder, list_folder(root / folder), name) != f"{folder}/{value}"


def _line(name: str, value: YamlValue) -> str:
    """Return a field on one line of YAML."""
    return yaml_lines(name, value)[0] if isinstance(value, str) else f"{name}: {json.dumps(value, ensure_ascii=False)}"
