"""Words that only one of two texts has are marked in that one."""

from podcast.desk.saving.word_marks import marked_text


def marks(text: str, other: str) -> str:
    return "".join(f"[{part.text}]" if part.is_different else part.text for part in marked_text(text, other))


def test_words_are_marked_where_they_stand() -> None:
    assert marks("Worum es wirklich geht.", "Worum es geht.") == "Worum es [wirklich] geht."
    assert marks("Worum es geht.", "Worum es wirklich geht.") == "Worum es geht."
    assert marks("", "Worum es geht.") == ""
