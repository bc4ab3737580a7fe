"""Edits of Markdown by paragraph: what is not changed keeps its bytes, what was wrapped is wrapped again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.authoring.edits.paragraph_units import source_units
from podcast.authoring.edits.paragraphs import flowing_text, with_flowing_text
from tests.support.paths import SHOWS

NOTES = [path.read_bytes().decode("utf-8", "replace") for path in sorted(SHOWS.rglob("*.md"))]
LINES = st.lists(
    st.sampled_from(
        [
            *(
                "Ein Satz,",
                "der weitergeht.",
                "",
                "- Punkt",
                "  weiter",
                "1. eins",
                "# Titel",
                "    Code",
                "```",
                "> Zitat",
            ),
            *(
                "Ende  ",
                "a\\",
                "| a | b |",
                "<div>",
                "[x]: https://example.org",
                "---",
                "* * *",
                "ein Wort - und 1. mehr",
            ),
        ]
    ),
    max_size=12,
)
TEXTS = st.builds(lambda lines, end: end.join(lines), LINES, st.sampled_from(["\n", "\r\n", "\r"]))


@given(TEXTS)
def test_all_of_a_text_is_in_its_units(text: str) -> None:
    assert "".join(unit.source for unit in source_units(text)) == text


@given(TEXTS)
def test_what_is_not_edited_keeps_every_byte(text: str) -> None:
    shown = flowing_text(text)
    assert with_flowing_text(text, shown) == text
    assert with_flowing_text(text, shown.replace("\n", "\r\n")) == text


@pytest.mark.parametrize("text", NOTES)
def test_no_notes_of_the_shows_change_by_being_shown(text: str) -> None:
    assert with_flowing_text(text, flowing_text(text)) == text


@given(TEXTS, TEXTS)
def test_what_was_typed_is_what_the_form_shows_next(text: str, typed: str) -> None:
    shown = flowing_text(typed.replace("\r\n", "\n").replace("\r", "\n"))
    again = flowing_text(with_flowing_text(text, shown))
    assert again.rstrip("\n").split() == shown.rstrip("\n").split()


WRAPPED = "Ein Absatz, der hier\numbrochen ist, und zwar\nmehrmals.\n"
ITEM = f"- Punkt, der auch\n  umbrochen ist\n\n{WRAPPED}"
ONE_LINE = f"{'Lang ' * 20}eine Zeile.\n"


@pytest.mark.parametrize(
    ("text", "before", "after", "expected"),
    [
        (WRAPPED, "mehrmals", "oft, mehrmals", "Ein Absatz, der hier\numbrochen ist, und zwar\noft, mehrmals.\n"),
        (WRAPPED, "hier", "hier - da", "Ein Absatz, der hier -\nda umbrochen ist, und\nzwar mehrmals.\n"),
        ("Lang und in einer Zeile.\n", "Lang", "Länger", "Länger und in einer Zeile.\n"),
        (f"{WRAPPED}\n{ONE_LINE}", "eine Zeile", "so", f"{WRAPPED}\n{'Lang ' * 20}so.\n"),
        (ITEM, "Punkt", "Ein Punkt", ITEM.replace("Punkt", "Ein Punkt")),
        (f"# Titel\n\n{WRAPPED}", "Titel", f"Titel{' lang' * 9}", f"# Titel{' lang' * 9}\n\n{WRAPPED}"),
        ("Eins  \nzwei\n", "zwei", "drei", "Eins  \ndrei\n"),
    ],
)
def test_a_paragraph_is_wrapped_as_it_was(text: str, before: str, after: str, expected: str) -> None:
    assert with_flowing_text(text, flowing_text(text).replace(before, after)) == expected


def test_a_line_never_begins_with_what_would_be_a_marker() -> None:
    text = "Ein Satz, der bei\nzwanzig endet.\n"
    edited = with_flowing_text(text, "Ein Satz, der gut\n".replace("\n", " - und 1. so weiter # bis hier\n"))
    assert all(unit.flows and not unit.prefix for unit in source_units(edited))
    assert flowing_text(edited) == "Ein Satz, der gut - und 1. so weiter # bis hier\n"
