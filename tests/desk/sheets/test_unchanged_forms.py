"""A form that is shown and sent again as it is changes no byte, whatever the file has."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podcast.desk.sheets.sheet import Sheet
from podcast.desk.sheets.submit import submit
from podcast.errors import ShowError
from podcast.model.fields import EpisodeFields, ShowFields
from podcast.model.file_names import EPISODE_FILE, EPISODES, SHOW_FILE
from tests.support.sent_forms import form_values, rendered_form, unserved_desk

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
SHOWS = sorted(path.parent for path in ROOT.glob("tests/shows/**/podcast.yaml"))


def yaml_bytes(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.yaml")}


def copied_yaml(source: Path, root: Path) -> Path:
    """A copy of the YAML files of a show: pictures and sound are not needed."""
    for path in [source / SHOW_FILE, *source.glob(f"{EPISODES}/*/{EPISODE_FILE}")]:
        target = root / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return root


def sheets(root: Path) -> Iterator[tuple[str | None, type[EpisodeFields | ShowFields]]]:
    yield None, ShowFields
    for path in sorted(root.glob(f"{EPISODES}/*/{EPISODE_FILE}")):
        yield path.parent.name, EpisodeFields


@pytest.mark.long
@pytest.mark.parametrize("source", SHOWS, ids=lambda path: path.name)
def test_a_form_sent_as_it_is_changes_no_byte_of_a_show_with_faults(source: Path, tmp_path: Path) -> None:
    assert_unchanged(copied_yaml(source, tmp_path))


@pytest.mark.long
def test_a_form_sent_as_it_is_changes_no_byte_of_the_shipped_show(tmp_path: Path) -> None:
    assert assert_unchanged(copied_yaml(ROOT, tmp_path)) > 20


def assert_unchanged(root: Path) -> int:
    """Send the form of every readable file with all its fields; return how many there are."""
    desk, before, count = unserved_desk(root), yaml_bytes(root), 0
    for slug, model in sheets(root):
        try:
            sheet = Sheet.open(desk, slug)
        except ShowError:  # no YAML: there is no form
            continue
        form = form_values(rendered_form(desk, slug, model.model_fields))
        submission = submit(desk, sheet, model.model_fields, form)
        assert submission.is_accepted, (slug, submission)
        assert not submission.is_changed, slug
        count += 1
    assert yaml_bytes(root) == before
    assert desk.history.undo_label is None
    return count
