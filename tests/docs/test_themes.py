"""docs/themes.md: its example is built, and every block and value that it names is there."""

import re

import pytest
from lxml import html

from podcast.artifacts import Picture
from podcast.errors import TemplateError
from podcast.pages.render import pages
from podcast.pages.theme import default_templates
from tests.support.paths import ROOT
from tests.support.rendered_pages import episode, show

DOC = (ROOT / "docs" / "themes.md").read_text("utf-8")
EXAMPLES = re.findall(r"<!-- example templates/(\S+) -->\n+```\w+\n(.*?)```", DOC, re.DOTALL)


@pytest.fixture
def built(tmp_path):
    for name, text in EXAMPLES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "assets" / "fonts").mkdir()
    (tmp_path / "assets" / "fonts" / "unsere.woff2").write_bytes(b"font")
    pictures = {"cover.jpg@480": Picture("assets/cover.webp", 480, 480)}
    return pages(show().with_episodes([episode(1)]), {}, pictures, {}, [tmp_path, default_templates()])


def test_the_example_changes_every_footer_and_the_front_page(built):
    assert len(EXAMPLES) == 5
    texts = {path: html.fromstring(data).text_content() for path, data in built.items() if path.endswith(".html")}
    for path, text in texts.items():
        assert ("Kontakt" in text) == ("einbetten" not in path), path
    assert "Willkommen bei Rebellion." in texts["index.html"]
    assert "Willkommen" not in texts["folge-1/index.html"]


def test_the_examples_assets_have_the_names_that_pages_and_sheets_ask_for(built):
    (sheet,) = html.fromstring(built["staffel-1/index.html"]).xpath("//link[contains(@href, 'farben')]/@href")
    text = built[sheet.removeprefix("../")].decode()
    (font,) = re.findall(r'url\("([^"]+)"\)', text)
    assert built[f"assets/{font}"] == b"font"
    (rules,) = html.fromstring(built["index.html"]).xpath("//a[contains(@href, 'hausordnung')]/@href")
    assert built[rules] == b"Bitte die Schubladen schlie\xc3\x9fen.\n"


@pytest.mark.parametrize("block", re.findall(r"^\| `(\w+)` \| every page", DOC, re.MULTILINE))
def test_every_block_that_is_named_is_there(block):
    assert f"{{% block {block} %}}" in (default_templates() / "page.html").read_text("utf-8")


NAMES = [name for row in re.findall(r"^\| (`\w+.*?) \| ", DOC.partition("## What templates know")[2], re.MULTILINE)
         for name in re.findall(r"`(\w+)", row)]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_value_that_is_named_is_known_to_templates(tmp_path, name):
    (tmp_path / "home.html").write_text(f"{{{{ {name} is defined or nothing }}}}", "utf-8")
    data = pages(show().with_episodes([episode(1)]), {}, {}, {}, [tmp_path, default_templates()])["index.html"]
    assert data == b"True"


def test_a_template_that_asks_another_host_is_named_as_the_doc_says(tmp_path):
    script = '<script src="https://cdn.example/x.js"></script>'
    own = f'{{% extends "built-in/page.html" %}}\n{{% block head %}}\n{script}\n{{% endblock %}}'
    (tmp_path / "page.html").write_text(own, "utf-8")
    with pytest.raises(TemplateError) as refused:
        pages(show().with_episodes([episode(1)]), {}, {}, {}, [tmp_path, default_templates()])
    assert str(refused.value).splitlines()[0] in DOC
