"""A site published, with no build before it: `python bench/publish_ours.py ROOT ENDPOINT s3://bucket/prefix`.

ROOT/site is the site; ROOT/.podcast remembers, as it does for `podcast publish`.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from sites import LINK

GUID = "375e050f-7f52-5e9b-9cfc-9414515d1a5b"


def main(root: Path, endpoint: str, target: str) -> None:
    from podcast import pipeline
    from podcast.model.groups import Publish
    from podcast.model.show import Show
    from podcast.publish import release as publishing
    from podcast.steps import paths
    from podcast.steps.site_writer import SiteChanges

    site = root / "site"
    files = tuple(path.relative_to(site).as_posix() for path in sorted(site.rglob("*")) if path.is_file())
    publish = Publish(target=target, endpoint=endpoint)
    show = Show.model_construct(guid=GUID, link=LINK, timezone="UTC", publish=publish, episodes=())
    mastering = pipeline.MasteringResult({}, {}, {})
    made = pipeline.BuildResult(show, {}, SiteChanges(files, (), (), ()), paths.ProjectPaths(root), mastering)
    prepared = pipeline.prepare(made, publishing.open_target(show, root), datetime.now(UTC))
    pipeline.carry_out(prepared, lambda _: None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
