"""`podcast set`: one field another, and every other byte as it was."""

from __future__ import annotations

import difflib
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from podcast.authoring.set_field import apply_change, plan_change
from podcast.authoring.yaml_edit import InsertPosition, append_item, set_value
from podcast.authoring.yaml_nodes import with_value
from podcast.authoring.yaml_scalars import double_quoted, format_flow, format_text, single_quoted
from podcast.errors import PodcastError, ShowError
from podcast.model.fields import EpisodeFields
from podcast.show.load import load
from podcast.show.yaml_reader import read_yaml
from tests.support.paths import SHOWS

WELL = SHOWS / "nothing-wrong"
ORDER = tuple(EpisodeFields.model_fields)
EPISODE = "episodes/ganz-kurz/episode.yaml"


@pytest.fixture
def well(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WELL, tmp_path / "show", ignore=shutil.ignore_patterns(".podcast")))


def written(well: Path, text: str | bytes) -> Path:
    path = well / EPISODE
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def became(well: Path, text: str, field: str, value: str) -> str:
    """The episode's file after the field was set."""
    path = written(well, text)
    apply_change(well, plan_change(well, "ganz-kurz", field, value))
    return path.read_bytes().decode()


LEAST = "guid: eins\ntitle: Eins\ndraft: true\n"
COMMENTED_DRAFT = LEAST.replace("true", "true  # wartet auf Erika")
NEW_DRAFT = "guid: eins\r\ntitle: Eins\r\ndraft: true  # Entwurf; zum Veröffentlichen diese Zeile löschen\r\n"


@pytest.mark.parametrize(
    ("before", "field", "value", "after"),
    [
        ("guid: eins\ntitle: Eins  # so\n", "title", "Zwei", "guid: eins\ntitle: Zwei  # so\n"),
        ("guid: eins\ntitle: 'Eins'\n", "title", "Wie geht's?", "guid: eins\ntitle: 'Wie geht''s?'\n"),
        ('guid: eins\ntitle: "Eins"\n', "title", 'Das "Amt"', 'guid: eins\ntitle: "Das \\"Amt\\""\n'),
        ("guid: eins\ntitle: Eins\n", "title", "Über: was", 'guid: eins\ntitle: "Über: was"\n'),
        ("guid: eins\ntitle: Eins\n", "title", "2026", 'guid: eins\ntitle: "2026"\n'),
        ("guid: eins\ntitle: Eins\n", "title", "no", 'guid: eins\ntitle: "no"\n'),
        (LEAST, "date", "2030-01-31 09:00", LEAST.replace("draft", "date: 2030-01-31 09:00\ndraft")),
        (
            LEAST + "correction: {on: 2030-01-31, text: So.}\n",
            "correction.on",
            "2030-02-01",
            LEAST + "correction: {on: 2030-02-01, text: So.}\n",
        ),
        (LEAST, "draft", "false", "guid: eins\ntitle: Eins\n"),
        (NEW_DRAFT, "draft", "false", "guid: eins\r\ntitle: Eins\r\n"),
        (
            LEAST.replace("true", "true  # wartet auf Erika"),
            "draft",
            "false",
            LEAST.replace("true", "false  # wartet auf Erika"),
        ),
        (LEAST.replace("true", "false"), "draft", "true", LEAST),
        (LEAST.replace("true", "false"), "draft", "false", LEAST.replace("true", "false")),
        ("guid: eins\ntitle: Eins\n", "draft", "false", "guid: eins\ntitle: Eins\n"),
        (LEAST, "season", "3", LEAST.replace("draft", "season: 3\ndraft")),
        (
            LEAST + "summary: |  # kurz\n  Eins,\n  zwei.\n\n# Ende\n",
            "summary",
            "Drei.",
            LEAST + "summary: |  # kurz\n  Drei.\n\n# Ende\n",
        ),
        (
            LEAST + "summary: >-\n    Eins,\n    zwei.\ntopics: [a]\n",
            "summary",
            "Ein kurzer Satz.",
            LEAST + "summary: >-\n    Ein kurzer Satz.\ntopics: [a]\n",
        ),
        (LEAST + "topics:\n  - a\n  - b\n# c\n", "topics", "[d, 'e: f']", LEAST + 'topics:\n  - d\n  - "e: f"\n# c\n'),
        (LEAST + "topics: [a, b]  # c\n", "topics[2]", "x, y", LEAST + 'topics: [a, "x, y"]  # c\n'),
        (LEAST + "summary:  # später\n", "summary", "Da.", LEAST + "summary: Da.  # später\n"),
        (LEAST + "audio:\n", "audio.loudness", "-18", LEAST + "audio: {loudness: -18}\n"),
        (LEAST, "audio.loudness", "-18", LEAST.replace("draft", "audio: {loudness: -18}\ndraft")),
        (
            LEAST + "audio:\n  bitrate: 96\n  # laut\n",
            "audio.loudness",
            "-18",
            LEAST + "audio:\n  loudness: -18\n  bitrate: 96\n  # laut\n",
        ),
        (LEAST + "audio: {bitrate: 96}\n", "audio.channels", "mono", LEAST + "audio: {bitrate: 96, channels: mono}\n"),
        (LEAST + "audio: {intro: a.wav}\n", "audio.intro", "false", LEAST + "audio: {intro: false}\n"),
        (
            LEAST + "chapters:\n  - 0:00 Eins\n  - {start: '1:00', title: Zwei}\n",
            "chapters[2].start",
            "1:30",
            LEAST + "chapters:\n  - 0:00 Eins\n  - {start: '1:30', title: Zwei}\n",
        ),
        (
            LEAST + "# summary: …  # summary in one or two sentences\n",
            "summary",
            "Da.",
            "Da.  # summary in one or two sentences",
        ),
        (
            LEAST + "# summary: …  # Zusammenfassung in ein bis zwei Sätzen\n",
            "summary",
            "Da.",
            "Da.  # Zusammenfassung in ein bis zwei Sätzen",
        ),
        (LEAST + "# summary: war anders\n", "summary", "Da.", "Da.\ndraft: true\n# summary: war anders\n"),
    ],
)
def test_a_field_becomes_another_where_it_stands(well: Path, before: str, field: str, value: str, after: str) -> None:
    found = became(well, before, field, value)
    assert found == after if after.startswith("guid") else after in found


