"""A show that nobody had in mind: its pages have a sound outline, no dead link, and no word that is not theirs."""

from __future__ import annotations

import json
import posixpath
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html as lxml_html
from pydantic import ValidationError

from podcast.checks.facts import Facts
from podcast.checks.rules.hints import find_hints
from podcast.checks.rules.notes import notes_references, text_references
from podcast.cli.options import build_due
from podcast.errors import PodcastError
from podcast.model.groups import Chapter, Correction, Person, Season, Withdrawn
from podcast.model.legal import Legal
from podcast.pages.page import excerpt
from podcast.pages.text.localization import text_direction
from podcast.pages.text.markdown import prose
from podcast.transcripts.cue import Cue
from tests.support.rendered_pages import episode, show, site
from tests.support.small_show import write_show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
TITLES = (
    '🎉 "Fest" & <b>&amp;</b> </title><script>alert(1)</script>', LONG * 3, "Bürger*innen\\-beteiligung",
    "{{ 7*7 }} {% raw %}", "Null\u200bbreite \u202eumgekehrt \u200fRTL", "-->", '"', "…", "السلام 漢字",
)  # fmt: skip
NOTES = (
    "## Zwei\n\n# Eins\n\n###### Sechs\n\n#\n\n<h6>roh</h6>\n\n<h4></h4>\n\n### Drei",
    "<ul>Text<li>a</ul>\n\n<li>los\n\n[ ](https://x.example) <a href='https://x.example'> </a>\n\n<h5>Fünf",
    "|a|b|\n|-|-|\n|1|2|\n\n<table><tr><td colspan=x>1</table>\n\n> # Zitat",
)


@cache
def strange() -> dict[str, bytes]:
    """The pages of such a show."""
    names = (
        "X",
        "Eva Müller",
        "eva  müller",
        "李明",
        "?!",
        '<b>Bobby</b> "Tables"',
        *(f"Mensch {n}" for n in range(9)),
    )
    people = tuple(Person(name=name, role="guest", about="# Kopf\n\n##### tief") for name in names)
    episodes = [
        episode(
            number, title=title, summary="漢字" * 200, notes=NOTES[number % 3], people=people if number == 3 else (),
            season=(None, 7, 12)[number % 3], topics=("KI", "ki", "C++", "C#", "/", "x" * 200),
            chapters=(Chapter(start=0.0, title=title, href='https://x.example/?a=1&b="2"ä'),),
            correction=Correction(on="2024-02-02", text="# Falsch\n\n### war") if number == 1 else None,
        )
        for number, title in enumerate(TITLES, start=1)
    ]  # fmt: skip
    gone = episode(50, withdrawn=Withdrawn(on="2024-03-03", reason="# Weg\n\n#### weil"))
    return site(
        *episodes,
        gone,
        seasons=(Season(number=7, title="A <b>", description="### Tief\n\n# Hoch"),),
        description="# Kopf\n\nText\n\n### Tief",
        texts={"imprint": "# Impressum\n\n### Anschrift\n\nHier.", "about": "#### Über\n\n## mehr"},
        legal=Legal(imprint="i.md"),
        about="about.md",
        transcripts={"folge-1": (Cue(0.0, 300.0, "", "Ein <Satz> & mehr. " * 50), Cue(100.0, 9999.0, "A", "Spät."))},
    )


def pages() -> Iterator[tuple[str, lxml_html.HtmlElement]]:
    for path, data in strange().items():
        if path.endswith(".html"):
            yield path, lxml_html.document_fromstring(data.decode())


def test_no_heading_skips_a_level_none_is_empty_and_there_is_one_title() -> None:
    for path, page in pages():
        found = [one for one in page.iter("h1", "h2", "h3", "h4", "h5", "h6") if not one.xpath("ancestor::template")]
        levels = [int(one.tag[1]) for one in found]
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False)), (path, levels)
        if not path.startswith("suche/"):  # fills its heading when there are results
            assert all(one.text_content().strip() for one in found), path


def test_every_link_within_the_site_leads_somewhere() -> None:
    known = dict(pages())
    made = {*strange(), "feed.xml", "feed.json"}
    for path, page in known.items():
        for address in page.xpath("//a/@href | //link/@href | //script/@src | //img/@src"):
            parts = urlsplit(address)
            if parts.netloc or parts.scheme or "/audio/" in f"/{parts.path}" or path == "404.html":
                continue
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
            )
            if target.rpartition("/")[2] in {"feed.xml", "oembed.json"} or target.startswith("assets/"):
                continue
            assert target in made, (path, address)
            if parts.fragment:
                assert known[target].xpath("//*[@id=$id]", id=parts.fragment), (path, address)


def test_every_link_and_every_page_has_words_and_no_id_is_given_twice() -> None:
    for path, page in pages():
        links = page.xpath("//a[not(ancestor::template)]")
        assert all(one.text_content().strip() or one.xpath("@aria-label | .//img/@alt[.!='']") for one in links), path
        (description,) = page.xpath("//meta[@name='description']/@content")
        assert 2 < len(description) <= 160, (path, description)
        assert page.xpath("normalize-space(//title)"), path
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), path


