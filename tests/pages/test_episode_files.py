"""Only what has changed is rendered again, and a later build makes the same files as a first one."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podcast.errors import TemplateError
from podcast.files import program_state
from podcast.files.cache import Cache
from podcast.model.show import Show
from podcast.pages import context, theme
from podcast.pages.render import site_files
from podcast.pages.theme import default_templates
from podcast.steps.paths import ProjectPaths
from podcast.steps.rendering import RenderingInput, render_site
from podcast.transcripts.machine_note import with_machine_note
from tests.support.caches import cache_connection
from tests.support.site_builds import VTT, audio, held, put, render, the_show
from tests.support.small_show import change, write_show

SLUGS = ("folge-1", "folge-2", "folge-3")


@pytest.fixture
def root(tmp_path):
    return the_folder(tmp_path / "show")


def the_folder(path):
    folder = write_show(path, episodes=3, seconds=0.2)
    (folder / "episodes" / "folge-1" / "transcript.vtt").write_text(VTT)
    return folder


def cold(root):
    """The files of a first build."""
    shutil.rmtree(root / ".podcast", ignore_errors=True)
    return held(render(root), root)


def rendered_paths(root):
    """The files that a build renders anew; of the others it says that they are in site/ already."""
    artifacts = render(root)
    put(root, artifacts)
    return {path for path, artifact in artifacts.items() if isinstance(artifact, bytes)}


def rendered_slugs(root):
    """The slugs of the episodes whose files a build renders anew."""
    paths = rendered_paths(root)
    return [slug for slug in SLUGS if f"{slug}/index.html" in paths]


@pytest.mark.long
def test_no_page_and_no_feed_is_rendered_again_when_nothing_is_new(root):
    put(root, render(root))
    paths = rendered_paths(root)
    assert not {path for path in paths if path.endswith((".html", ".srt", ".vtt", "feed.xml", "feed.json"))}
    assert put(root, render(root)).written == ()


def test_the_render_context_has_episodes_only_where_a_template_may_look_at_them(root):
    show, own = the_show(root), root / "templates"
    assert context.render_context(show, [default_templates()], {}, {}, {}).show.episodes == ()
    own.mkdir()
    (own / "page.html").write_text("{{ show.episodes|length }}")
    assert context.render_context(show, [own, default_templates()], {}, {}, {}).show.episodes == show.episodes


@pytest.mark.long
def test_a_new_title_makes_the_episode_and_its_neighbours(root):
    put(root, render(root))
    change(root / "episodes" / "folge-1" / "episode.yaml", "Folge 1", "Anfang")
    assert rendered_slugs(root) == ["folge-1", "folge-2"]


def test_a_changed_transcript_makes_its_episode_alone(root):
    put(root, render(root))
    change(root / "episodes" / "folge-1" / "transcript.vtt", "Guten Tag", "Guten Abend")
    assert rendered_slugs(root) == ["folge-1"]


def test_a_page_says_that_a_machine_made_the_transcript_only_where_the_file_does(root):
    path = root / "episodes" / "folge-1" / "transcript.vtt"
    page = held(render(root), root)["folge-1/index.html"]
    assert "Noch nicht geprüft." in page.decode()
    path.write_bytes(with_machine_note(path.read_bytes()))
    page = held(render(root), root)["folge-1/index.html"]
    assert "Maschinell erstellt, noch nicht geprüft." in page.decode()


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_files_of_the_site_that_were_harmed_are_repaired(root, harm):
    put(root, render(root))
    kinds = ("index.html", "feed.xml", "folge-1/index.html", "folge-1/transcript.srt", "suche/????????????.*.bin")
    before = {file: file.read_bytes() for file in (min((root / "site").glob(kind)) for kind in kinds)}
    for file, data in before.items():
        if harm == "gone":
            file.unlink()
        else:
            file.write_bytes(data[:-1] + b"x")
    put(root, render(root))
    assert {file: file.read_bytes() for file in before} == before


@pytest.mark.long
@pytest.mark.parametrize("harm", ["no database", "cut off", "another page", "other search"])
def test_a_damaged_cache_is_replaced(root, harm):
    put(root, render(root))
    memory = root / ".podcast" / "cache.db"
    data = memory.read_bytes()
    if harm == "other search":
        with cache_connection(memory) as database:
            database.execute("UPDATE results SET value = value || 'x' WHERE kind = 'page'")
    else:
        half = len(data) // 2
        harmed = {"no database": b"x" * 5000, "cut off": data[:half], "another page": data[:half] + bytes(half)}
        memory.write_bytes(harmed[harm])
    warm = held(render(root), root)
    assert warm == cold(root)


def row_keys(root, kind="page"):
    with Cache(ProjectPaths(root).database, root) as cache:
        return cache.keys(kind)


def test_rows_that_a_build_did_not_need_leave(root):
    put(root, render(root))
    assert {*SLUGS, "/", "//search", "/staffel-1/"} <= {*row_keys(root)}
    shutil.rmtree(root / "episodes" / "folge-3")
    put(root, render(root))
    assert {*SLUGS} & {*row_keys(root)} == {"folge-1", "folge-2"}


def test_a_build_that_failed_deletes_no_row(root):
    put(root, render(root))
    before = row_keys(root)
    shutil.rmtree(root / "episodes" / "folge-3")
    (root / "templates").mkdir()
    (root / "templates" / "episode.html").write_text("{{ unknown }}")
    with pytest.raises(TemplateError):
        render(root)
    assert row_keys(root) == before


@pytest.mark.long
def test_a_build_after_one_that_failed_makes_what_a_first_one_makes(root):
    put(root, render(root))
    change(root / "podcast.yaml", "title: ", "title: Neu ")
    (root / "templates").mkdir()
    (root / "templates" / "episode.html").write_text("{{ unknown }}")
    with pytest.raises(TemplateError):
        render(root)
    shutil.rmtree(root / "templates")
    change(root / "podcast.yaml", "title: Neu ", "title: ")
    put(root, render(root))
    assert held(render(root), root) == cold(root)


def test_a_preview_and_the_site_keep_their_rows_apart(root):
    put(root, render(root))
    shown, paths = the_show(root), ProjectPaths(root, preview=True)
    with Cache(paths.database, root) as cache:
        cache.start_build()
        render_site(shown, audio(shown), RenderingInput(paths, cache))
    assert row_keys(root, "preview page") == row_keys(root)
    assert rendered_slugs(root) == []


def test_one_database_holds_what_is_remembered(root):
    put(root, render(root))
    paths = (root / ".podcast").rglob("*")
    assert [path.name for path in paths if path.suffix in {".db", ".json"} or path.name == "done"] == ["cache.db"]


def test_pages_without_a_cache_leave_no_file(root):
    assert "index.html" in site_files(the_show(root), {}, {}, {}, [default_templates()])
    assert not (root / ".podcast").exists()


def test_a_theme_that_shows_the_episodes_anywhere_is_rendered_anew(root):
    (root / "templates").mkdir()
    (root / "templates" / "episode.html").write_text(
        '{% extends "built-in/episode.html" %}{% block footer %}'
        "{% for episode in show.episodes %}{{ episode.title }}{% endfor %}{% endblock %}"
    )
    put(root, render(root))
    change(root / "episodes" / "folge-3" / "episode.yaml", "Folge 3", "Das Ende")
    assert rendered_slugs(root) == [*SLUGS]


def test_our_own_theme_shows_no_episodes_but_those_it_is_handed():
    assert not theme.uses_all_episodes(
        theme.load_theme([default_templates()]), frozenset(Show.model_fields) - {"episodes"}
    )


def test_the_text_of_a_template_says_whether_it_may_use_all_episodes(tmp_path):
    texts = {"{{ show.title }}": False, "{{ show.episodes }}": True, "{% set a = show %}": True, "{{ show[x] }}": True}
    for text, wanted in texts.items():
        (tmp_path / "own.html").write_text(text)
        assert theme.uses_all_episodes(theme.load_theme([tmp_path]), {"title"}) is wanted


CHANGES = {
    "title": lambda root, slug: change(root / "episodes" / slug / "episode.yaml", "title: ", "title: Neu "),
    "summary": lambda root, slug: change(root / "episodes" / slug / "episode.yaml", "Worum", "Warum"),
    "notes": lambda root, slug: change(root / "episodes" / slug / "episode.yaml", "kurz", "**lang**"),
    "transcript": lambda root, slug: (root / "episodes" / slug / "transcript.vtt").write_text(
        VTT.replace("Tag", f"Abend {slug}")
    ),
    "no transcript": lambda root, slug: (root / "episodes" / slug / "transcript.vtt").unlink(missing_ok=True),
    "draft": lambda root, slug: change(root / "episodes" / slug / "episode.yaml", "season: 1", "draft: true"),
    "show": lambda root, _: change(root / "podcast.yaml", "title: ", "title: Die "),
    "page gone": lambda root, slug: (root / "site" / slug / "index.html").unlink(missing_ok=True),
    "built": lambda root, _: put(root, render(root)),
}


@pytest.mark.long
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.sampled_from(SLUGS)), min_size=1, max_size=4))
def test_a_build_after_any_changes_makes_what_a_first_one_makes(tmp_path_factory, steps):
    root = the_folder(tmp_path_factory.mktemp("any") / "show")
    put(root, render(root))
    for name, slug in steps:
        try:
            CHANGES[name](root, slug)
        except AssertionError:  # there is nothing left to be changed so
            continue
    put(root, render(root))
    there = {path.relative_to(root / "site").as_posix(): path.read_bytes() for path in (root / "site").rglob("*.*")}
    assert {path: data for path, data in there.items() if (root / "site" / path).is_file()} == cold(root)


def test_the_code_has_a_say_in_what_is_the_same(root, monkeypatch):
    put(root, render(root))
    monkeypatch.setattr(context, "code_fingerprint", lambda: "another")
    assert rendered_slugs(root) == [*SLUGS]


@pytest.mark.parametrize("name", ["a.py", "locale/site.de.toml"])
def test_code_and_texts_are_in_the_fingerprint(tmp_path, monkeypatch, name):
    monkeypatch.setattr(program_state.resources, "files", lambda _: tmp_path)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    fingerprints = set()
    for text in ("a = 1", "a = 2"):
        path.write_text(text)
        fingerprints.add(program_state.code_fingerprint.__wrapped__())
    assert len(fingerprints) == 2


def test_other_files_of_the_package_are_not_in_the_fingerprint(tmp_path, monkeypatch):
    monkeypatch.setattr(program_state.resources, "files", lambda _: tmp_path)
    before = program_state.code_fingerprint.__wrapped__()
    (tmp_path / "py.typed").touch()
    assert program_state.code_fingerprint.__wrapped__() == before
