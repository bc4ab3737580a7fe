"""The Python API: the examples of docs/en/api.md run as they stand there, and the package exports what it lists."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import podcast
from podcast.publish.protocol.generation_mark import unmark_feed
from tests.support.paths import ENGLISH_DOCS
from tests.support.small_show import change, write_show

PAGE = (ENGLISH_DOCS / "api.md").read_text("utf-8")
SCRIPT, *SNIPPETS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the script of the page and a show, `my-show`, that it has published."""
    folder = tmp_path_factory.mktemp("api")
    write_show(folder / "my-show")
    (folder / "publish.py").write_text(SCRIPT, "utf-8")
    return folder


@pytest.fixture(scope="module")
def output(folder: Path) -> str:
    """What the script prints."""
    command = [sys.executable, "publish.py"]
    environment = {**os.environ, "LANGUAGE": "en"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_script_reports_what_it_does_and_publishes(output: str, folder: Path) -> None:
    assert "MasteringPlanned(" in output
    assert output.count("RecordingMastered(") == output.count("AudioTagged(") == 2
    assert re.search(r"^generation 1: \d+ files uploaded$", output, re.MULTILINE)
    show = folder / "my-show"
    built, published = (show / "site" / "feed.xml").read_bytes(), (show / "published" / "feed.xml").read_bytes()
    assert unmark_feed("feed.xml", published) == built


@pytest.mark.usefixtures("output")
def test_the_other_examples_run_after_it(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    namespace = {"podcast": podcast, "root": Path("my-show")}
    for snippet in SNIPPETS:
        exec(compile(snippet, "docs/en/api.md", "exec"), namespace)  # noqa: S102 -- our own page
    printed = capsys.readouterr().out
    assert "Kleine Sendung https://podcast.example.org/feed.xml" in printed
    assert "0 recordings to master" in printed
    assert "2 of 2 pages" in printed
    assert "not published" not in printed
    assert (folder / "my-show" / "published-copy" / "feed.xml").is_file()


def test_problems_are_listed_and_raised(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    change(root / "podcast.yaml", "language: de", "language: xx-nowhere")
    problems = podcast.check_show(root).problems
    assert [problem.field for problem in problems] == ["language"]
    with pytest.raises(podcast.ShowError) as caught:
        podcast.load_show(root)
    assert caught.value.problems == problems


@pytest.mark.usefixtures("output")
def test_a_build_with_drafts_is_not_published(folder: Path, tmp_path: Path) -> None:
    root = folder / "my-show"
    description = root / "episodes" / "folge-2" / "episode.yaml"
    before = description.read_text("utf-8")
    description.write_text(f"{before}draft: true\n", "utf-8")
    build = podcast.build_site(root, drafts=True, jobs=1)
    with pytest.raises(podcast.PublishError, match="drafts"):
        podcast.publish_site(build, str(tmp_path / "target"))
    assert not (tmp_path / "target").exists()
    description.write_text(before, "utf-8")


def test_every_name_of_the_api_is_there_and_no_other() -> None:
    assert {name: getattr(podcast, name).__class__ for name in podcast.__all__}.keys() == set(podcast.__all__)
    assert sorted(name for names in podcast._MODULES.values() for name in names) == sorted(podcast.__all__)  # noqa: SLF001
    assert set(podcast.__all__) <= set(dir(podcast))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = podcast.no_such_name


def test_the_page_names_all_of_the_api() -> None:
    results = {"Audio", "Chapter", "Master", "Person", "Season", "SiteChanges"}  # parts of those that it names
    assert [name for name in podcast.__all__ if not re.search(rf"\b{name}\b", PAGE)] == sorted(results)


def test_importing_the_package_loads_no_other_module() -> None:
    program = "import sys; before = {*sys.modules}; import podcast; print(*sys.modules.keys() - before)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) <= {"podcast", "__future__"}
