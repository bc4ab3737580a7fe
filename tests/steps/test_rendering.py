"""Everything in site/ but the sound: the same by one process and by several, and nothing is written twice."""

import pytest

from podcast.artifacts import Staged
from podcast.errors import TemplateError
from podcast.steps import rendering, workers
from podcast.steps.rendering_progress import RenderingProgress
from podcast.steps.transcript_cues import TranscriptCues
from tests.support.site_builds import VTT, audio, held, put, render, the_show
from tests.support.small_show import change, write_show


@pytest.fixture
def root(tmp_path):
    folder = write_show(tmp_path / "show", episodes=3, seconds=0.2)
    (folder / "episodes" / "folge-1" / "transcript.vtt").write_text(VTT)
    return folder


def states(root):
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (root / "site").rglob("*.*")}


@pytest.mark.long
def test_several_processes_make_what_one_makes_and_leave_what_is_there(root, monkeypatch):
    alone = held(render(root), root)
    put(root, render(root))
    before = states(root)
    change(root / "episodes" / "folge-3" / "episode.yaml", "Worum es in Folge 3 geht.", "Anders.")
    monkeypatch.setattr(rendering, "PARALLEL_THRESHOLD", 1)
    monkeypatch.setattr(rendering, "MIN_PARALLEL_JOBS", 1)
    together = render(root, 2)
    staged = {path for path, artifact in together.items() if isinstance(artifact, Staged)}
    assert "folge-3/index.html" in staged
    assert "folge-2/transcript.vtt" not in staged
    assert "folge-1/index.html" not in staged
    assert {path for path in alone if not path.startswith("suche/")} <= {*together}
    changes = put(root, together)
    assert staged <= {*changes.written}
    after = states(root)
    assert {path for path in after if before.get(path) != after[path]} == {
        root / "site" / path for path in changes.written
    }
    assert held(render(root), root) == {path: (root / "site" / path).read_bytes() for path in together}


def test_a_second_build_writes_nothing(root):
    put(root, render(root))
    before = states(root)
    assert put(root, render(root)).written == ()
    assert states(root) == before


@pytest.mark.long
def test_a_broken_template_leaves_the_site_as_it_is(root, monkeypatch):
    put(root, render(root))
    before = states(root)
    (root / "templates").mkdir()
    (root / "templates" / "episode.html").write_text("{{ no_such_name }}")
    monkeypatch.setattr(rendering, "PARALLEL_THRESHOLD", 1)
    monkeypatch.setattr(rendering, "MIN_PARALLEL_JOBS", 1)
    with pytest.raises(TemplateError, match=r"templates/episode.html:1: 'no_such_name' is undefined"):
        render(root, 2)
    assert states(root) == before


def test_the_progress_of_pages_is_reported(root):
    events = []
    render(root, report=events.append)
    assert [event for event in events if event.kind == "pages"] == [RenderingProgress("pages", 3, 3)]
    assert {event.kind for event in events} == {"cards", "pages"}


def test_transcripts_are_read_when_they_are_asked_for(root):
    show = the_show(root)
    cues = TranscriptCues(show, audio(show), root)
    assert dict(cues)["folge-1"][0].start == 0.5
    assert list(cues) == ["folge-1"]
    assert cues.get("folge-2") is None
    (root / "episodes" / "folge-1" / "transcript.vtt").unlink()
    assert len(cues["folge-1"]) == 1
    with pytest.raises(FileNotFoundError):
        TranscriptCues(show, audio(show), root)["folge-1"]


def double(number):
    return 2 * number


@pytest.mark.long
def test_jobs_are_taken_as_they_are_needed_and_answered_in_order():
    numbers = []

    def jobs():
        for number in range(9):
            numbers.append(number)
            yield number

    with workers.Workers(1) as executor:
        answers = workers.map_ordered(executor, double, jobs(), 3)
        assert next(answers) == 0
        assert len(numbers) <= 3
        assert [*answers] == [2 * number for number in range(1, 9)]
