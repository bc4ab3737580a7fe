"""docs/en/themes.md: its examples are built, and its tables list exactly what a theme may rely on."""

import re
from dataclasses import fields
from datetime import date

import pytest
from lxml import html

from podcast.artifacts import Audio, Picture
from podcast.errors import TemplateError
from podcast.model.groups import Chapter, Person, Withdrawn
from podcast.pages.card_parts import Face
from podcast.pages.content.about import Recommendation
from podcast.pages.content.dossier import Dossier, Figure, PersonQuote
from podcast.pages.content.episode import ChapterRow
from podcast.pages.content.episode_list import EpisodeEntry, FilterOption, YearGroup
from podcast.pages.content.episode_page.accessible_versions import SignLanguageVideo
from podcast.pages.content.episode_page.extras import DownloadForm, Link, Place, Quote
from podcast.pages.content.episode_page.role_groups import PersonLink, RoleGroup
from podcast.pages.content.episode_page.transcript_view import TranscriptCue, TranscriptSection, Turn
from podcast.pages.content.licence import Licence
from podcast.pages.content.profiles import Appearance, Companion, PersonProfile
from podcast.pages.content.subscribe import SubscribeLink
from podcast.pages.content.topics import Topic
from podcast.pages.episode_card import EpisodeCard, GuestLink
from podcast.pages.page import Page
from podcast.pages.pagination import PaginationPage
from podcast.pages.player import PlaybackRate, Player
from podcast.pages.render import site_files
from podcast.pages.text.localization import LocalDate
from podcast.pages.theme import Theme, default_templates
from podcast.pages.view_models import SeasonSummary
from podcast.timeline.time_map import TimeMap
from podcast.urls import WIDGET
from tests.support.paths import ENGLISH_DOCS
from tests.support.rendered_pages import CUES, episode, show

DOC = (ENGLISH_DOCS / "themes.md").read_text("utf-8")
EXAMPLES = re.findall(r"<!-- example templates/(\S+) -->\n+```\w+\n(.*?)```", DOC, re.DOTALL)
THEME = default_templates()
TEMPLATES = {path.name: path.read_text("utf-8") for path in THEME.glob("*.html")}
STYLE_SHEETS = "\n".join(path.read_text("utf-8") for path in sorted((THEME / "assets").glob("*.css")))
STYLE_SHEET = re.sub(r"/\*.*?\*/", "", STYLE_SHEETS, flags=re.DOTALL)

# What the rows of the table "Values" describe, by their first cell.
VALUES = {
    "`page`": Page,
    "a card: `card`, `newest`, `previous`, `next`": EpisodeCard,
    "a guest of a card": GuestLink,
    "a person of `faces`, `hosts`": Face,
    "a season: `season`": SeasonSummary,
    "a page of a list: `pagination`": PaginationPage,
    "`player`": Player,
    "a speed of the player": PlaybackRate,
    "a chapter of `chapters`": ChapterRow,
    "a group of `role_groups`": RoleGroup,
    "a person of a group": PersonLink,
    "a person: `person`, `team`, items of `people.html`": PersonProfile,
    "an item of `person.html`": Appearance,
    "`dossier`": Dossier,
    "a figure of `dossier`": Figure,
    "a person of `speakers` or `dossier.companions`": Companion,
    "a quote of `dossier`": PersonQuote,
    "a year of `years`": YearGroup,
    "an entry of a year, an item of `episodes.html`": EpisodeEntry,
    "an option of `topic_options`, `person_options`": FilterOption,
    "a show of `recommendations`": Recommendation,
    "`topic`, an item of `topics.html` or `related_topics`": Topic,
    "a section of `transcript_sections`": TranscriptSection,
    "a turn of a section": Turn,
    "a cue of a turn": TranscriptCue,
    "a quote of `quotes`": Quote,
    "a place of `places`, of a chapter": Place,
    "a link of `conversations`, `support`, `content_links`": Link,
    "a file of `downloads.audio`, `downloads.transcript`": DownloadForm,
    "`sign_language`, `video`": SignLanguageVideo,
    "a link of `subscribe_links`, `services`, `apps`": SubscribeLink,
    "`licence`": Licence,
    "a date: `card.date`, `correction_date`, `withdrawal_date`, `statement_date`": LocalDate,
    "a picture: `cover`, `page.image`, `portrait`": Picture,
}


def rows(heading):
    """The rows of the first table below a heading, as lists of cells."""
    section = DOC.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\|(.*)\|$", section, re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines[2:]]


def code(text):
    """The words in a cell that are code, without arguments."""
    return re.findall(r"`([\w.-]+)(?:\([^`]*\))?`", text)


def by_first_cell(heading, column):
    """The code in a column, by the code in the first one."""
    return {code(cells[0])[0]: set(code(cells[column])) for cells in rows(heading)}


def first_cells(heading):
    """The code in the first column."""
    return {name for cells in rows(heading) for name in code(cells[0])}


@pytest.fixture(scope="module")
def all_variables():
    """The names of the variables that each template is rendered with, by template."""
    names = {}
    render = Theme.render

    def recorded(theme, template, variables):
        names.setdefault(template, set()).update(variables)
        return render(theme, template, variables)

    full = episode(
        1, people=(Person(name="Ada", role="guest"),), topics=("C", "C++"), chapters=(Chapter(start=0, title="Anfang"),)
    )
    withdrawn = episode(2).model_copy(update={"withdrawn": Withdrawn(on=date(2022, 2, 1), reason="Falsch.")})
    audio = Audio("audio/a.mp3", 1000, 60.0, "audio/mpeg", 128, TimeMap(), -16.0, -1.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Theme, "render", recorded)
        episodes = show(easy_language="leicht.md").with_episodes([full, withdrawn])
        site_files(episodes, {full.slug: audio}, {}, {full.slug: CUES}, [THEME])
    return names


