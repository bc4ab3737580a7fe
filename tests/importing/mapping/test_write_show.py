"""Writing of an imported show: files as people would have typed them, nothing twice, nothing overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.files import atomic
from podcast.importing.mapping.imported import MappingOptions
from podcast.importing.mapping.plan_downloads import plan_downloads
from podcast.importing.mapping.write_show import read_existing, write_show
from podcast.importing.mapping.yaml_files import yaml_lines
from podcast.show.load import load
from podcast.show.yaml_reader import read_yaml
from tests.support.foreign_feed import CHANNEL, OLD, foreign_feed, map_feed, usual_item

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.importing.source.read_source import SourceFeed

TEXTS = "<description>Kurz.</description><content:encoded><![CDATA[<p>Lang &amp; breit</p>]]></content:encoded>"


def feed(folder: Path, *numbers: int) -> SourceFeed:
    return foreign_feed(folder, *(usual_item(TEXTS, number=number) for number in numbers))


def import_feed(folder: Path, *numbers: int) -> list[Path]:
    """Import a feed into `show`; return what was written, relative to it."""
    root = folder / "show"
    written = write_show(map_feed(feed(folder, *numbers), root), root)
    return [path.relative_to(root) for path in written]


def state(root: Path) -> dict[Path, tuple[int, bytes]]:
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in root.rglob("*") if path.is_file()}


def test_an_episode_reads_as_if_it_had_been_typed(tmp_path: Path) -> None:
    import_feed(tmp_path, 1)
    text = (tmp_path / "show/episodes/erste-folge/episode.yaml").read_text("utf-8")
    assert text.startswith(
        "# yaml-language-server: $schema=../../schema/episode.json\n"
        "guid: tag:old,1  # permanent identifier of the episode; never change it\n"
        "title: Erste Folge\n"
        "date: 2021-11-23 09:00+01:00  # publication date"
    )
    assert "summary: Kurz.\n" in text
    assert "audio: {passthrough: true}\n" in text
    assert "# people: []" in text
    assert "# notes:" not in text


def test_a_show_is_complete(tmp_path: Path) -> None:
    written = {str(path) for path in import_feed(tmp_path, 1)}
    assert written == {
        "schema/podcast.json",
        "schema/episode.json",
        ".gitignore",
        "cover-stand-in.jpg",
        "podcast.yaml",
        "episodes/erste-folge/notes.html",
        "episodes/erste-folge/episode.yaml",
    }
    assert (tmp_path / "show/episodes/erste-folge/notes.html").read_text("utf-8") == "<p>Lang &amp; breit</p>"
    assert not (tmp_path / "show/.podcast/import/new").exists()


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    import_feed(tmp_path, 2, 1)
    before = state(tmp_path / "show")
    assert import_feed(tmp_path, 2, 1) == []
    assert state(tmp_path / "show") == before


def test_a_second_import_adds_what_is_new_and_touches_no_edited_file(tmp_path: Path) -> None:
    import_feed(tmp_path, 1)
    edited = tmp_path / "show/episodes/erste-folge/episode.yaml"
    edited.write_text(edited.read_text("utf-8").replace("Erste Folge", "Umbenannt"), "utf-8")
    before = state(tmp_path / "show")
    added = {str(path) for path in import_feed(tmp_path, 2, 1)}
    assert added == {"episodes/erste-folge-2/notes.html", "episodes/erste-folge-2/episode.yaml"}
    assert before.items() <= state(tmp_path / "show").items()


def test_an_episode_that_was_renamed_is_known_by_its_guid(tmp_path: Path) -> None:
    import_feed(tmp_path, 1)
    (tmp_path / "show/episodes/erste-folge").rename(tmp_path / "show/episodes/umbenannt")
    assert import_feed(tmp_path, 1) == []


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    notes = tmp_path / "show/episodes/erste-folge/notes.html"
    notes.parent.mkdir(parents=True)
    notes.write_text("von Hand", "utf-8")
    import_feed(tmp_path, 1)
    assert notes.read_text("utf-8") == "von Hand"


def test_an_interrupted_import_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moves = iter(range(7))

    def stop(*arguments: object, **names: object) -> None:
        next(moves)
        atomic.move(*arguments, **names)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("podcast.importing.mapping.write_show.move", stop)
        with pytest.raises(StopIteration):
            import_feed(tmp_path, 3, 2, 1)
    written = {path.relative_to(tmp_path / "show") for path in (tmp_path / "show").rglob("*") if path.is_file()}
    assert len([path for path in written if path.name == "episode.yaml"]) == 1
    import_feed(tmp_path, 3, 2, 1)
    show = load(tmp_path / "show").show
    assert show is not None
    assert {episode.slug for episode in show.episodes} == {"erste-folge", "erste-folge-2", "erste-folge-3"}


@pytest.mark.parametrize(
    "text",
    [
        "guid: a#b\n",
        'guid: "a: b"\n',
        "guid: 'a'  # c\ntitle: x\n",
        "title: |\n  guid: no\nguid: a\n",
        "guid: |\n  a\n",
    ],
)
def test_guids_are_read_from_their_line_as_from_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "episodes/one").mkdir(parents=True)
    (tmp_path / "episodes/one/episode.yaml").write_text(text, "utf-8")
    fields = read_yaml(text.encode()).fields
    assert fields is not None
    assert read_existing(tmp_path).slugs == {str(fields["guid"]).strip(): "one"}


def test_a_folder_whose_guid_cannot_be_read_keeps_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "show/episodes/erste-folge"
    folder.mkdir(parents=True)
    (folder / "episode.yaml").write_bytes(b"guid: [\n")
    assert "episodes/erste-folge-2/episode.yaml" in {str(path) for path in import_feed(tmp_path, 1)}


def test_small_files_are_planned_before_audio(tmp_path: Path) -> None:
    person = f'<podcast:person img="{OLD}eva.jpg">Eva</podcast:person>'
    transcript = f'<podcast:transcript url="{OLD}1.vtt" type="text/vtt"/>'
    chapters = f'<podcast:chapters url="{OLD}1.json" type="application/json+chapters"/>'
    source = foreign_feed(tmp_path, usual_item(person, transcript, chapters), usual_item(number=2), channel=CHANNEL)
    planned = plan_downloads(source, read_existing(tmp_path / "show"), MappingOptions())
    assert [(str(download.path), download.kind) for download in planned] == [
        ("cover.jpg", "picture"),
        (".podcast/import/chapters/erste-folge.json", "chapters"),
        ("episodes/erste-folge/transcript.vtt", "transcript"),
        ("episodes/erste-folge/person-eva.jpg", "picture"),
        ("episodes/erste-folge/recording.mp3", "audio"),
        ("episodes/erste-folge-2/recording.mp3", "audio"),
    ]
    assert planned[-1].length == 1000
    without = plan_downloads(source, read_existing(tmp_path / "show"), MappingOptions(with_audio=False))
    assert not [download for download in without if download.kind == "audio"]


@pytest.mark.parametrize(
    "url", ["../../etc/passwd", "file:///etc/passwd", "ftp://old.example.com/1.mp3", "https://a@b/1.mp3"]
)
def test_only_addresses_of_the_web_are_fetched(tmp_path: Path, url: str) -> None:
    item = usual_item(f'<itunes:image href="{url}"/>').replace(f"{OLD}audio-1.mp3", url)
    planned = plan_downloads(foreign_feed(tmp_path, item), read_existing(tmp_path / "show"), MappingOptions())
    assert [download.url for download in planned] == [f"{OLD}cover.jpg"]


@given(st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), min_size=1))
def test_any_text_is_read_back_from_yaml(text: str) -> None:
    value = text.strip()
    lines = "\n".join(yaml_lines("summary", value)) + "\n"
    document = read_yaml(lines.encode())
    assert document.fields is not None
    assert document.fields["summary"] == value
