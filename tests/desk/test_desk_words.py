"""The texts of the desk: both languages have the same keys, placeholders and plurals, and each text is used."""

import re
from string import Formatter

from podcast.desk import assets
from podcast.desk.part_states import PARTS
from podcast.strings import texts
from tests.support.paths import ROOT

PACKAGE = ROOT / "podcast/desk"
ENGLISH, GERMAN = texts("en", "desk"), texts("de", "desk")
FILES = [path for path in sorted(PACKAGE.rglob("*")) if path.suffix in {".py", ".html"}]
MAX_SCRIPT_BYTES = 40_000  # as served, before compression
PART_BUDGETS = {  # bytes of each part as served; more for one is less for another
    "core.js": 9040,
    "drop.js": 3778,
    "fields.js": 7510,
    "keys.js": 2480,
    "publish.js": 785,
    "transcript.js": 6600,
    "waveform.js": 9783,
}
SOURCES = "\n".join(path.read_text("utf-8") for path in FILES)


def placeholders(text):
    forms = [text] if isinstance(text, str) else text.values()
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def test_both_languages_have_the_same_keys():
    assert ENGLISH.keys() == GERMAN.keys()


def test_every_text_has_the_same_form_and_placeholders_in_both():
    form = {key: (isinstance(text, str), placeholders(text)) for key, text in ENGLISH.items()}
    assert {key: (isinstance(text, str), placeholders(text)) for key, text in GERMAN.items()} == form


def test_every_text_that_is_asked_for_is_there():
    asked = set(re.findall(r"""say\(\s*["']([a-z_]+\.[a-z_0-9]+)["'](?!\s*~)""", SOURCES))
    assert asked - ENGLISH.keys() == set()


def test_no_table_is_without_a_view():
    tables = {key.partition(".")[0] for key in ENGLISH}
    unused = {table for table in tables if not re.search(rf"""["'(]{table}\.""", SOURCES)}
    assert unused == set()


def test_german_speaks_to_the_reader_as_the_program_does():
    texts_of_german = [
        form for text in GERMAN.values() for form in ([text] if isinstance(text, str) else text.values())
    ]
    assert not [text for text in texts_of_german if re.search(r"\b(du|dein|deine|dir)\b|[a-zäöü]\*innen|:innen", text)]


def test_the_rail_has_a_name_for_each_part():
    assert {f"rail.{part}" for part in PARTS} <= ENGLISH.keys()


def test_the_script_is_small_and_no_name_is_taken_twice():
    """One scope has all parts: a function of the same name would take the place of another."""
    parts = [path.read_text("utf-8") for path in (PACKAGE / "assets/script").glob("*.js")]
    names = [
        name for text in parts for name in re.findall(r"^(?:async )?(?:function|const|let) (\w+)", text, re.MULTILINE)
    ]
    assert sorted(names) == sorted(set(names))


def test_the_script_keeps_its_size_as_served_before_compression_and_each_part_its_own():
    assert len(assets.script()) <= MAX_SCRIPT_BYTES
    sizes = assets.part_sizes()
    assert {name: size for name, size in sizes.items() if size > PART_BUDGETS[name]} == {}
    assert sizes.keys() == PART_BUDGETS.keys()
    assert sum(PART_BUDGETS.values()) <= MAX_SCRIPT_BYTES


def test_no_string_of_the_script_has_what_minifying_takes_out():
    """A semicolon or comma right before a bracket: the sources write a line end or a space between them."""
    texts = [path.read_text("utf-8") for path in (PACKAGE / "assets/script").glob("*.js")]
    assert [found for text in texts for found in re.findall(r".*(?:;\}|,[}\])]).*", text)] == []
