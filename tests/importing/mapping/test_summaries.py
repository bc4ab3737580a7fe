"""The summary is what an editor would choose; that of a feed of ours comes back as it was."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from tests.support.foreign_feed import CHANNEL, OLD, foreign_feed, map_feed, map_item, usual_item

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.importing.mapping.imported import ImportedEpisode

FIRST = "Wie eine Stadt ihre Akten findet."
SECOND = "Zu Gast ist Erika Muster aus dem Archiv."
MARKS = "00:00 Begrüßung<br>01:30 Das Archiv<br>12:45 Abschied"
NOTES = f"<p>{FIRST}</p><p>{SECOND}</p><p>{MARKS}</p><p>Mehr: https://example.org/</p>"
FLAT = f"{FIRST} {SECOND} 00:00 Begrüßung 01:30 Das Archiv 12:45 Abschied Mehr: https://example.org/"


def encoded(text: str) -> str:
    return f"<content:encoded><![CDATA[{text}]]></content:encoded>"


def described(text: str) -> str:
    return f"<description>{html.escape(text)}</description>"


@pytest.mark.parametrize(
    ("parts", "summary"),
    [
        (f"<itunes:summary>Akten, gefunden.</itunes:summary>{described(NOTES * 5)}", "Akten, gefunden."),
        (f"<itunes:subtitle>Akten, gefunden.</itunes:subtitle>{described(NOTES)}", "Akten, gefunden."),
        (described("Eins.\n\nZwei."), "Eins.\n\nZwei."),
        (described(FLAT), FIRST),
        (f"<itunes:summary>{FLAT}</itunes:summary>{described(NOTES)}", FIRST),
        (f"<itunes:subtitle>{FIRST} Zu Gast ist …</itunes:subtitle>{described(NOTES)}", FIRST),
        (described(f"<p>{MARKS}</p><p>https://example.org/</p><p>{SECOND}</p><p>Drei.</p><p>Vier.</p>"), SECOND),
        (described(f"<p>{FIRST}</p>" + f"<p>{SECOND}</p>" * 3 + "<p>Und am Ende noch etwas anderes.</p>"), FIRST),
    ],
)
def test_the_summary_is_what_an_editor_would_choose(tmp_path: Path, parts: str, summary: str) -> None:
    written = str(map_item(tmp_path, parts, encoded(NOTES)).fields["summary"])
    assert written.removesuffix("…").startswith(summary[:200])
    assert "01:30" not in written


def own_episode(folder: Path, *parts: str) -> ImportedEpisode:
    """The episode of an item of a feed that this program has written."""
    channel = CHANNEL + "<generator>podcast-from-a-folder</generator>"
    link = f"<link>{OLD}erste-folge/</link>"
    return map_feed(foreign_feed(folder, usual_item(link, *parts), channel=channel), folder / "show").episodes[0]


SUMMARY = f"<p>{FIRST}</p><p>{SECOND}</p>"
PERSON = '<podcast:person role="host">Max Beispiel</podcast:person>'
PEOPLE = "<p>Moderation: Max Beispiel.</p>"
CHAPTERS = (
    '<psc:chapters version="1.2"><psc:chapter start="00:00:00.000" title="Anfang"/>'
    '<psc:chapter start="00:00:30.000" title="Mitte"/><psc:chapter start="00:01:00.000" title="Ende"/></psc:chapters>'
)
TIMES = "<p>00:00:00 Anfang<br>\n00:00:30 Mitte<br>\n00:01:00 Ende</p>"


@pytest.mark.parametrize(
    ("people", "person", "times", "chapters", "notes"),
    [
        ("", "", "", "", ""),
        ("", "", "", "", "<p>Notizen.</p>\n<p>Mehr.</p>"),
        (PEOPLE, PERSON, "", "", "<p>Notizen.</p>"),
        (PEOPLE, PERSON, TIMES, CHAPTERS, "<p>Notizen.</p>"),
        (PEOPLE, PERSON, TIMES, CHAPTERS, ""),
    ],
)
def test_the_summary_of_a_feed_of_ours_comes_back(
    tmp_path: Path, people: str, person: str, times: str, chapters: str, notes: str
) -> None:
    description = f"{SUMMARY}{people}{times}{notes.replace('</p>' + chr(10), '</p> ')}"
    full = encoded(f"{SUMMARY}{people}\n{notes}") if notes else ""
    episode = own_episode(tmp_path, described(description), full, person, chapters)
    assert episode.fields["summary"] == f"{FIRST}\n\n{SECOND}"
    assert "description" not in str(episode.fields.get("extra_xml"))
    assert "content:encoded" not in str(episode.fields.get("extra_xml"))


def test_people_with_their_offices_are_no_summary(tmp_path: Path) -> None:
    people = "<p>Moderation: Max Beispiel (Amt für Archive).</p>"
    text = f"{SUMMARY}{people}<p>Notizen.</p>"
    episode = own_episode(tmp_path, described(text), encoded(text.replace(people, people + "\n")), PERSON)
    assert episode.fields["summary"] == f"{FIRST}\n\n{SECOND}"