def test_a_text_of_several_lines_becomes_a_block(well: Path) -> None:
    assert became(well, LEAST, "summary", "Eins.\n\nZwei.").splitlines()[2:6] == [
        "summary: |",
        "  Eins.",
        "",
        "  Zwei.",
    ]


LONG = "Dieser Satz hat so viele Wörter, dass er mit dem Namen seines Feldes nicht mehr in eine Zeile passt. " * 2
FOLDED = """>-{comment}
  Dieser Satz hat so viele Wörter, dass er mit dem Namen seines Feldes nicht mehr in eine Zeile
  passt. Dieser Satz hat so viele Wörter, dass er mit dem Namen seines Feldes nicht mehr in eine
  Zeile passt.
"""
ADA, BO = "{name: Ada Lovelace, role: guest}", "{name: Bo, role: host}"


@pytest.mark.parametrize(
    ("before", "field", "value", "after"),
    [
        (LEAST + "summary: Kurz.  # Satz\n", "summary", LONG, LEAST + "summary: " + FOLDED.format(comment="  # Satz")),
        (LEAST + "summary: 'Kurz.'\n", "summary", LONG, LEAST + "summary: " + FOLDED.format(comment="")),
        (LEAST + "summary:\n", "summary", LONG, LEAST + "summary: " + FOLDED.format(comment="")),
        (LEAST, "summary", LONG, LEAST.replace("draft", "summary: " + FOLDED.format(comment="") + "draft")),
        (
            LEAST + "# summary: …  # summary in one or two sentences\n",
            "summary",
            LONG,
            "summary: " + FOLDED.format(comment="  # summary in one or two sentences"),
        ),
        (LEAST, "people", f"[{ADA}, {BO}]", f"people:\n  - {ADA}\n  - {BO}\ndraft"),
        (LEAST + "people: []  # wer?\n", "people", f"[{ADA}]", f"people: [{ADA}]  # wer?\n"),
        (
            LEAST + "people: []  # wer?\n",
            "people",
            f"[{ADA}, {BO}, {BO}, {BO}]",
            f"people:  # wer?\n  - {ADA}\n" + 3 * f"  - {BO}\n",
        ),
        (
            LEAST + "people:\n- {name: A, role: guest}\n",
            "people",
            f"[{{name: Ada, role: guest, about: {LONG.strip()!r}}}]",
            LEAST
            + "people:\n- name: Ada\n  role: guest\n  about: "
            + FOLDED.format(comment="").replace("\n  ", "\n    "),
        ),
        (
            LEAST,
            "topics",
            "[" + ", ".join(["Jugendbeteiligung"] * 6) + "]",
            "topics:\n" + "  - Jugendbeteiligung\n" * 6,
        ),
    ],
)
def test_a_long_value_is_a_block_and_its_comment_stays(
    well: Path, before: str, field: str, value: str, after: str
) -> None:
    found = became(well, before, field, value)
    assert found == after if after.startswith("guid") else after in found
    assert max(map(len, found.splitlines())) <= 100


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LEAST, LEAST.replace("draft", f"people:\n  - {ADA}\ndraft")),
        (LEAST + "people: []\n", LEAST + f"people: [{ADA}]\n"),
        (LEAST + f"people: [{BO}]  # wer\n", LEAST + f"people: [{BO}, {ADA}]  # wer\n"),
        (LEAST + f"people: [{BO}, {BO}, {BO}]\n", LEAST + "people:\n" + 3 * f"  - {BO}\n" + f"  - {ADA}\n"),
        (
            f"people:\n  - {BO}  # eins\n  # zwei\n\n# Ende\n{LEAST}",
            f"people:\n  - {BO}  # eins\n  - {ADA}\n  # zwei\n\n# Ende\n{LEAST}",
        ),
        (f"people:\n- name: Bo\n  role: host\n{LEAST}", f"people:\n- name: Bo\n  role: host\n- {ADA}\n{LEAST}"),
        (
            f"people:\n  - name: Bo\n    role: host\n    about: |\n      Eins.\n{LEAST}",
            f"people:\n  - name: Bo\n    role: host\n    about: |\n      Eins.\n  - {ADA}\n{LEAST}",
        ),
    ],
)
def test_an_item_is_added_at_the_end_and_nothing_else_changes(before: str, after: str) -> None:
    item = {"name": "Ada Lovelace", "role": "guest"}
    new = append_item(before.encode(), ("people",), item, position)
    assert new is not None
    assert new.decode() == after


