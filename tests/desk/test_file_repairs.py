"""A repair changes one line, and is offered only if the file can be read with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.desk.file_repairs import find_repairs, lines_around, problem_of, with_text
from podcast.show.yaml_reader import read_yaml

WRONG_INDENT = b"people:\n  - name: Erika\n    role: host\n   title: Leiterin\nsummary: x\n"


def test_a_line_that_stands_wrong_is_put_below_those_around_it():
    (repair,) = find_repairs(WRONG_INDENT)
    assert (repair.name, repair.line) == ("indent", 4)
    assert repair.data == WRONG_INDENT.replace(b"   title", b"    title")


def test_a_colon_in_a_value_is_put_in_quotes():
    data = b"title: Neu: der Kaffee\r\nsummary: x\r\n"
    repairs = {repair.name: repair for repair in find_repairs(data)}
    assert repairs["quote"].data == b'title: "Neu: der Kaffee"\r\nsummary: x\r\n'


def test_tabs_become_spaces():
    data = b"people:\n\t- name: Erika\n\t  role: host\n"
    repairs = {repair.name: repair for repair in find_repairs(data)}
    assert read_yaml(repairs["tabs"].data).fields == {"people": [{"name": "Erika", "role": "host"}]}


@pytest.mark.parametrize("data", [b"title: x\n", b"", b"\xff\xfe", b"[" * 50, b"a: [1, 2\nb: {\n"])
def test_what_no_small_change_repairs_has_no_repair(data):
    assert find_repairs(data) == ()


@given(st.text(alphabet="ab:- \t\n'\"[]{}#", max_size=80))
def test_every_repair_can_be_read(text):
    for repair in find_repairs(text.encode()):
        document = read_yaml(repair.data)
        assert document.fields is not None
        assert not document.problems


@given(st.lists(st.sampled_from(["a: 1\n", "b: 2\r\n", "# c\r", "d: ä\n"])), st.sampled_from(["", "e: 3"]))
def test_text_that_comes_back_unchanged_keeps_every_byte(lines, last):
    data = ("".join(lines) + last).encode()
    sent = data.decode().replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    assert with_text(data, sent) == data


def test_a_changed_line_ends_as_the_others_do():
    assert with_text(b"a: 1\r\nb: 2\r\n", "a: 1\nb: 3\n") == b"a: 1\r\nb: 3\r\n"


def test_the_page_shows_the_line_among_its_neighbours():
    problem = problem_of(WRONG_INDENT)
    shown = lines_around(WRONG_INDENT, problem.position[0])
    assert [line.number for line in shown] == [1, 2, 3, 4, 5]
    assert [line.text for line in shown if line.is_bad] == ["   title: Leiterin"]
