"""Write a large show as if all of it were mastered: `site_show.py FOLDER --episodes 300`. See README.md."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import laid_sound
import site_content
from site_content import Shape

COVER = Path(__file__).resolve().parents[1] / "cover.jpg"


def make_show(root: Path, shape: Shape) -> None:
    """Write the show, with sound; whatever is in the folder goes."""
    for folder in (root, site_content.published_folder(root)):
        shutil.rmtree(folder, ignore_errors=True)
    site_content.write_show(root, shape, COVER)
    laid_sound.lay_sound(root)


def add_episode(root: Path) -> str:
    """Add the next episode, with sound, and return its slug."""
    number = 1 + max(int(path.name.rpartition("-")[2]) for path in (root / "episodes").iterdir())
    text = site_content.episode_text(number, Shape(number + 1))
    site_content.write_episode(root, text)
    laid_sound.lay_sound(root, text.slug)
    return text.slug


def main() -> None:
    options = _options()
    make_show(options.folder.resolve(), Shape(options.episodes, options.cues, cards=not options.no_cards))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the show's folder; what is in it goes")
    parser.add_argument("--episodes", type=int, default=300, metavar="N", help="number of episodes  [default: 300]")
    parser.add_argument("--cues", type=int, default=site_content.CUES, metavar="N", help="cues of a transcript")
    parser.add_argument("--no-cards", action="store_true", help="episodes get no social card")
    return parser.parse_args()


if __name__ == "__main__":
    main()