def position(mapping: yaml.MappingNode, loc: Any) -> InsertPosition:
    return InsertPosition(mapping, str(loc[-1]), ORDER, lambda _comment: False)


def test_line_ends_and_a_byte_order_mark_stay(well: Path) -> None:
    path = written(well, b"\xef\xbb\xbf# \xf0\x9f\x8e\x99\r\nguid: eins\r\ntitle: Eins\r\n")
    apply_change(well, plan_change(well, "ganz-kurz", "title", "Zwei 🎙"))
    apply_change(well, plan_change(well, "ganz-kurz", "summary", "a\nb"))
    data = path.read_bytes()
    assert data == "\ufeff# 🎙\r\nguid: eins\r\ntitle: Zwei 🎙\r\nsummary: |\r\n  a\r\n  b\r\n".encode()


def test_a_file_without_a_last_line_end_gets_none(well: Path) -> None:
    assert became(well, "guid: eins\ntitle: Eins", "topics", "[a]") == "guid: eins\ntitle: Eins\ntopics: [a]"


def test_the_shows_own_fields_are_set_too(well: Path) -> None:
    before = (well / "podcast.yaml").read_text("utf-8").splitlines()
    found = plan_change(well, None, "audio.loudness", "-18")
    apply_change(well, found)
    after = (well / "podcast.yaml").read_text("utf-8").splitlines()
    assert len([line for line in difflib.ndiff(before, after) if line[0] in "+-"]) <= 2
    show = load(well).show
    assert show
    assert show.audio.loudness == -18
    assert after[found.line - 1].strip().startswith("loudness: -18") or "loudness: -18" in after[found.line - 1]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("titel", "Zwei", 'did you mean "title"'),
        ("title", "", "is empty"),
        ("title", "x" * 256, "255"),
        ("season", "eins", "must be a whole number"),
        ("date", "2026-03-29 02:30", "does not exist"),
        ("date", "2026-03-29", "no time of day"),
        ("topics", "Amt", "must be a list"),
        ("explicit", "nein", "true or false"),
        ("people", "[niemand]", "not one of the people"),
        ("audio.lautheit", "-16", "unknown field"),
        ("audio.loudness", "-3", "-10"),
        ("chapters[7].start", "0:00", "the list has 0 items"),
        ("chapters[0].start", "0:00", "is not a field name"),
        ("a..b", "x", "is not a field name"),
        ("title.de", "x", "short form"),
    ],
)
def test_what_does_not_fit_is_refused_and_the_file_untouched(well: Path, field: str, value: str, words: str) -> None:
    path = written(well, LEAST)
    with pytest.raises(PodcastError, match=words):
        plan_change(well, "ganz-kurz", field, value)
    assert path.read_text() == LEAST


