import pytest

from podcast.checks.facts import Facts
from podcast.checks.rules.notes import picture_descriptions
from tests.support.rendered_pages import episode, show


def lines(notes):
    return [finding.line for finding in picture_descriptions(show().with_episodes([episode(1, notes=notes)]), Facts())]


@pytest.mark.parametrize("notes", ["![](a.jpg)", "![ ](<a.jpg>)", "a\n\n[![](a.jpg)](b.md)"])
def test_a_picture_in_the_notes_without_words_is_a_problem(notes):
    assert lines(notes) == [notes.count("\n") + 1]


@pytest.mark.parametrize("notes", ["![Ein Schrank](a.jpg)", "`![](a.jpg)`", "```\n![](a.jpg)\n```", "[](a.md)", None])
def test_words_and_code_are_none(notes):
    assert lines(notes) == []


def test_the_remedy_is_what_to_write():
    (finding,) = picture_descriptions(show().with_episodes([episode(1, notes="![](a.jpg)")]), Facts())
    assert "![A drawer full of files](a.jpg)" in finding.remedy
