"""Hints about what came with an imported show: one for each kind, however many episodes it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from podcast.checks.facts import Facts
from podcast.checks.rules import find_problems
from podcast.checks.rules.imported_hints import (
    html_notes_on_page,
    permalinks,
    replaced_elements,
    stand_ins,
)
from podcast.checks.rules.published_elsewhere import inherited_faults
from podcast.checks.show_links import find_links
from podcast.cli.main import podcast
from podcast.show.load import load
from podcast.show.locations import problems_from_findings
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from podcast.model.show import Show
    from podcast.show.locations import Finding


def written(root: Path, fields: str, notes: str = "", show_fields: str = "") -> Any:
    write_show(root, episodes=2)
    change(root / "podcast.yaml", "language:", f"{show_fields}language:")
    for number in (1, 2):
        folder = root / "episodes" / f"folge-{number}"
        yaml = folder / "episode.yaml"
        lines = [line for line in yaml.read_text("utf-8").splitlines() if not notes or not line.startswith("notes:")]
        yaml.write_text("\n".join([*lines, fields]), "utf-8")
        if notes:
            (folder / "notes.html").write_text(notes, "utf-8")
    return load(root)


def hints(loaded: Any, hint: Callable[[Show], Iterable[Finding]]) -> list[str]:
    return [str(problem) for problem in problems_from_findings(hint(loaded.show), loaded.source_map)]


def test_what_replaces_the_programs_elements_is_named_once(tmp_path: Path) -> None:
    fields = (
        "extra_xml: |\n  <x:new xmlns:x='urn:x'/>\n"
        "  <i:duration xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd'>9</i:duration>\n"
    )
    loaded = written(tmp_path, fields, show_fields="extra_xml: <language>de-de</language>\n")
    assert not find_problems(loaded, Facts())
    episode, show = hints(loaded, replaced_elements)
    assert episode.startswith("episodes/folge-2/episode.yaml:14:3: extra_xml: <i:duration> replaces the element that")
    assert "here and 1 more times" in episode
    assert "extra_xml: <language> replaces the element that the program writes; " in show


def test_what_the_page_omits_of_notes_in_html_is_named_and_no_problem(tmp_path: Path) -> None:
    notes = "<p>Text</p>\n<iframe src='https://a.example.org/'></iframe><img src='https://a.example.org/b.jpg'>"
    loaded = written(tmp_path, "", notes)
    assert not find_problems(loaded, Facts())
    first, _second = hints(loaded, html_notes_on_page)
    assert first.startswith("episodes/folge-1/notes.html:2:1: has <iframe> and 1 more that the page omits; ")


def test_an_identifier_that_is_no_address_is_named_once(tmp_path: Path) -> None:
    [hint] = hints(written(tmp_path, "guid_is_permalink: true\n"), permalinks)
    assert "is true, but the guid is no web address, here and 1 more times; " in hint


def test_former_addresses_and_namespaces_are_no_links(tmp_path: Path) -> None:
    fields = "redirects: ['https://old.example.org/a']\nextra_xml: <a xmlns='https://ns.example.org/'/>\n"
    loaded = written(tmp_path, fields, "<a href='https://www.example.org/x'>x</a>")
    links = find_links(loaded, Facts(notes_files={"folge-1": "n"}))
    assert [address for address in links if "example.org" in address] == ["https://www.example.org/x"]


def test_set_changes_the_fields_of_imported_shows(tmp_path: Path) -> None:
    written(tmp_path, "")
    (tmp_path / "episodes" / "folge-1" / "c.srt").write_text("x")
    additions = (("redirects", "/alt/"), ("redirects", "/?p=1"), ("transcript_files", "{file: c.srt, rel: captions}"))
    commands = [[field, "--add", value] for field, value in additions]
    commands += [["guid_is_permalink", "true"], ["extra_xml", "<itunes:keywords>a</itunes:keywords>\n<a/>"]]
    for command in commands:
        done = CliRunner().invoke(podcast, ["set", "-C", str(tmp_path), "folge-1", *command])
        assert done.exit_code == 0, done.output
    text = (tmp_path / "episodes" / "folge-1" / "episode.yaml").read_text("utf-8")
    assert "guid_is_permalink: true\n" in text
    assert 'redirects: [/alt/, "/?p=1"]\n' in text.replace("'", '"') or "redirects: [/alt/, /?p=1]\n" in text
    assert "extra_xml: |\n  <itunes:keywords>a</itunes:keywords>\n  <a/>\n" in text
    refused = CliRunner().invoke(podcast, ["set", "-C", str(tmp_path), "folge-1", "extra_xml", "<a>"])
    assert refused.exit_code == 1
    assert "is not well-formed XML" in str(refused.exception)


def test_texts_that_an_import_put_in_are_to_be_replaced(tmp_path: Path) -> None:
    loaded = written(tmp_path, "")
    assert hints(loaded, stand_ins) == []
    change(tmp_path / "podcast.yaml", "Ein Schrank.", "Titelbild von Kleine Sendung")
    change(tmp_path / "podcast.yaml", "Eine Sendung für Tests.", "Kleine Sendung")
    assert [line.partition(": ")[2].partition(";")[0] for line in hints(load(tmp_path), stand_ins)] == [
        "description: repeats the title",
        "cover_alt: only names the cover",
    ]


def test_a_cover_that_stands_in_is_named_each_time(tmp_path: Path) -> None:
    written(tmp_path, "")
    change(tmp_path / "podcast.yaml", "cover: cover.jpg", "cover: cover-stand-in.jpg")
    [hint] = hints(load(tmp_path), stand_ins)
    assert "cover: stands in for the show's own cover" in hint


@pytest.mark.parametrize("passthrough", ["true", "false"])
def test_what_the_old_feed_did_wrong_is_a_hint(tmp_path: Path, passthrough: str) -> None:
    write_show(tmp_path)
    yaml = tmp_path / "episodes" / "folge-1" / "episode.yaml"
    yaml.write_text(PUBLISHED.format(number=1, passthrough=passthrough).replace("Folge 1", "TODO"), "utf-8")
    loaded = load(tmp_path)
    assert loaded.show is not None
    as_problems = [problem.field for problem in find_problems(loaded, Facts())]
    as_hints = [finding.loc for finding in inherited_faults(loaded.show, Facts())]
    assert (as_problems, as_hints) == (([], [("title",)]) if passthrough == "true" else (["title"], []))


PUBLISHED = """guid: g-{number}
title: Folge {number}
season: 1
episode: 7
date: 2021-11-23 09:00
summary: Worum es geht.
audio: {{passthrough: {passthrough}}}
"""


def with_one_date(root: Path, *passthrough: str) -> Any:
    """Two episodes with the same date and number."""
    write_show(root, episodes=2)
    for number, value in enumerate(passthrough, 1):
        yaml = root / "episodes" / f"folge-{number}" / "episode.yaml"
        yaml.write_text(PUBLISHED.format(number=number, passthrough=value), "utf-8")
    change(root / "episodes" / "folge-1" / "episode.yaml", "audio:", "chapters: [0:01 Erstes, 0:05 Zweites]\naudio:")
    return load(root)


def tolerated(loaded: Any) -> list[str]:
    findings = inherited_faults(loaded.show, Facts())
    return sorted(str(problem) for problem in problems_from_findings(findings, loaded.source_map))


def test_what_is_irregular_in_published_episodes_is_a_hint_and_no_problem(tmp_path: Path) -> None:
    loaded = with_one_date(tmp_path, "true", "true")
    assert not find_problems(loaded, Facts())
    chapters, number, date = tolerated(loaded)
    assert "folge-1/episode.yaml:7:12: chapters[1]: starts at 0:01, not at 0:00" in chapters
    assert "folge-2/episode.yaml:4:10: episode: is the same as in episodes/folge-1/episode.yaml" in number
    assert "folge-2/episode.yaml:5:7: date: is the same as in episodes/folge-1/episode.yaml" in date


def test_an_episode_that_is_made_here_may_not_share_the_date_of_a_published_one(tmp_path: Path) -> None:
    loaded = with_one_date(tmp_path, "false", "true")  # the one with the later slug is out already
    problems = {problem.field: problem for problem in find_problems(loaded, Facts())}
    assert {"date", "episode"} <= problems.keys()
    assert problems["date"].path == "episodes/folge-1/episode.yaml"