def test_an_earlier_problem_elsewhere_does_not_prevent_a_change(well: Path) -> None:
    assert became(well, LEAST + "type: teaser\n", "title", "Zwei") == LEAST.replace("Eins", "Zwei") + "type: teaser\n"
    assert became(well, LEAST + "type: teaser\n", "type", "trailer") == LEAST + "type: trailer\n"


@pytest.mark.parametrize(
    "text", ["guid: eins\ntitle: &a Eins\nsummary: *a\n", "guid: [\n", "- a\n", "", "title: a\ntitle: b\n"]
)
def test_a_file_that_is_no_yaml_of_ours_is_refused_with_its_place(well: Path, text: str) -> None:
    path = written(well, text)
    with pytest.raises(ShowError, match=EPISODE):
        plan_change(well, "ganz-kurz", "title", "Zwei")
    assert path.read_text() == text


def test_comments_in_a_list_are_not_thrown_away_with_it(well: Path) -> None:
    written(well, LEAST + "topics:\n  - a  # wichtig\n  - b\n")
    with pytest.raises(PodcastError, match="contains comments that"):
        plan_change(well, "ganz-kurz", "topics", "[c]")
    apply_change(well, plan_change(well, "ganz-kurz", "topics[2]", "c"))
    assert (well / EPISODE).read_text().endswith("topics:\n  - a  # wichtig\n  - c\n")


def test_chapters_may_be_those_of_the_recording_or_of_a_file_that_is_there(well: Path) -> None:
    assert became(well, LEAST, "chapters", "recording").splitlines()[2] == "chapters: recording"
    with pytest.raises(PodcastError, match="chapters: "):
        plan_change(well, "ganz-kurz", "chapters", "marken.txt")
    (well / EPISODE).with_name("marken.txt").write_text("0:00 Anfang\n1:00 Mitte\n2:00 Ende\n")
    assert plan_change(well, "ganz-kurz", "chapters", "marken.txt").after == "marken.txt"


def test_a_guid_is_not_changed_by_accident(well: Path) -> None:
    written(well, "guid: eins\ntitle: Eins\n")
    with pytest.raises(PodcastError, match="--force"):
        plan_change(well, "ganz-kurz", "guid", "zwei")
    assert plan_change(well, "ganz-kurz", "guid", "zwei", force=True).after == "zwei"
    assert plan_change(well, "ganz-kurz", "title", "Zwei").after == "Zwei"
    written(well, LEAST)
    assert plan_change(well, "ganz-kurz", "guid", "zwei").after == "zwei", "a draft was never out"


def test_what_is_so_already_is_not_written(well: Path) -> None:
    path = written(well, LEAST)
    before = path.stat()
    found = plan_change(well, "ganz-kurz", "title", "Eins")
    apply_change(well, found)
    assert found.data is None
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("written_as", ["notes: |\n  Eins.\n  Zwei.\n", "notes: |-\n  Eins.\n  Zwei.\n"])
def test_a_block_of_text_that_is_set_again_is_not_written(well: Path, written_as: str) -> None:
    written(well, LEAST + written_as)
    assert plan_change(well, "ganz-kurz", "notes", "Eins.\nZwei.").data is None


def test_the_files_rights_and_a_link_stay(well: Path) -> None:
    path = written(well, LEAST)
    kept = path.with_name("woanders.txt")
    path.rename(kept)
    path.symlink_to(kept.name)
    kept.chmod(0o640)
    apply_change(well, plan_change(well, "ganz-kurz", "title", "Zwei"))
    assert path.is_symlink()
    assert kept.stat().st_mode & 0o777 == 0o640
    assert "Zwei" in kept.read_text()


# --- whatever a file looks like ---------------------------------------------------------------------------------------

LETTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"
)
TRAPS = [
    "no",
    "1:30",
    "2026",
    "a: b",
    "# c",
    "*x",
    "&x",
    "- a",
    "[a",
    "{a",
    "'a",
    '"a',
    "a #b",
    "~",
    "null",
    "0x1F",
    "%a",
]
TEXTS = st.text(LETTERS, min_size=1, max_size=20).map(str.strip).filter(bool) | st.sampled_from(TRAPS)
VALUES = TEXTS | st.integers(-50, 50) | st.booleans() | st.lists(TEXTS, max_size=3)
GROUPS = VALUES | st.dictionaries(st.sampled_from(["loudness", "bitrate", "intro"]), VALUES, min_size=1, max_size=3)


