"""Writes docs/decisions/feed-judges.md: what readers that are not ours say of our feeds. `make judges` runs it.

All of them have to be installed: `npm ci --prefix tests/readers`, `apt-get install newsboat`.
"""
# ruff: noqa: E501 - paragraphs of a page

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.feed_judges import READERS, read_all, verdict
from tests.support.feed_mutations import MUTATIONS, UNNOTICED, live_feed, mutated
from tests.support.judged_shows import JUDGES, judged_shows, judgements
from tests.support.paths import DOCS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PAGE = DOCS / "decisions" / "feed-judges.md"
HEAD = """\
# What others make of the feed

`make judges` writes this page; `tests/feed/test_judges.py` repeats it. The judges share no code with us: feedparser, podcastparser (gPodder's), podcast-partytime (Podcast Index's), feedsmith and podparse, newsboat, and the rules of W3C's validator and others as `tests/support/feed_rules.py` reads them. gPodder, newsboat with podboat, and podget also fetch every episode byte for byte (`tests/feed/test_clients.py`).

## Judges and shows

Whether a reader has title and guid of all episodes exactly as they were written, or of how many. podcast-partytime decodes a title of literal entities (`&amp;`) once more.

"""
MUTATIONS_HEAD = """
## One mistake at a time

`tests/support/feed_mutations.py` puts one mistake into a feed with every field. "guard" is what our own rules and the comparison with the live feed say: `MUST` and `harm` stop a publish, `SHOULD` and `change` are named before. A reader that is not ours refuses the feed, loses episodes, reads the named values otherwise, or notices nothing (–).

"""


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    names = list(head)
    for row in (names, ["---"] * len(names), *rows):
        yield f"| {' | '.join(row)} |"


def show_rows() -> Iterator[list[str]]:
    """Yield a row for each show: what each judge says."""
    for name, readings in judgements(judged_shows()).items():
        yield [name, *(readings.get(judge, "") for judge in JUDGES)]


def mutation_rows() -> Iterator[list[str]]:
    """Yield a row for each mistake: what the guard says, and what each reader makes of it."""
    mistakes = {name: (mutation[1:], mutation[0]) for name, mutation in MUTATIONS.items()}
    mistakes |= {name: (mutation[1:], "nothing") for name, mutation in UNNOTICED.items()}
    feeds = {name: mutated(*change) for name, (change, _guard) in mistakes.items()}
    readings = read_all({"": live_feed().encode(), **feeds})
    for name, (_change, guard) in mistakes.items():
        yield [name, guard, *(verdict(readings[""].get(reader), readings[name].get(reader)) for reader in READERS)]


def page() -> str:
    """Return the page."""
    shows = table(["show", *JUDGES], show_rows())
    mutations = table(["mistake", "guard", *READERS], mutation_rows())
    return HEAD + "\n".join(shows) + "\n" + MUTATIONS_HEAD + "\n".join(mutations) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
