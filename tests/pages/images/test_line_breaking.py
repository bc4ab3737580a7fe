"""Titles set in lines (`podcast.pages.images.line_breaking`)."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from podcast.pages.images.line_breaking import LINE_HEIGHT, TextBox, fit_text

FIELD = TextBox(400, 200, (60, 40, 30, 20))
WORDS = st.text("abcÄß*-/– \xad", min_size=1, max_size=120)


def width(text, size):
    return len(text) * size * 0.5


def shown(text):
    return "".join(text.split()).replace("\xad", "").replace("-", "")


def test_a_short_title_is_set_as_large_as_can_be():
    assert fit_text("Mut", FIELD, width) == fit_text("Mut", TextBox(400, 200, (60,)), width)
    assert fit_text("Mut", FIELD, width).size == 60


def test_a_line_is_broken_at_a_space_and_evenly():
    assert fit_text("aaaa bbbb cccc dddd", TextBox(330, 200, (60,)), width).lines == ("aaaa bbbb", "cccc dddd")


def test_a_soft_hyphen_shows_only_where_the_line_breaks():
    assert fit_text("Bürger\xadbeteiligung", TextBox(400, 200, (60,)), width).lines == ("Bürger-", "beteiligung")
    assert fit_text("Bürger\xadbeteiligung", TextBox(4000, 200, (60,)), width).lines == ("Bürgerbeteiligung",)


def test_a_hyphen_and_a_slash_may_end_a_line():
    assert fit_text("Jugend-Rat/Beirat", TextBox(300, 300, (60,)), width).lines == ("Jugend-", "Rat/Beirat")


def test_words_held_together_stay_together():
    assert fit_text("ab z.\xa0B.", TextBox(150, 200, (60,)), width).lines == ("ab", "z.\xa0B.")


def test_dots_stand_above_their_letter():
    assert fit_text(unicodedata.normalize("NFD", "Grün"), FIELD, width).lines == ("Grün",)


def test_what_fits_in_no_size_is_broken_and_ends_in_dots():
    typeset = fit_text("x" * 900, FIELD, width)
    assert typeset.size == 20
    assert typeset.lines[-1].endswith("…")


@given(WORDS)
def test_nothing_is_ever_set_outside_the_field(text):
    typeset = fit_text(text, FIELD, width)
    assert all(width(line, typeset.size) <= FIELD.width for line in typeset.lines)
    assert len(typeset.lines) * typeset.size * LINE_HEIGHT <= FIELD.height


@given(WORDS)
def test_no_letter_is_lost_or_made_up(text):
    lines = fit_text(text, FIELD, width).lines
    if not lines[-1].endswith("…"):
        assert shown("".join(lines)) == shown(text)
