from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter

from podcast.artifacts import Audio
from podcast.checks.facts import Facts
from podcast.checks.rules.site import consistent_accessibility_statement, required_legal_details, reserved_slugs
from podcast.model.legal import AnyLegal, Legal
from podcast.model.legal_rules import legal_country, missing_fields
from podcast.model.transcripts import Reviewed
from podcast.pages.content.legal_pages import html_lines
from podcast.pages.render import site_files
from podcast.pages.theme import default_templates
from podcast.show.load import load
from podcast.strings import translator
from podcast.timeline.time_map import TimeMap
from podcast.transcripts.cue import Cue
from tests.support.people_pages import episode, page, show, site, words

PROVIDER = {
    "name": "Initiative e. V.", "address": "Musterweg 1\n48143 Münster", "email": "post@example.org",
    "responsible": "Erika Muster, Musterweg 1, 48143 Münster",
}  # fmt: skip
STATEMENT = {
    "status": "full", "date": "2030-02-01", "method": "Selbstbewertung", "contact": "barrieren@example.org",
    "enforcement": "Ombudsstelle, https://example.org/ombud",
}  # fmt: skip
DATA = {"host": "Rechenzentrum Muster", "logs": "IP-Adressen werden nach sieben Tagen gelöscht."}
PAGES = ("impressum/", "datenschutz/", "barrierefreiheit/")
PATHS = ("path_imprint", "path_privacy", "path_accessibility")
ShowLegal = TypeAdapter(AnyLegal)


def legal(**fields):
    return Legal.model_validate(fields)


def test_every_page_of_every_show_links_to_the_three_pages():
    files = site(show(episode(1)))
    for path in ("", "folge-1/", "suche/", "impressum/"):
        hrefs = page(files, path).xpath("//footer//a/@href")
        assert all(any(href.endswith(f"{name}index.html") for href in hrefs) for name in PAGES), path


def test_a_show_that_says_nothing_names_what_is_missing():
    files = site(show(episode(1)))
    text = words(page(files, "impressum/"))
    assert "Angaben fehlen noch: Name des Anbieters; Anschrift; E-Mail-Adresse; Verantwortliche*r" in text
    assert "Angaben fehlen noch" in words(page(files, "datenschutz/"))
    statement = words(page(files, "barrierefreiheit/"))
    assert "Durchsetzungs- oder Schlichtungsstelle" in statement
    assert "noch nicht abschließend geprüft" in statement


def test_what_the_fields_say_stands_on_the_pages_and_nothing_is_missing():
    complete = show(episode(1), legal=legal(provider=PROVIDER, data_protection=DATA, statement=STATEMENT))
    files = site(complete)
    assert all("fehlen noch" not in words(page(files, name)) for name in PAGES)
    imprint = page(files, "impressum/")
    assert "Musterweg 1 48143 Münster" in words(imprint)
    assert imprint.xpath("//a[@href='mailto:post@example.org']")
    assert "nach sieben Tagen" in words(page(files, "datenschutz/"))
    assert page(files, "barrierefreiheit/").xpath("//a[@href='https://example.org/ombud']")
    assert not list(required_legal_details(complete))


def test_the_shows_own_text_stands_alone():
    own = show(episode(1), legal=legal(imprint="pages/i.md"), texts={"imprint": "## Wir\n\nEin *Verein*."})
    html = page(site(own), "impressum/")
    assert "Wir Ein Verein." in words(html)
    assert "fehlen" not in words(html)
    assert missing_fields(own, "imprint") == ()
    assert missing_fields(own, "privacy")


def built(statement, reviewed=None, cues=()):
    recorded = episode(1, reviewed=reviewed)
    audio = {recorded.slug: Audio("audio/x.mp3", 1, 60.0, "audio/mpeg", 128, TimeMap(), -16.0, -1.0)}
    the_show = show(recorded, legal=legal(statement=statement))
    files = site_files(the_show, audio, {}, {recorded.slug: cues} if cues else {}, [default_templates()])
    return words(page(files, "barrierefreiheit/"))