@st.composite
def lines(draw: Any, key: str, value: Any, indent: str) -> list[str]:
    """A field as somebody may have written it."""
    comment = draw(st.sampled_from(["", "  # warum", "   #"]))
    style = draw(st.integers(0, 3))
    if isinstance(value, str) and style == 3:
        return [f"{indent}{key}: {draw(st.sampled_from(['|', '>', '|-', '>-']))}", f"{indent}  {value}"]
    if isinstance(value, str):
        quoted = (double_quoted, single_quoted, format_text)[style](value)
        return [f"{indent}{key}: {quoted}{comment}"]
    if isinstance(value, dict) and style:
        found = [line for inner, one in value.items() for line in draw(lines(inner, one, indent + "  "))]
        return [f"{indent}{key}:{comment}", *found]
    if isinstance(value, list) and value and style:
        return [f"{indent}{key}:{comment}", *(f"{indent}{'  ' * (style - 1)}- {double_quoted(one)}" for one in value)]
    return [f"{indent}{key}: {format_flow(value)}{comment}"]


@st.composite
def documents(draw: Any) -> bytes:
    """A file with some fields in some order, comments and blank lines between them, any line end, with a BOM or not."""
    keys = draw(st.lists(st.sampled_from(ORDER), min_size=1, max_size=6, unique=True))
    found: list[str] = draw(st.sampled_from([[], ["# Kopf", ""], ["---"]]))
    for key in keys:
        found = [*found, *draw(lines(key, draw(GROUPS), "")), *draw(st.sampled_from([[], ["", "# Fuß"], ["  # ein"]]))]
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    text = newline.join(found) + draw(st.sampled_from(["", newline, newline * 3]))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()


def slot(mapping: Any, loc: tuple[str | int, ...]) -> InsertPosition:
    return InsertPosition(mapping, str(loc[-1]), ORDER, lambda _: False)


def stripped(value: Any) -> Any:
    """Values as fields keep them: without line breaks at the end."""
    if isinstance(value, dict):
        return {key: stripped(one) for key, one in value.items()}
    if isinstance(value, list):
        return [stripped(one) for one in value]
    return value.rstrip("\n") if isinstance(value, str) else value


def comments(data: bytes) -> list[str]:
    return [line.strip() for line in data.decode().splitlines() if line.strip().startswith("#")]


@pytest.mark.long
@given(documents(), st.sampled_from([(key,) for key in ORDER] + [("audio", "loudness")]), GROUPS)
def test_whatever_the_file_only_that_value_changes(data: bytes, loc: tuple[str, ...], value: Any) -> None:
    before = read_yaml(data)
    if before.fields is None or before.problems:
        return  # a text that begins or ends a block with spaces, or the like
    parent = before.fields.get(loc[0])
    if len(loc) > 1 and not isinstance(parent, dict | None):
        return
    after = set_value(data, loc, value, slot)
    assert after is not None
    assert stripped(read_yaml(after).fields) == stripped(with_value(before.fields, loc, value))
    assert yaml.safe_load(after.decode("utf-8-sig").replace("\r\n", "\n")) is not None, "for other readers as well"
    assert after.startswith(b"\xef\xbb\xbf") == data.startswith(b"\xef\xbb\xbf")
    if b"\r\n" in data:
        assert after.count(b"\n") == after.count(b"\r\n")
    missing = [one for one in comments(data) if comments(after).count(one) < comments(data).count(one)]
    assert not missing or "#" in str(parent) or isinstance(parent, list | dict)


@given(TEXTS)
def test_every_text_reads_back_as_itself_in_and_out_of_brackets(said: str) -> None:
    data = f"a: {format_flow(said)}\nb: {format_flow([said, {'c': said}])}\n".encode()
    assert read_yaml(data).fields == {"a": said, "b": [said, {"c": said}]}
    assert yaml.safe_load(data) == {"a": said, "b": [said, {"c": said}]}


def test_a_stopped_write_leaves_the_file_as_it_was(well: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(well, LEAST)
    found = plan_change(well, "ganz-kurz", "title", "Zwei")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PodcastError, match="no space left"):
        apply_change(well, found)
    assert path.read_text() == LEAST
