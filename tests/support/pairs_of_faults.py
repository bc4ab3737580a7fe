"""Faults of a show, to be combined: each replaces fields of one file of a show that has no problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.support import generated_shows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SHOW = "podcast.yaml"
ONE, TWO = "episodes/eins/episode.yaml", "episodes/zwei/episode.yaml"

FILES: Mapping[str, Mapping[str, str]] = {
    SHOW: {
        "title": "title: Rathausfunk",
        "description": "description: Gespräche über Beteiligung.",
        "link": "link: https://podcast.example.org/",
        "language": "language: de",
        "timezone": "timezone: Europe/Berlin",
        "author": "author: Redaktion",
        "categories": "categories: [Government]",
        "explicit": "explicit: false",
        "guid": "guid: 375e050f-7f52-5e9b-9cfc-9414515d1a5b",
        "cover": "cover: cover.jpg",
        "cover_alt": "cover_alt: Ein Aktenschrank.",
        "people": "people:\n  ada: {name: Ada Amt, role: host}\n  bo: {name: Bo Bürger, role: guest}",
        "seasons": "seasons:\n  - {number: 1, title: Anfang}\n  - {number: 2, title: Ende}",
    },
    ONE: {
        "guid": "guid: folge-eins",
        "title": "title: Erste Folge",
        "season": "season: 1",
        "episode": "episode: 1",
        "date": "date: 2024-01-08 09:00",
        "summary": "summary: Worum es geht.",
        "people": "people: [ada, bo]",
        "chapters": "chapters:\n  - 0:00 Anfang\n  - 0:20 Mitte\n  - 0:40 Ende",
        "topics": "topics: [Beteiligung]",
        "notes": "notes: Mehr [dazu](../zwei/).",
    },
    TWO: {
        "guid": "guid: folge-zwei",
        "title": "title: Zweite Folge",
        "season": "season: 2",
        "episode": "episode: 1",
        "date": "date: 2024-01-15 09:00",
        "summary": "summary: Worum es sonst geht.",
        "notes": "notes: Zum [Thema](../themen/beteiligung/) und zur [Staffel](../staffel-1/).",
    },
}


@dataclass(frozen=True)
class Fault:
    """Fields of a file that a fault replaces; an empty text leaves the field out."""

    file: str
    fields: Mapping[str, str] = field(default_factory=dict)

    def combines_with(self, other: Fault) -> bool:
        """Whether both can be in one show: they replace different fields."""
        return self.file != other.file or not self.fields.keys() & other.fields.keys()


def fault(file: str, text: str, name: str = "") -> Fault:
    """The fault of one field; its name is that of the text's first line unless it is given."""
    return Fault(file, {name or text.partition(":")[0]: text})


LONG = "x" * 4001

# Problems of form: a value, a field or the YAML cannot be read.
FORM = {
    "show: empty title": fault(SHOW, "title:"),
    "show: no description": fault(SHOW, "", "description"),
    "show: link without scheme": fault(SHOW, "link: podcast.example.org"),
    "show: language in words": fault(SHOW, "language: Deutsch"),
    "show: no time zone": fault(SHOW, "timezone: Berlin"),
    "show: unknown category": fault(SHOW, "categories: [Government, Quatsch, Government > Quatsch]"),
    "show: explicit in words": fault(SHOW, "explicit: nein"),
    "show: no guid": fault(SHOW, "", "guid"),
    "show: unknown field": fault(SHOW, "farbe: rot"),
    "show: misspelt field": Fault(SHOW, {"seasons": "saesons: [{number: 1, title: Anfang}, {number: 2, title: Ende}]"}),
    "show: no description of the cover": fault(SHOW, "", "cover_alt"),
    "show: person without a name": fault(SHOW, "people:\n  ada: {role: host}\n  bo: {name: Bo Bürger, role: guest}"),
    "show: people are no group": fault(SHOW, "people: Ada und Bo"),
    "show: season without a title": fault(SHOW, "seasons: [{number: 1}, {number: 2, title: Ende}]"),
    "show: season without a number": fault(SHOW, "seasons: [{number: eins, title: Anfang}, {number: 2, title: Ende}]"),
    "show: field twice": fault(SHOW, "author: Redaktion\nauthor: Initiative"),
    "show: second colon": fault(SHOW, "author: Redaktion: Rathaus"),
    "show: open quote": fault(SHOW, 'subtitle: "Für alle'),
    "show: open bracket": fault(SHOW, "funding: [{url: https://example.org/, text: Spenden}"),
    "one: no guid": fault(ONE, "", "guid"),
    "one: empty title": fault(ONE, "title:"),
    "one: season in words": fault(ONE, "season: eins"),
    "one: episode in words": fault(ONE, "episode: zwei"),
    "one: no time of day": fault(ONE, "date: 2024-01-08"),
    "one: no such day": fault(ONE, "date: 31.11.2023 09:00"),
    "one: draft in words": fault(ONE, "draft: nein"),
    "one: unknown type": fault(ONE, "type: Trailer!"),
    "one: unknown field": fault(ONE, "farbe: rot"),
    "one: misspelt field": fault(ONE, "sumary: Worum es geht.", "summary"),
    "one: chapter without a title": fault(ONE, 'chapters: [0:00 Anfang, {start: "0:20", title: ""}, 0:40 Ende]'),
    "one: chapter without a time": fault(ONE, "chapters: [0:00 Anfang, zwanzig Mitte, 0:40 Ende]"),
    "one: chapters are no list": fault(ONE, "chapters: 0:00 Anfang"),
    "one: unknown person": fault(ONE, "people: [ada, bo, cy]"),
    "one: guest without a role": fault(ONE, "people: [ada, {name: Cy}, bo]"),
    "one: number as topic": fault(ONE, "topics: [2024]"),
    "one: field twice": fault(ONE, "topics: [Beteiligung]\ntopics: [Wahlen]"),
    "one: anchor": fault(ONE, "location: {name: &ort Berlin}"),
    "one: second colon": fault(ONE, "summary: Worum: es geht."),
    "one: tab": fault(ONE, "people:\n\t- ada"),
    "one: day of a withdrawal in words": fault(ONE, "withdrawn: {on: gestern, reason: Ein Versehen.}"),
}

