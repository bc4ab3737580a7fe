"""The table of all episodes: a row each, and where its loudness came from and went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.report.html import Element, node
from podcast.report.report_strings import figure, speaker
from podcast.report.stylesheet import PENS
from podcast.report.svg_charts import way
from podcast.text import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from podcast.report.entry import Entry

    Cell = Callable[[Entry, str], str]

_NONE = "–"

# A column: the word and the unit of its head, and what stands in it.
COLUMNS: tuple[tuple[str, str, Cell], ...] = (
    ("before", "LUFS", lambda one, tongue: figure(one.master.before.loudness, tongue)),
    ("after", "LUFS", lambda one, tongue: figure(one.master.after.loudness, tongue)),
    ("peak", "dBTP", lambda one, tongue: figure(one.master.after.true_peak, tongue)),
    ("gain", "dB", lambda one, tongue: figure(one.master.gain, tongue, sign=True)),
    ("limiter", "dB", lambda one, tongue: figure(-one.master.limited, tongue) if one.master.limited else _NONE),
    ("range", "LU", lambda one, tongue: figure(one.master.after.loudness_range, tongue)),
    ("length", "", lambda one, _: clock(round(one.master.seconds))),
    ("speed", "", lambda one, tongue: speaker(tongue)("speed_short", value=round(one.speed)) if one.speed else _NONE),
)


def overview(entries: Sequence[Entry], tongue: str) -> Element:
    """The sheet with the table. On a telephone its rows become cards: the roles say that it still is a table."""
    say = speaker(tongue)
    heads = [(say("episode"), ""), (say("ring"), say("dot")), *((say(key), unit) for key, unit, _ in COLUMNS)]
    table = node(
        "table",
        {"class": "overview", "role": "table"},
        node("caption", {"id": "overview"}, say("overview_caption")),
        node("thead", {"role": "rowgroup"}, node("tr", {"role": "row"}, *(_head(*head) for head in heads))),
        node("tbody", {"role": "rowgroup"}, [_row(one, tongue) for one in entries]),
    )
    scroll = {"class": "scroll", "role": "region", "tabindex": "0", "aria-labelledby": "overview"}
    return node("section", {"class": "sheet"}, node("h2", {}, say("overview")), node("div", scroll, table))


def _head(word: str, unit: str) -> Element:
    return node("th", {"scope": "col", "role": "columnheader"}, word, [node("br"), unit] if unit else None)


def _row(entry: Entry, tongue: str) -> Element:
    say = speaker(tongue)
    link = node("a", {"href": f"#{anchor(entry)}"}, entry.episode.title)
    mark = None if entry.fits else node("span", {"class": "missed"}, " ", say("misses"))
    cells = (
        node("td", {"role": "cell", "data-head": f"{say(key)} {unit}".strip()}, cell(entry, tongue))
        for key, unit, cell in COLUMNS
    )
    return node(
        "tr",
        {"class": pen(entry), "role": "row"},
        node(
            "th",
            {"scope": "row", "role": "rowheader"},
            node("span", {"class": "kicker"}, kicker(entry, tongue)),
            link,
            mark,
        ),
        node("td", {"class": "picture", "role": "cell"}, way(entry)),
        *cells,
    )


def anchor(entry: Entry) -> str:
    """The id of an episode's chapter."""
    return f"episode-{entry.episode.slug}"


def pen(entry: Entry) -> str:
    """The class that gives an episode the colour of its season, as on the site."""
    season = entry.episode.season
    return f"pen-{(season - 1) % len(PENS) + 1 if season else 0}"


def kicker(entry: Entry, tongue: str) -> str:
    """What the episode is within the show: `Staffel 1, Folge 2`, `Trailer`."""
    say, one = speaker(tongue), entry.episode
    if one.type != "full":
        return say(one.type)
    keys = {(True, True): "season_episode", (True, False): "only_season", (False, True): "only_number"}
    key = keys.get((one.season is not None, one.episode is not None), one.type)
    return say(key, season=one.season, number=one.episode)
