"""Mapping of a feed to the files of a show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from podcast.i18n import _, ngettext
from podcast.importing.mapping.completed_files import completed_files
from podcast.importing.mapping.finding_log import FindingLog
from podcast.importing.mapping.imported import ImportedShow
from podcast.importing.mapping.items.lost_audio import without_lost_audio
from podcast.importing.mapping.items.map_item import map_item
from podcast.importing.mapping.items.plan_items import season_number
from podcast.importing.mapping.show_context import mapping_plan
from podcast.importing.mapping.stand_in import stand_in_cover
from podcast.importing.source.tracking import resolve_tracking
from podcast.model.file_names import STAND_IN_COVER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from podcast.importing.downloads.policy import FetchedFile
    from podcast.importing.mapping.imported import ExistingShow, MappingOptions
    from podcast.importing.mapping.show_context import MappingPlan
    from podcast.importing.source.read_source import SourceFeed
    from podcast.show.yaml_reader import YamlValue


def map_show(
    source: SourceFeed,
    files: Mapping[Path, FetchedFile],
    existing: ExistingShow,
    options: MappingOptions,
    failed: Collection[Path] = (),
) -> ImportedShow:
    """Return the files of the show, for the episodes that do not exist yet, and for those whose files have arrived.

    Args:
        source: the feed.
        files: path as in `Download.path` -> the file that was fetched; those that failed are missing.
        existing: what the folder has.
        options: choices of the user.
        failed: the planned places of files that could not be fetched.
    """
    log = FindingLog()
    plan = mapping_plan(source, files, existing, options, log)
    episodes = tuple(
        without_lost_audio(map_item(item, plan.context, log), plan.context, failed, log) for item in plan.items.items
    )
    _log_dead_services(files.values(), log)
    completed = tuple(completed_files(plan, existing, files, log))
    texts = {STAND_IN_COVER: stand_in_cover(plan.fields)} if plan.fields.get("cover") == STAND_IN_COVER else {}
    _log_new_seasons(plan, existing, log)
    return ImportedShow(plan.fields, texts, episodes, tuple(log.findings), plan.items.existing_slugs, completed)


def _log_new_seasons(plan: MappingPlan, existing: ExistingShow, log: FindingLog) -> None:
    """Say which seasons of new episodes an existing podcast.yaml lacks: that file is the producer's."""
    if existing.fields is None:
        return
    listed, titles = _seasons(existing.fields), _seasons(plan.channel_fields)
    missing = sorted({season_number(item.elements) or 0 for item in plan.items.items} - {0} - listed.keys())
    if missing:
        quoted = {number: json.dumps(titles.get(number), ensure_ascii=False) for number in missing}
        lines = "\n".join(f"- {{number: {number}, title: {title}}}" for number, title in quoted.items())
        sentence = _("podcast.yaml lacks seasons of new episodes; add to seasons: {lines}")
        log.add("new-season", "to do", sentence.format(lines=lines))


def _seasons(fields: Mapping[str, YamlValue]) -> dict[object, YamlValue]:
    """Return the titles of the seasons in podcast.yaml by their numbers."""
    seasons = fields.get("seasons")
    listed = seasons if isinstance(seasons, list) else []
    return {season.get("number"): season.get("title") for season in listed if isinstance(season, dict)}


def _log_dead_services(files: Iterable[FetchedFile], log: FindingLog) -> None:
    """Say which services that count downloads did not answer, so that audio was fetched past them."""
    log.where = ""
    fetched = [file for file in files if file.used_fallback]
    services = dict.fromkeys(name for file in fetched for name in resolve_tracking(file.download.url)[1])
    if fetched:
        sentence = ngettext(
            "the audio of {number} episode was not to be had through {services}; it was fetched from the real address",
            "the audio of {number} episodes was not to be had through {services}; it was fetched from the real address",
            len(fetched),
        )
        log.add("dead-tracking-prefix", "repaired", sentence.format(number=len(fetched), services=", ".join(services)))