# Problems of meaning: found by rules and in files.
MEANING = {
    "show: cover is missing": fault(SHOW, "cover: titel.jpg"),
    "show: cover is too small": fault(SHOW, "cover: klein.jpg"),
    "show: category twice": fault(SHOW, "categories: [Government, Education, Government]"),
    "show: season twice": fault(SHOW, "seasons: [{number: 1, title: A}, {number: 1, title: B}, {number: 2, title: C}]"),
    "show: season missing": fault(SHOW, "seasons: [{number: 1, title: Anfang}]"),
    "show: year in the copyright": fault(SHOW, "copyright: 2024 Redaktion"),
    "show: link without encryption": fault(SHOW, "link: http://podcast.example.org/"),
    "show: description is too long": fault(SHOW, f"description: {LONG}"),
    "show: portrait is missing": fault(
        SHOW, "people:\n  ada: {name: Ada Amt, role: host, image: ada.jpg}\n  bo: {name: Bo, role: guest}"
    ),
    "show: intro is missing": fault(SHOW, "audio: {intro: intro.wav}"),
    "show: page is missing": fault(SHOW, "about: seite.md"),
    "one: guid twice": fault(ONE, "guid: folge-zwei"),
    "one: number twice": Fault(ONE, {"season": "season: 2"}),
    "one: date twice": fault(ONE, "date: 2024-01-15 09:00"),
    "one: season missing": fault(ONE, "season: 7"),
    "one: no date": fault(ONE, "", "date"),
    "one: no summary": fault(ONE, "", "summary"),
    "one: chapters in disorder": fault(ONE, "chapters: [0:00 Anfang, 0:40 Mitte, 0:20 Ende]"),
    "one: first chapter is late": fault(ONE, "chapters: [0:05 Anfang, 0:20 Mitte, 0:40 Ende]"),
    "one: chapter after the end": fault(ONE, "chapters: [0:00 Anfang, 0:20 Mitte, 2:00 Ende]"),
    "one: picture of a chapter is missing": fault(
        ONE, 'chapters: [0:00 Anfang, {start: "0:20", title: Mitte, image: bild.jpg}, 0:40 Ende]'
    ),
    "one: soundbite after the end": fault(ONE, 'soundbites: [{start: "0:50", duration: 20}]'),
    "one: recording is missing": fault(ONE, "recording: aufnahme.wav"),
    "one: transcript is missing": fault(ONE, "transcript: text.vtt"),
    "one: cover without a description": fault(ONE, "cover: titel.jpg"),
    "one: cover is too small": fault(ONE, "cover: klein.jpg\ncover_alt: Ein Bild."),
    "one: link leads nowhere": fault(ONE, "notes: Mehr [dazu](../drei/)."),
    "one: picture is missing": fault(ONE, "notes: Ein ![Bild](bild.jpg)."),
    "one: corrected too early": fault(ONE, "correction: {on: 2024-01-02, text: Es waren drei.}"),
    "one: summary is too long": fault(ONE, f"summary: {LONG}"),
}
FAULTS = {**FORM, **MEANING}


def put(folder: Path) -> Path:
    """Write the show without faults, and the files that some faults name."""
    for path, fields in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("\n".join(fields.values()), "utf-8")
    for episode in ("eins", "zwei"):
        generated_shows.make(folder / "episodes" / episode / "recording.wav", "sound", "60", root=folder)
    generated_shows.make(folder / "cover.jpg", "picture", "1400 1400 RGB", root=folder)
    generated_shows.make(folder / "klein.jpg", "picture", "300 300 RGB", root=folder)
    generated_shows.make(folder / "episodes/eins/klein.jpg", "picture", "300 300 RGB", root=folder)
    generated_shows.make(folder / "episodes/eins/titel.jpg", "picture", "1400 1400 RGB", root=folder)
    return folder


def faulty_files(*faults: Fault) -> dict[str, bytes]:
    """The bytes of the files of the show with faults."""
    files = {path: {**fields} for path, fields in FILES.items()}
    for one_fault in faults:
        files[one_fault.file] |= one_fault.fields
    return {path: "\n".join(filter(None, fields.values())).encode() + b"\n" for path, fields in files.items()}
