"""Contents of an archive of a show: its files with recordings, the site as it was built, and the masters."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast import urls
from podcast.errors import PodcastError
from podcast.files.cache import open_cache
from podcast.files.partial_names import is_partial_file
from podcast.i18n import _
from podcast.publish.protocol.feed_gate import named_keys
from podcast.publish.sources.read_sources import episodes_without_recording, recording_names, source_names
from podcast.publish.split_audio.audio_keys import AudioLocation
from podcast.publish.targets.open import OWN_FOLDERS
from podcast.show import load
from podcast.steps import audio_record
from podcast.steps.paths import ProjectPaths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.model.show import Show

MAX_NAMED: Final = 5  # files that an error names
_MASTER_SUFFIXES: Final = (".mp3", ".opus", ".m4a")


@dataclass(frozen=True, slots=True)
class BagContents:
    """The files of an archive by their names below `data/`, sorted; the show; the slugs without a recording."""

    show: Show
    files: Mapping[str, Path]
    without_recording: tuple[str, ...]

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(path.stat().st_size for path in self.files.values())


def read_contents(root: Path) -> BagContents:
    """Read which files belong into an archive of a show.

    Args:
        root: the show's folder.

    Raises:
        PodcastError: podcast.yaml cannot be read, there is no build, or the feed names what site/ does not have.
    """
    show, paths = load.load(root).show, ProjectPaths(root)
    if show is None:
        raise PodcastError(_("podcast.yaml has problems; `podcast check` names them"))
    site = dict(_site_files(paths.site))
    _require_whole_site(show, paths.site, site)
    recordings = recording_names(root, show)
    sources = {f"show/{name}": root / name for name in source_names(root, show) | recordings}
    files = {**sources, **{f"site/{name}": path for name, path in site.items()}, **_masters(show, paths)}
    return BagContents(show, dict(sorted(files.items())), episodes_without_recording(show))


def require_outside(root: Path, file: Path) -> None:
    """Require that an archive is not written into a folder that belongs into it.

    Args:
        root: the show's folder.
        file: of the archive.

    Raises:
        PodcastError: it is.
    """
    place = file.resolve()
    for name in OWN_FOLDERS:
        if place.is_relative_to((root / name).resolve()):
            sentence = _("{file} is in {folder}/, which belongs into the archive itself; name another folder")
            raise PodcastError(sentence.format(file=file, folder=name))


def _site_files(site: Path) -> Iterator[tuple[str, Path]]:
    """The files of a site by their paths below it, without hidden ones."""
    for place, folders, names in os.walk(site):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(place, name)
            if not name.startswith(".") and not is_partial_file(name) and path.is_file():
                yield path.relative_to(site).as_posix(), path


def _require_whole_site(show: Show, site: Path, files: Mapping[str, Path]) -> None:
    """Require that site/ has a feed and every file that it names.

    Raises:
        PodcastError: it has not.
    """
    if urls.FEED not in files:
        raise PodcastError(_("there is no build to archive; run `podcast build` first"))
    in_site = AudioLocation(link=urls.audio_base(show.publish))
    missing = sorted(named_keys((site / urls.FEED).read_bytes(), show.link, in_site) - files.keys())
    if missing:
        names = ", ".join(missing[:MAX_NAMED]) + (" …" if len(missing) > MAX_NAMED else "")
        raise PodcastError(
            _(
                "site/ lacks what its feed names ({names}), so an archive would not be whole. Run `podcast build`; "
                "where the recordings are not here, `podcast pull` into an empty folder brings the audio"
            ).format(names=names)
        )


def _masters(show: Show, paths: ProjectPaths) -> dict[str, Path]:
    """The masters of the last build by their names in the archive: `masters/<slug>.mp3`."""
    masters = {}
    with open_cache(paths.database, paths.root) as cache:
        records = {episode.slug: audio_record.read_record(cache, paths, episode.slug) for episode in show.episodes}
    for slug, record in records.items():
        for suffix in _MASTER_SUFFIXES if record and record.master else ():
            path = paths.master(record.master).with_suffix(suffix) if record else Path()
            if path.is_file():
                masters[f"masters/{slug}{suffix}"] = path
    return masters