def test_full_conformance_is_claimed_only_with_a_test_and_without_a_gap():
    seen = Reviewed.model_validate({"by": "Ada", "on": "2030-01-01"})
    cues = (Cue(0.0, 1.0, None, "Guten Tag."),)
    assert "vollständig. Grundlage: Selbstbewertung" in built(STATEMENT, seen, cues)
    assert "noch nicht abschließend geprüft" in built(STATEMENT | {"method": None}, seen, cues)
    assert "teilweise" in built(STATEMENT, seen)  # no transcript
    assert "1 Folge hat kein Transkript" in built(STATEMENT, seen)
    assert "teilweise" in built(STATEMENT, None, cues)  # nobody has read the transcript
    for text in (built(STATEMENT, seen, cues), built({})):
        assert "ist barrierefrei" not in text


def test_full_beside_gaps_is_a_problem():
    contradiction = show(episode(1), legal=legal(statement=STATEMENT | {"gaps": ["PDF"]}))
    (problem,) = consistent_accessibility_statement(contradiction, Facts())
    assert problem.loc == ("legal", "statement", "status")


def test_missing_fields_are_hints_one_for_each_group():
    problems = {
        problem.loc: problem.what
        for problem in required_legal_details(show(episode(1), legal=legal(provider={"name": "Amt"})))
    }
    assert problems == {
        ("legal", "provider"): "missing: address, email, responsible (the page shows a notice until you add them)",
        ("legal", "data_protection"): "missing: host, logs (the page shows a notice until you add them)",
        (
            "legal",
            "statement",
        ): "missing: status, date, method, contact, enforcement (the page shows a notice until you add them)",
    }


@pytest.mark.parametrize(("language", "slug", "free"), [
    ("de", "folgen", False), ("de", "people", True), ("en", "people", False), ("en", "privacy", False),
    ("fr", "search", False), ("en", "suche", True),
])  # fmt: skip
def test_no_episode_may_lie_where_the_site_has_a_page(language, slug, free):
    assert (not list(reserved_slugs(show(episode(1, slug=slug), language=language), Facts()))) is free


def test_addresses_in_plain_text_become_links_and_nothing_else_does():
    assert html_lines('A <b>\nmail: a.b@example.org, see https://example.org/x?y=1&z="2".') == (
        "A &lt;b&gt;<br>\n"
        'mail: <a href="mailto:a.b@example.org">a.b@example.org</a>, '
        'see <a href="https://example.org/x?y=1&amp;z=">https://example.org/x?y=1&amp;z=</a>&quot;2&quot;.'
    )


# --- law by country --------------------------------------------------------------------------------------------------

GERMAN_LAW = ("DDG", "MStV", "TDDDG", "BITV", "Durchsetzung", "enforcement", "missing", "fehlen")


@pytest.mark.parametrize(("fields", "country"), [
    ({"language": "de", "timezone": "Europe/Vienna"}, "DE"),  # as before there was a country
    ({"language": "de-DE", "timezone": "Europe/Vienna"}, "DE"),
    ({"language": "en", "timezone": "Europe/Berlin"}, "DE"),
    ({"language": "de-AT", "timezone": "Europe/Busingen"}, "DE"),
    ({"language": "de-AT", "timezone": "Europe/Vienna"}, "AT"),
    ({"language": "de-CH", "timezone": "Europe/Zurich"}, "CH"),
    ({"language": "en-GB", "timezone": "Europe/London"}, "GB"),
    ({"language": "en", "timezone": "UTC"}, None),
    ({"language": "en", "timezone": "UTC", "legal": {"provider": {"responsible": "Ada"}}}, "DE"),
    ({"language": "en", "timezone": "UTC", "legal": {"statement": {"enforcement": "LBB"}}}, "DE"),
    ({"language": "en", "timezone": "UTC", "legal": {"provider": {"responsible": False}}}, None),
    ({"language": "de", "timezone": "Europe/Berlin", "legal": {"country": "at"}}, "AT"),
    ({"language": "en-GB", "timezone": "Europe/London", "legal": {"country": "DE"}}, "DE"),
    ({"language": "de", "timezone": "Europe/Berlin", "legal": False}, None),
])  # fmt: skip
def test_the_country_is_the_one_named_or_the_one_that_fields_imply(fields, country):
    fields = {**fields, "legal": ShowLegal.validate_python(fields.get("legal", {}))}
    assert legal_country(show(episode(1), **fields)) == country