@pytest.fixture(scope="module")
def variables(all_variables):
    """Those of the templates of pages."""
    return {name: names for name, names in all_variables.items() if name != WIDGET}


@pytest.fixture
def built(tmp_path):
    for name, text in EXAMPLES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "assets" / "fonts").mkdir()
    (tmp_path / "assets" / "fonts" / "unsere.woff2").write_bytes(b"font")
    pictures = {"cover.jpg@480": Picture("assets/cover.webp", 480, 480)}
    return site_files(show().with_episodes([episode(1)]), {}, pictures, {}, [tmp_path, THEME])


def test_the_example_changes_every_footer_and_the_front_page(built):
    assert len(EXAMPLES) == 5
    texts = {path: html.fromstring(data).text_content() for path, data in built.items() if path.endswith(".html")}
    for path, text in texts.items():
        assert ("Kontakt" in text) == ("einbetten" not in path), path
    assert "Willkommen bei Rebellion." in texts["index.html"]
    assert "Willkommen" not in texts["folge-1/index.html"]


def test_the_examples_assets_have_the_names_that_pages_and_style_sheets_ask_for(built):
    (style_sheet,) = html.fromstring(built["staffel-1/index.html"]).xpath("//link[contains(@href, 'farben')]/@href")
    text = built[style_sheet.removeprefix("../")].decode()
    (font,) = re.findall(r'url\("([^"]+)"\)', text)
    assert built[f"assets/{font}"] == b"font"
    (rules,) = html.fromstring(built["index.html"]).xpath("//a[contains(@href, 'hausordnung')]/@href")
    assert built[rules] == b"Bitte die Schubladen schlie\xc3\x9fen.\n"


def test_all_templates_are_listed():
    assert first_cells("Templates") == set(TEMPLATES)


def test_the_script_for_other_websites_has_the_variable_that_the_doc_names(all_variables):
    assert all_variables[WIDGET] == {"data"}
    assert f"`{WIDGET}` is the script of the" in DOC
    assert "Its only variable is `data`." in DOC


def test_all_blocks_are_listed():
    assert first_cells("Blocks") == set(re.findall(r"\{% block (\w+) %\}", TEMPLATES["page.html"]))
    assert {block for text in TEMPLATES.values() for block in re.findall(r"\{% block (\w+) %\}", text)} == first_cells(
        "Blocks"
    )


def test_every_page_extends_the_template_with_the_blocks_except_those_that_the_doc_names(variables):
    frames = {name for name in variables if not TEMPLATES[name].startswith('{% extends "page.html" %}')}
    assert frames == {"embed.html"}


def test_the_variables_of_every_template_are_listed(variables):
    common = set.intersection(*variables.values())
    assert first_cells("Variables") == common | {"picture", "thumbnail"}


def test_the_own_variables_of_each_template_are_listed(variables):
    common = set.intersection(*variables.values())
    listed = by_first_cell("Templates", 2)
    for same, as_in in (("embed.html", "episode.html"), ("accessibility.html", "legal.html")):
        assert listed[same] == {as_in}
        listed[same] = listed[as_in]
    assert {name: names for name, names in listed.items() if names} == {
        name: names - common for name, names in variables.items() if names - common
    }


@pytest.mark.parametrize("cell", VALUES)
def test_the_fields_of_each_value_are_listed(cell):
    value = VALUES[cell]
    properties = {name for name, member in vars(value).items() if isinstance(member, property)}
    assert (
        set(code(dict(rows("Values"))[cell])) == {field.name for field in fields(value) if field.compare} | properties
    )


def test_every_value_of_the_table_is_compared():
    assert {cell for cell, _ in rows("Values")} == set(VALUES)


@pytest.mark.parametrize("template", ["macros.html", "player.html"])
def test_all_macros_are_listed(template):
    assert by_first_cell("Macros", 1)[template] == set(re.findall(r"\{% macro (\w+)\(", TEMPLATES[template]))


def test_all_assets_are_listed():
    assert first_cells("Assets") == {path.name for path in (THEME / "assets").iterdir() if path.is_file()}


def test_all_classes_are_listed():
    selectors = re.sub(r"\{[^{}]*\}", " ", STYLE_SHEET)
    styled = set(re.findall(r"(?<!\d)\.([a-z][a-z0-9-]*)", selectors))
    attributes = [value for text in TEMPLATES.values() for value in re.findall(r'\bclass="([^"]*)"', text)]
    words = {word for value in attributes for word in re.sub(r"\{%.*?%\}", " ", value).split() if "{{" not in word}
    used = {word for word in words if re.fullmatch(r"[a-z-]+", word)}
    listed = {name for cells in rows("Classes") for name in code(cells[1]) if not name.startswith("--")}
    assert listed - {"season-colour-0", "season-colour-5"} == {
        name for name in styled | used if not name.startswith("season-colour-")
    }
    assert {"season-colour-0", "season-colour-5"} <= listed & styled


def test_all_variables_of_the_style_sheet_are_listed():
    assert first_cells("Variables of the style sheet") == set(re.findall(r"(--[\w-]+):", STYLE_SHEET))


def test_a_template_that_asks_another_host_is_named_as_the_doc_says(tmp_path):
    script = '<script src="https://cdn.example/x.js"></script>'
    own = f'{{% extends "built-in/page.html" %}}\n{{% block head %}}\n{script}\n{{% endblock %}}'
    (tmp_path / "page.html").write_text(own, "utf-8")
    with pytest.raises(TemplateError) as refused:
        site_files(show().with_episodes([episode(1)]), {}, {}, {}, [tmp_path, THEME])
    assert str(refused.value).splitlines()[0] in DOC