def test_nothing_that_was_written_becomes_markup_and_all_data_can_be_read() -> None:
    for path, page in pages():
        assert not page.xpath("//script[not(@src) and not(@type='application/ld+json')] | //body//title"), path
        for data in page.xpath("//script[@type='application/ld+json']/text()"):
            described = json.loads(data)
            kinds = {"PodcastSeries", "PodcastSeason", "PodcastEpisode", "ProfilePage", "BreadcrumbList"}
            assert described["@type"] in kinds, path
    addresses = {one for _, page in pages() for one in page.xpath("//a[@class='chapter-link']/@href")}
    assert addresses == {"https://x.example/?a=1&b=%222%22%C3%A4"}


@pytest.mark.parametrize(
    ("text", "beginning"),
    [("漢字" * 200, "漢字漢字"), ("Das " + "x" * 400, "Das xxx"), ("Wort " * 80, "Wort Wort")],
)
def test_a_description_is_cut_between_words_or_else_within_one(text: str, beginning: str) -> None:
    cut = excerpt(text)
    assert cut.startswith(beginning)
    assert cut.endswith("…")
    assert 80 < len(cut) <= 160


def test_a_text_that_repeats_the_title_of_its_page_has_it_once() -> None:
    assert prose("# impressum\n\n## Wir\n\nHier.", "de", "Impressum") == "<h2>Wir</h2>\n<p>Hier.</p>"
    assert prose("## Wir\n\n# Impressum", "de", "Impressum").count("<h2>") == 2
    assert 'role="region"' in prose("|a|\n|-|\n|1|", "de")


def test_a_page_says_when_it_is_read_from_right_to_left() -> None:
    assert [text_direction(one) for one in ("ar", "he", "fr", "de-AT", "xx")] == ["rtl", "rtl", "ltr", "ltr", "ltr"]
    page = lxml_html.document_fromstring(site(language="ar")["index.html"].decode())
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert all(page.get("dir") is None for _, page in pages())


def test_a_show_in_a_language_without_translation_is_a_hint() -> None:
    said = {
        one: [hint.loc for hint in find_hints(show(language=one))].count(("language",)) for one in ("fr", "de-AT", "en")
    }
    assert said == {"fr": 1, "de-AT": 0, "en": 0}


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        ("Wie gesagt[^1].\n\n[^1]: Eine Fußnote.", 'has the footnote "[^1]"'),
        ("[](https://x.example)", "without text"),
        ("[ ](https://x.example)", "without text"),
    ],
)
def test_what_the_site_cannot_show_in_notes_is_said_with_its_remedy(notes: str, words: str) -> None:
    found = list(notes_references(show().with_episodes([episode(1, notes=notes)]), Facts()))
    assert [words in one.what for one in found] == [True]
    assert found[0].remedy


TEXTS = {
    "description": {"description": "[x](nirgends/)"},
    "people.em.about": {"people": {"em": Person(name="E", role="host", about="[x](../../nirgends/)")}},
    "seasons.0.description": {"seasons": (Season(number=1, title="A", description="[x](javascript:y)"),)},
    "": {"about": "a.md", "texts": {"about": "\n![Bild](b.png)"}},
    "legal": {"legal": Legal(imprint="i.md"), "texts": {"imprint": "<iframe src='https://x.example'></iframe>"}},
}


@pytest.mark.parametrize("field", TEXTS)
def test_other_texts_are_held_to_the_same_as_notes(field: str) -> None:
    (found,) = text_references(show(**TEXTS[field]), Facts())
    assert ".".join(map(str, found.loc)) == field.replace("legal", "")
    assert found.path == {"": "a.md", "legal": "i.md"}.get(field, "podcast.yaml")


def test_a_host_with_umlauts_is_given_back_as_name_servers_know_it() -> None:
    with pytest.raises(ValidationError, match=r"write xn--mller-kva\.example, which browsers treat the same"):
        show(link="https://Müller.example/podcast/")


def test_a_show_without_episodes_gets_a_message_how_to_begin_one(tmp_path: Path) -> None:
    with pytest.raises(PodcastError, match=r"there is no episode yet; create one with `podcast new`"):
        build_due(write_show(tmp_path, episodes=0), None, 1, drafts=True)


LIVE = (
    "../personen/eva-mueller/", "../personen/eva-mueller-2/index.html", "../personen/seite-2/", "../themen/c/",
    "../folgen/seite-2/", "../suche/?q=x",
)  # fmt: skip
DEAD = ("../personen/niemand/", "../themen/nichts/", "../folgen-2/", "../themen/eva-mueller/")


def test_a_link_to_a_person_or_a_topic_leads_to_one_of_the_show() -> None:
    notes = " ".join(f"[x]({address})" for address in (*LIVE, *DEAD))
    one = episode(1, notes=notes, people=(Person(name="Eva Müller", role="guest"),), topics=("C++",))
    found = list(notes_references(show().with_episodes([one]), Facts()))
    assert [address in finding.what for address, finding in zip(DEAD, found, strict=True)] == [True] * len(DEAD)


def test_links_of_other_texts_that_lead_somewhere_are_fine() -> None:
    good = "[a](/folge-1/) [b](https://x.example) [c](mailto:a@b.example) [d](https://example.org/suche/)"
    one = episode(1, correction=Correction(on="2024-02-02", text="[x](../folge-1/)"))
    texts = show(description=good, people={"em": Person(name="E", role="host", about=good)}).with_episodes([one])
    assert list(text_references(texts, Facts())) == []
