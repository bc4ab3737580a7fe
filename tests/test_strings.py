import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from babel import Locale

from podcast import strings
from podcast.strings import Catalogue, languages, optional_text, texts, translator
from podcast.text import slugify
from tests.support.paths import ROOT

CATALOGUES: tuple[Catalogue, ...] = ("site", "report")
FILES = [(catalogue, language) for catalogue in CATALOGUES for language in sorted(languages(catalogue))]
# Keys that are put together from a value, by their beginning: kind_trailer, role_co-host.
COMPOSED = (
    "channel_",
    "listen_",
    "removed_",
    "track_",
    "voice_",
    "voices_",
    "ai_",
    "fact_",
    "kind_",
    "person_",
    "role_",
    "path_",
    "field_",
    "imprint_",
    "privacy_",
    "accessibility_",
    "statement_",
    "type_",
    "discuss_",
    "download_",
    "search_",
    "sign_language_",
)


def forms(text: str | Mapping[str, str]) -> Mapping[str, str]:
    return {"other": text} if isinstance(text, str) else text


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w*)}", text))


@pytest.mark.parametrize(("catalogue", "language"), FILES)
def test_all_languages_have_the_same_texts(catalogue: Catalogue, language: str) -> None:
    keys = texts(language, catalogue).keys()
    assert keys - texts("en", catalogue).keys() == set()
    assert texts("en", catalogue).keys() - keys == set()


@pytest.mark.parametrize(("catalogue", "language"), FILES)
def test_all_languages_fill_in_the_same_values(catalogue: Catalogue, language: str) -> None:
    english = texts("en", catalogue)
    differing = {
        (key, category)
        for key, text in texts(language, catalogue).items()
        for category, form in forms(text).items()
        if placeholders(form) != placeholders(forms(english[key])["other"])
    }
    assert differing == set()


@pytest.mark.parametrize(("catalogue", "language"), FILES)
def test_a_text_with_a_number_has_the_plural_forms_of_its_language(catalogue: Catalogue, language: str) -> None:
    categories = {*Locale.parse(language).plural_form.tags, "other"}
    plurals = {key: set(text) for key, text in texts(language, catalogue).items() if not isinstance(text, str)}
    assert plurals
    assert {key: found for key, found in plurals.items() if found != categories} == {}
    assert {key for key in plurals if isinstance(texts("en", catalogue)[key], str)} == set()


@pytest.mark.parametrize("language", sorted(languages("site")))
def test_parts_of_addresses_are_plain_letters(language: str) -> None:
    paths = {key: str(text) for key, text in texts(language).items() if key.startswith("path_")}
    assert paths == {key: slugify(text) for key, text in paths.items()}
    assert len(set(paths.values())) == len(paths)


def sources() -> Iterator[str]:
    for folder, kinds in (("podcast", {".py", ".html"}), ("templates", {".html"})):
        yield from (path.read_text("utf-8") for path in (ROOT / folder).rglob("*") if path.suffix in kinds)


def test_every_text_is_used() -> None:
    quoted = set(re.findall(r"""["']([\w -]+)["']""", "\n".join(sources())))
    keys = {key for catalogue in CATALOGUES for key in texts("en", catalogue)}
    assert {key for key in keys - quoted if not key.startswith(COMPOSED)} == set()


def test_a_number_chooses_the_form() -> None:
    say = translator("de")
    assert [say("episode_count", count=count) for count in (0, 1, 2)] == ["0 Folgen", "1 Folge", "2 Folgen"]


@pytest.mark.parametrize(("language", "seasons"), [("de-AT", "Staffeln"), ("en-GB", "Seasons"), ("xx", "Seasons")])
def test_a_tag_means_its_language_and_an_unknown_one_english(language: str, seasons: str) -> None:
    assert translator(language)("seasons") == seasons


def test_what_has_no_text_is_an_error_or_none() -> None:
    with pytest.raises(KeyError):
        translator("de")("nothing")
    assert optional_text("nothing", "de") is None
    assert optional_text("role_co-host", "de-CH") == "Co-Moderation"


def test_a_file_is_a_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(strings.FOLDER, tmp_path / "locale")
    english = (tmp_path / "locale" / "site.en.toml").read_text("utf-8")
    (tmp_path / "locale" / "site.fr.toml").write_text(english.replace('"Seasons"', '"Saisons"'), "utf-8")
    monkeypatch.setattr(strings, "FOLDER", tmp_path / "locale")
    cached = (languages, texts, translator)
    for function in cached:
        function.cache_clear()
    try:
        assert languages() == {"de", "en", "fr"}
        assert translator("fr-CA")("seasons") == "Saisons"
        assert translator("fr")("episode_count", count=0) == "0 episode"  # French: zero is singular
    finally:
        for function in cached:
            function.cache_clear()
