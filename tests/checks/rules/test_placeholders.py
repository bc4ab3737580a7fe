"""Texts that are still those of a template."""

from __future__ import annotations

import pytest

from podcast.checks.rules.placeholders import is_placeholder_text

PLACEHOLDERS = (
    *("…", "...", " … ", "(…)", "____", "TODO", "todo: …", "tbd", "Titel der Folge", "Title of the episode"),
    *("XXX", "Lorem ipsum dolor sit amet, " * 9, "[Platzhalter]", "*…*", "… …"),
)
TEXTS = (
    *("Und dann …", "…und dann?", "Todo-Listen im Amt", "?", "!", "-", ".", "42", "N.N.", "Titel der Folge 3"),
    *("XX", "日本語", "Platzhalter für die Demokratie", "", "Wer hat das Sagen?", "*"),
)


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_placeholder_is_no_text(text: str) -> None:
    assert is_placeholder_text(text)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_may_have_dots_and_such_words_in_it(text: str) -> None:
    assert not is_placeholder_text(text)
