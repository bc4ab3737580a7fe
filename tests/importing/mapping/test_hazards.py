"""Every fault that real feeds have, each in an item of its own: all become episodes that load, and come back equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.importing.mapping.write_show import read_existing, write_show
from podcast.importing.proof.prove_folder import prove_folder
from podcast.show.load import load
from tests.support.foreign_feed import CHANNEL, DATE, ENCLOSURE, GUID, OLD, foreign_feed, item, map_feed

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.importing.proof.import_proof import ImportProof

FAULTS = {
    "length 0": (GUID, DATE, ENCLOSURE.replace("1000", "0")),
    "length missing": (GUID, DATE, ENCLOSURE.replace(' length="1000"', "")),
    "length bad": (GUID, DATE, ENCLOSURE.replace("1000", "12,5 MB")),
    "German date": (GUID, ENCLOSURE, "<pubDate>Di, 23 Nov 2021 09:00:00 +0100</pubDate>"),
    "ISO date": (GUID, ENCLOSURE, "<pubDate>2021-11-23T09:00:00+01:00</pubDate>"),
    "no guid": (DATE, ENCLOSURE),
    "no enclosure": (GUID, DATE),
    "two enclosures": (GUID, DATE, ENCLOSURE, ENCLOSURE.replace("one", "two")),
    "only a picture": (GUID, DATE, f'<enclosure url="{OLD}1.jpg" type="image/jpeg" length="1"/>'),
    "spaces and umlauts": (GUID, DATE, ENCLOSURE.replace("one", "Größe 1"), f"<link>{OLD}Größe der Stadt/</link>"),
    "type audio/mp3": (GUID, DATE, ENCLOSURE.replace("audio/mpeg", "audio/mp3")),
    "type octet-stream": (GUID, DATE, ENCLOSURE.replace("audio/mpeg", "application/octet-stream")),
    "no type": (GUID, DATE, ENCLOSURE.replace(' type="audio/mpeg"', "")),
    "duration 9:9 MIn.": (GUID, DATE, ENCLOSURE, "<itunes:duration>9:9 MIn.</itunes:duration>"),
    "duration 9;9": (GUID, DATE, ENCLOSURE, "<itunes:duration>9;9</itunes:duration>"),
    "duration in seconds": (GUID, DATE, ENCLOSURE, "<itunes:duration>2530</itunes:duration>"),
    "explicit clean": (GUID, DATE, ENCLOSURE, "<itunes:explicit>clean</itunes:explicit>"),
    "explicit nonsense": (GUID, DATE, ENCLOSURE, "<itunes:explicit>vielleicht</itunes:explicit>"),
    "HTML in plain fields": (GUID, DATE, ENCLOSURE, "<itunes:subtitle>&lt;p&gt;Zu &amp;amp; ab</itunes:subtitle>"),
    "picture without an address": (GUID, DATE, ENCLOSURE, '<itunes:image href=""/><itunes:image>x</itunes:image>'),
    "empty elements": (GUID, DATE, ENCLOSURE, "<itunes:season/><itunes:episode/><link/><description/>"),
    "season 1.5": (GUID, DATE, ENCLOSURE, "<itunes:season>1.5</itunes:season><podcast:season>x</podcast:season>"),
    "chapters without times": (
        GUID, DATE, ENCLOSURE, '<psc:chapters><psc:chapter start="x" title="a"/><psc:chapter/></psc:chapters>',
    ),
    "title of several lines": (GUID, DATE, ENCLOSURE, "<itunes:title>Zwei\n Zeilen</itunes:title>"),
    "scripts in notes": (
        GUID, DATE, ENCLOSURE, "<content:encoded><![CDATA[<script>x()</script><p onclick='y()'>Ja]]></content:encoded>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_stops_nothing(tmp_path: Path, fault: str) -> None:
    proof = prove(tmp_path, item(*FAULTS[fault]))
    root = tmp_path / "show"
    missing = {"recording", "cover"}
    assert [str(problem) for problem in load(root).problems if problem.field not in missing] == []
    assert [difference for episode in proof.episodes for difference in episode.differences if difference.matters] == []


def test_all_faults_at_once_stop_nothing(tmp_path: Path) -> None:
    guids = (GUID.replace(",1", f",{number}") for number in range(len(FAULTS)))
    items = [
        item(*parts).replace(GUID, guid).replace("one.mp3", f"{guid[-9:-7]}.mp3")
        for parts, guid in zip(FAULTS.values(), guids, strict=True)
    ]
    proof = prove(tmp_path, *items)
    assert proof.compared == len(FAULTS)


def test_an_item_without_a_date_is_left_to_the_producer(tmp_path: Path) -> None:
    [episode] = prove(tmp_path, item(GUID, ENCLOSURE)).episodes
    assert [difference.rule for difference in episode.differences] == ["unreadable-date"]


def prove(folder: Path, *items: str) -> ImportProof:
    """Import a feed without its files, and compare."""
    source = foreign_feed(folder, *items, channel=CHANNEL)
    root = folder / "show"
    write_show(map_feed(source, root), root)
    proof, _examination = prove_folder(source, root, ())
    assert proof is not None
    assert read_existing(root).slugs
    return proof