@pytest.mark.parametrize("language", ["de", "en-GB"])
def test_in_another_country_the_pages_cite_no_german_law_and_ask_for_nothing(language):
    recorded = episode(1)
    abroad = show(recorded, language=language, legal=legal(country="GB", provider={"address": "1 High Street"}))
    audio = {recorded.slug: Audio("audio/x.mp3", 1, 60.0, "audio/mpeg", 128, TimeMap(), -16.0, -1.0)}
    files = site_files(abroad, audio, {}, {}, [default_templates()])
    texts = [words(page(files, f"{name}/")) for name in map(translator(language), PATHS)]
    assert not [word for text in texts for word in GERMAN_LAW if word in text]
    assert all(abroad.author in text and "1 High Street" in text for text in texts[:2])
    assert "1.2.1" in texts[2], "the build tells how many transcripts are missing, in every country"
    assert list(required_legal_details(abroad)) == []


def test_the_footer_abroad_says_contact_instead_of_legal_notice():
    files = site(show(episode(1), language="en-GB", timezone="Europe/London"))
    assert page(files, "").xpath("//footer//a[contains(@href, 'legal-notice/')]/text()") == ["Contact"]
    german = site(show(episode(1), language="en", legal=legal(country="DE")))
    assert page(german, "").xpath("//footer//a[contains(@href, 'legal-notice/')]/text()") == ["Legal notice"]


def test_with_legal_false_only_the_page_on_privacy_remains_and_nothing_is_asked():
    files = site(none := show(episode(1), legal=ShowLegal.validate_python(False)))  # noqa: FBT003
    assert {name for name in PAGES if f"{name}index.html" in files} == {"datenschutz/"}
    hrefs = page(files, "").xpath("//footer//a/@href")
    assert [any(name in href for href in hrefs) for name in PAGES] == [False, True, False]
    assert "TDDDG" not in words(page(files, "datenschutz/"))
    assert list(required_legal_details(none)) == []


def test_what_is_answered_with_false_is_not_asked_for_again():
    private = show(episode(1), legal=legal(
        provider=PROVIDER | {"responsible": False}, data_protection={"host": "H", "logs": "none"}, statement=False
    ))  # fmt: skip
    files = site(private)
    assert list(required_legal_details(private)) == []
    assert "Der Server protokolliert die Abrufe nicht." in words(page(files, "datenschutz/"))
    assert "barrierefreiheit/index.html" not in files
    assert "DDG" in words(page(files, "impressum/"))
    assert "MStV" not in words(page(files, "impressum/"))


def test_the_gdpr_s_rights_stand_only_where_it_applies():
    def privacy(country):
        return words(page(site(show(episode(1), legal=legal(country=country))), "datenschutz/"))

    assert "Ihre Rechte" in privacy("AT")
    assert "Ihre Rechte" in privacy("DE")
    assert "Ihre Rechte" not in privacy("CH")


def test_the_texts_are_read_with_the_show_and_a_broken_one_is_a_problem(tmp_path):
    (tmp_path / "podcast.yaml").write_text(
        "title: T\ndescription: D\nlink: https://example.org/\nlanguage: de\ntimezone: Europe/Berlin\nauthor: A\n"
        "categories: [Government]\nexplicit: false\nguid: 8d2f0000-0000-4000-8000-000000000000\ncover: c.jpg\n"
        "cover_alt: C\nabout: ueber.md\nlegal: {imprint: i.md, privacy: p.md}\n"
    )
    (tmp_path / "c.jpg").write_bytes(b"x")
    (tmp_path / "ueber.md").write_text("Über *uns*")
    (tmp_path / "i.md").write_bytes(b"M\xfcnster")
    loaded = load(tmp_path)
    assert loaded.show.texts == {"about": "Über *uns*"}
    assert {(problem.path, problem.field) for problem in loaded.problems} == {
        ("i.md", ""),
        ("podcast.yaml", "legal.privacy"),
    }
    said = words(page(site(loaded.show.due(datetime(2030, 1, 1, tzinfo=UTC))), "ueber/"))
    assert "Über uns" in said
