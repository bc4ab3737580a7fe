"""What `check` says, as sentences: below its field without its name, on other pages with it."""

from podcast.desk.forms.problem_sentences import labelled_sentences, problem_sentences
from podcast.errors import Problem


def test_below_a_field_stand_two_sentences() -> None:
    problem = Problem("episode.yaml", 1, 1, "chapters[2]", "has a title of 79 characters", "shorten it")
    assert problem_sentences(problem) == "Has a title of 79 characters. Shorten it."


def test_other_pages_name_the_field_as_its_form_does() -> None:
    problem = Problem("episodes/eins/episode.yaml", 1, 1, "cover", "is too small", "take a larger one")
    assert labelled_sentences(problem, "en") == "Picture of the episode: is too small. Take a larger one."
    assert labelled_sentences(problem, "de").startswith("Bild der Folge: ")


def test_what_is_only_missing_names_no_key_of_a_file() -> None:
    problem = Problem("podcast.yaml", 1, 1, "cover", "is missing", "add cover: cover.jpg")
    assert labelled_sentences(problem, "en") == "Missing: “Cover”."


def test_a_problem_of_no_field_has_no_name() -> None:
    problem = Problem("podcast.yaml", 7, 3, "", "is no list", "write one item a line")
    assert labelled_sentences(problem, "en") == "Is no list. Write one item a line."
