"""A site published, with no build before it: `python bench/publish_ours.py ROOT ENDPOINT s3://bucket/prefix`.

ROOT/site is the site; ROOT/.podcast remembers, as it does for `podcast publish`. With ROOT alone, the digests of the
files are written down, as a build does when it writes them.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from sites import LINK

GUID = "375e050f-7f52-5e9b-9cfc-9414515d1a5b"


def write_digests(root: Path) -> None:
    """Write down the digests of the site, as a build does."""
    from podcast.files.cache import Cache
    from podcast.files.digest import file_digest
    from podcast.steps import paths, site_record

    places, folder = paths.ProjectPaths(root), root / "site"
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    with Cache(places.database, root) as cache:
        site_record.record_files(cache, places.site_kind, {key: file_digest(path) for key, path in files.items()})


def main(root: Path, endpoint: str, target: str) -> None:
    """Publish the site."""
    from podcast.files.cache import Cache
    from podcast.model.groups import Publish
    from podcast.model.show import Show
    from podcast.publish import release
    from podcast.publish.protocol import prepare as preparation
    from podcast.steps import paths, site_record

    folder, places = root / "site", paths.ProjectPaths(root)
    with Cache(places.database, root) as cache:
        digests = site_record.recorded_files(cache, places.site_kind)
    site = preparation.Site(folder, digests, GUID, LINK)
    show = Show.model_construct(
        guid=GUID, link=LINK, timezone="UTC", publish=Publish(target=target, endpoint=endpoint), episodes=()
    )
    options = release.with_show_settings(show, preparation.PublishOptions())
    prepared = preparation.prepare(site, release.open_target(show, root), datetime.now(UTC), options)
    release.refuse_damaged(site, (upload.key for upload in prepared.plan.uploads))
    release.publish(prepared, lambda _: None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:]) if sys.argv[2:] else write_digests(Path(sys.argv[1]))
