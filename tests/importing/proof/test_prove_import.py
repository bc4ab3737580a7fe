"""The feed of a folder is compared with a source: what it says itself is equal, and each change has a reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from podcast.importing.downloads.download_journal import JournalEntry
from podcast.importing.downloads.policy import Download, FailedDownload
from podcast.importing.proof.difference_rules import DIFFERENCE_RULES
from podcast.importing.proof.folder_feed import FolderFeed, read_folder_feed
from podcast.importing.proof.prove_import import ProofItem, prove_import, source_audio
from podcast.importing.proof.source_files import SourceFiles
from podcast.importing.source.read_source import SourceFeed, SourceItem
from podcast.model.imported.feed_namespaces import DECLARED_NAMESPACES
from tests.support.passthrough_show import write_passthrough_show
from tests.support.small_show import change

if TYPE_CHECKING:
    from podcast.importing.proof.import_proof import ImportProof

LINK = "https://podcast.example.org/"
OLD = "https://old.example.com/"
NOTES = 'notes: "Erst <b>fett</b>."\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> FolderFeed:
    root = write_passthrough_show(tmp_path_factory.mktemp("proof"), ("mp3",))
    episode = root / "episodes/mp3/episode.yaml"
    change(episode, "summary:", "people: [{name: Ä, role: guest}, {name: Ö, role: guest}]\nsummary:")
    feed, _examination = read_folder_feed(root, {})
    assert feed is not None
    return feed


def prove(
    folder: FolderFeed, *changes: tuple[str, str], failed: tuple[str, ...] = (), channel: str = ""
) -> ImportProof:
    """The proof of a source that is the folder's own feed at another host, with some texts of its item replaced.

    `channel` is added to the elements of its channel.
    """
    root = etree.Element("rss")
    root.append(folder.item("mp3"))
    etree.cleanup_namespaces(root, top_nsmap=DECLARED_NAMESPACES)
    item = etree.tostring(root[0], encoding="unicode")
    for before, after in (*changes, (LINK, OLD)):
        assert before in item
        item = item.replace(before, after)
    own_channel = etree.tostring(folder.channel, encoding="unicode").replace(LINK, OLD)
    own_channel = own_channel.replace("</channel>", f"{channel}</channel>")
    element = etree.fromstring(item)
    source = SourceItem(element, 0, 1)
    feed = SourceFeed(OLD, OLD, etree.fromstring(own_channel), (source,), (), ())
    failures = [FailedDownload(Download(url, folder.files.root, "other"), "404") for url in failed]
    files = SourceFiles(folder.files.root, journal(folder), failures)
    return prove_import(feed, [ProofItem(1, "mp3", "little-1", source)], folder, files)


def journal(folder: FolderFeed) -> list[JournalEntry]:
    """The journal of an import that has fetched every file of the folder from the old host, and the chapters."""
    entries = [
        JournalEntry(f"{OLD}{path}", path, path, "other", 1, folder.files.sha256(path), "", "")
        for path in ("cover.jpg", "episodes/mp3/recording.mp3")
    ]
    chapters = folder.files.root / ".podcast" / "chapters.json"
    chapters.parent.mkdir(exist_ok=True)
    marks = [{"startTime": 0.0, "title": "Anfang"}, {"startTime": 1, "title": "Mitte"}]
    marks += [{"startTime": 1.5, "title": "Schluss"}]
    chapters.write_text(json.dumps({"version": "1.2.0", "chapters": marks}), "utf-8")
    path = ".podcast/chapters.json"
    return [*entries, JournalEntry(f"{OLD}mp3/chapters.json", path, path, "chapters", 1, "0", "", "")]


def test_what_the_folder_says_itself_is_equal_at_any_address(folder: FolderFeed) -> None:
    proof = prove(folder)
    assert (proof.compared, proof.equal, proof.show, proof.episodes) == (1, 1, (), ())
    assert proof.is_lossless


# What the source says instead -> the element that differs, and the rule.
CHANGES = {
    ("<title>Folge 1", "<title>Folge eins"): ("title", "different"),
    ('length="', 'length="9'): ("audio file", "enclosure-length"),
    ('type="audio/mpeg"', 'type="audio/aac"'): ("audio file", "media-type"),
    ("recording.mp3", "another.mp3"): ("audio file", "different"),
    ("Mon, 01 Jan 2024 09:00:00 +0100", "Mon, 01 Jan 2024 08:00:00 GMT"): ("date", "date-offset"),
    ("Mon, 01 Jan 2024 09:00:00 +0100", "Mon, 01 Jan 2024 09:00:00 GMT"): ("date", "different"),
    ("Mon, 01 Jan 2024 09:00:00 +0100", "99.99.9999"): ("date", "unreadable-date"),
    ("<itunes:duration>2", "<itunes:duration>200"): ("length", "measured-duration"),
    ("</item>", "<itunes:subtitle>Kurz</itunes:subtitle></item>"): ("itunes:subtitle", "different"),
    (">Ä<", ">Ü<"): ("people", "different"),
    (">little-1<", ">another<"): ("guid", "duplicate-guid"),
    ('isPermaLink="false"', 'isPermaLink="true"'): ("guid", "different"),
    ("<title>Folge 1", "<title>Folge\u00a0 1\u00ad"): ("title", "clean-text"),
    ('title="Mitte"', 'title="Mittendrin"'): ("chapters", "different"),
}


@pytest.mark.parametrize("change_of_source", CHANGES)
def test_a_difference_has_a_field_and_a_rule(folder: FolderFeed, change_of_source: tuple[str, str]) -> None:
    proof = prove(folder, change_of_source)
    [episode] = proof.episodes
    assert [(difference.field, difference.rule) for difference in episode.differences] == [CHANGES[change_of_source]]
    assert proof.is_lossless is not DIFFERENCE_RULES[CHANGES[change_of_source][1]].matters


def test_a_trailer_that_is_no_episode_keeps_no_move_back(folder: FolderFeed) -> None:
    trailer = f'<podcast:trailer url="{OLD}trailer.mp3" pubdate="Mon, 01 Jan 2024 09:00:00 GMT">Bald</podcast:trailer>'
    proof = prove(folder, channel=trailer)
    assert [(difference.field, difference.rule) for difference in proof.show] == [("trailer", "no-trailer-episode")]
    assert proof.is_lossless


def test_rounded_durations_are_equal(folder: FolderFeed) -> None:
    assert prove(folder, ("<itunes:duration>2", "<itunes:duration>4")).equal == 1


def test_elements_that_say_nothing_are_equal(folder: FolderFeed) -> None:
    assert prove(folder, ("</item>", "<itunes:subtitle/></item>")).equal == 1


def test_people_in_another_order_are_told_but_lost_is_nothing(folder: FolderFeed) -> None:
    proof = prove(folder, (">Ä<", ">x<"), (">Ö<", ">Ä<"), (">x<", ">Ö<"))
    assert [difference.rule for difference in proof.episodes[0].differences] == ["order"]


def test_people_that_the_folder_has_in_addition_make_no_difference(folder: FolderFeed) -> None:
    before = '<podcast:person role="guest">Ä</podcast:person>'
    assert prove(folder, (before, "")).equal == 1


def test_html_without_what_is_not_safe_is_explained(folder: FolderFeed) -> None:
    unsafe = '&lt;script&gt;alert(1)&lt;/script&gt;&lt;p style="x"&gt;'
    proof = prove(folder, ("<description>&lt;p&gt;", f"<description>{unsafe}"))
    assert [difference.rule for difference in proof.episodes[0].differences] == ["unsafe-html"]


def test_html_with_other_words_is_not(folder: FolderFeed) -> None:
    proof = prove(folder, ("<description>&lt;p&gt;", "<description>&lt;p&gt;Mehr. "))
    assert [difference.rule for difference in proof.episodes[0].differences] == ["different"]


def test_a_file_that_could_not_be_fetched_matters(folder: FolderFeed) -> None:
    url = f"{OLD}lost.vtt"
    transcript = f'<podcast:transcript url="{url}" type="text/vtt"/></item>'
    proof = prove(folder, ("</item>", transcript), failed=(url,))
    assert [difference.rule for difference in proof.episodes[0].differences] == ["not-fetched"]
    assert not proof.is_lossless


def test_an_episode_that_is_not_in_the_feed_matters_unless_it_has_no_audio(folder: FolderFeed) -> None:
    items = {
        "not-in-feed": "<item><pubDate>1 Jan 2024 08:00:00 GMT</pubDate><enclosure url='x'/></item>",
        "unreadable-date": "<item><pubDate>99.99.9999</pubDate><enclosure url='x'/></item>",
        "no-audio": "<item><title>A</title></item>",
    }
    for rule, text in items.items():
        source = SourceItem(etree.fromstring(text), 0, 1)
        feed = SourceFeed(OLD, OLD, folder.channel, (source,), (), ())
        files = SourceFiles(folder.files.root, [], [])
        [episode] = prove_import(feed, [ProofItem(1, "gone", "g", source)], folder, files).episodes
        assert [(difference.rule, difference.matters) for difference in episode.differences] == [
            (rule, rule != "no-audio")
        ]


def test_audio_that_is_not_fetched_is_stated_as_the_source_does() -> None:
    enclosure = '<enclosure url="https://old.example.com/x.mp3?a=1" length="77" type="audio/mpeg"/>'
    duration = '<duration xmlns="http://www.itunes.com/dtds/podcast-1.0.dtd">1:01</duration>'
    item = ProofItem(1, "s", "g", SourceItem(etree.fromstring(f"<item>{enclosure}{duration}</item>"), 0, 1))
    [stated] = source_audio([item]).values()
    assert stated.url == "https://old.example.com/x.mp3?a=1"
    assert (stated.audio.size, stated.audio.seconds, stated.audio.media_type) == (77, 61.0, "audio/mpeg")
    assert not source_audio([ProofItem(1, "s", "g", SourceItem(etree.fromstring("<item/>"), 0, 1))])
