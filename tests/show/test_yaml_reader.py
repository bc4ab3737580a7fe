"""The YAML that producers write: what it means, where it stands, what is refused."""

import time

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.show import yaml_reader as yaml
from podcast.show.yaml_reader import read_yaml


@pytest.fixture(params=["libyaml", "pure"], autouse=True)
def _loader(request, monkeypatch):
    loaders = {"libyaml": getattr(pyyaml, "CSafeLoader", None), "pure": pyyaml.SafeLoader}
    if loaders[request.param] is None:
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml, "YAML_LOADER", loaders[request.param])


def faults(text):
    data = text if isinstance(text, bytes) else text.encode()
    return [(*fault.position, fault.what) for fault in read_yaml(data).problems]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1:30", "1:30"),
        ("01:02:03.500", "01:02:03.500"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("True", "True"),
        ("010", "010"),
        ("08", "08"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1e5", "1e5"),
        (".inf", ".inf"),
        ("+49", "+49"),
        ("2021-11-23", "2021-11-23"),
        ("2021-11-23 09:00", "2021-11-23 09:00"),
        ("'7'", "7"),
        ('"true"', "true"),
        ("7", 7),
        ("-16", -16),
        ("0.5", 0.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("[1, zwei]", [1, "zwei"]),
        ("{ja: nein}", {"ja": "nein"}),
    ],
)
def test_only_plain_numbers_true_false_and_null_mean_anything_but_text(typed, meant):
    value = read_yaml(f"a: {typed}\n".encode()).fields["a"]
    assert value == meant
    assert type(value) is type(meant)


def test_on_is_a_name_like_any_other():
    assert read_yaml(b"on: 1\n").fields == {"on": 1}


def test_a_number_too_long_to_be_one_is_text():
    assert read_yaml(b"a: " + b"9" * 5000).fields == {"a": "9" * 5000}


def test_places_count_from_one_and_name_the_value_or_the_key_of_a_group():
    document = read_yaml("title:  Über\npeople:\n  - name: Ada\n    role: host\n  - bo\n".encode())
    assert document.values[("title",)] == (1, 9)
    assert document.keys[("title",)] == (1, 1)
    assert document.values[("people",)] == (2, 1)
    assert document.values[("people", 0)] == (3, 5)
    assert document.values[("people", 0, "role")] == (4, 11)
    assert document.values[("people", 1)] == (5, 5)


def test_a_byte_order_mark_and_windows_line_ends_move_no_place():
    plain = read_yaml("a: 🎙 ü\nb:\n  - c\n".encode())
    windows = read_yaml(b"\xef\xbb\xbf" + "a: 🎙 ü\r\nb:\r\n  - c\r\n".encode())
    assert (plain.fields, plain.values, plain.keys) == (windows.fields, windows.values, windows.keys)


def test_a_field_written_twice_names_both_lines_and_the_first_one_counts():
    document = read_yaml(b"a: 1\nb:\n  c: 1\n  c: {d: 2}\na: 3\n")
    assert document.fields == {"a": 1, "b": {"c": 1}}
    assert [(fault.position, fault.loc, fault.what) for fault in document.problems] == [
        ((4, 3), ("b", "c"), "appears twice, first in line 3"),
        ((5, 1), ("a",), "appears twice, first in line 1"),
    ]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("title: Über: was\n", (1, 12), "a second colon"),
        ("a: 1\n\tb: 2\n", (2, 1), "a tab"),
        ("a:\n\t- b\n", (2, 1), "a tab"),
        ("a: |\n\t x\n", (2, 1), "a tab"),
        ("a: @x\n", (1, 4), "starts with @"),
        ("a: *Hallo* du\n", (1, 4), "starts with *"),
        ("a: **fett**\n", (1, 4), "starts with *"),
        ("a: & b\n", (1, 4), "starts with &"),
        ("a: *b\n", (1, 4), "an anchor, *b"),
        ("a: &b c\n", (1, 4), "an anchor, &b"),
        ("a: !b c\n", (1, 4), "a tag, !b"),
        ("a: 'x\nb: 2\n", (1, 4), "never closed"),
        ('a: "x" y\n', (1, 8), "after its closing quote"),
        ("a: [1, 2\nb: 3\n", (1, 4), "opens a ["),
        ("a: {x: 1\n", (1, 4), "opens a {"),
        ("a: - b\n", (1, 4), "starts a list on the same line as its field"),
        ("a:\n  - b\n c: d\n", (3, 2), "does not match the fields above"),
        ("a: b\n- c\n", (2, 1), "does not match the fields above"),
        ("- a\nb: c\n", (2, 1), "between the items of a list"),
        ("a:b\nc: d\n", (2, 2), "cannot be a field here"),
        ("a: |x\n  y\n", (1, 5), "text after | or >"),
        ("a: }", (1, 4), "has } where a value is expected"),
        ("? [a]: b\n", (1, 3), "brackets"),
        ("<<: {a: 1}\n", (1, 1), "merge key"),
        ("1: b\n", (1, 1), "has 1 where the name"),
        ("~: b\n", (1, 1), "has ~ where the name"),
        ("?\n: b\n", (1, 2), "no name before the colon"),
        ("a: b\n---\nc: d\n", (2, 1), "second document"),
        ("- a\n", (1, 1), "contains no fields"),
        ("text", (1, 1), "contains no fields"),
        ("", (1, 1), "is empty"),
        ("# nur das\n", (1, 1), "is empty"),
        ("---\n", (2, 1), "is empty"),
        ("a: x\x07y\n", (1, 5), "U+0007"),
        ("a: b\nc: x\u2028y\n", (2, 5), "U+2028"),
        ("ä: x\n".encode("latin-1"), (1, 1), "0xE4, which is not UTF-8"),
        ("a: ü\nb: x\xe4".encode() + b"\xff", (2, 6), "0xFF, which is not UTF-8"),
        (b"a: x\n" * 300_000, (0, 0), "larger than 1 MB"),
        ("[" * 100_000, (1, 21), "nested more than 20 levels deep"),
        ("a: " + "{b: " * 100_000, (1, 80), "nested more than 20 levels deep"),
        ("- " * 100_000, (1, 41), "nested more than 20 levels deep"),
    ],
)
def test_yaml_that_no_author_means_is_refused_where_it_stands(text, place, words):
    (fault,) = read_yaml(text if isinstance(text, bytes) else text.encode()).problems
    assert fault.position == place
    assert words in fault.what
    assert fault.remedy


def test_everything_a_text_may_hold_can_be_put_in_quotes():
    for text in ("Über: was", "*Hallo*", "&b", "!c", "[d", "{e", "@f", "- g", "h #i", "? j", "| k", "%l", "2026", "no"):
        assert read_yaml(f"a: '{text}'\n".encode()).fields == {"a": text}


YAMLISH = st.text(alphabet="ab: -[]{}\"'\\\n\t#&*!|>%@?,<=0.\r\ufeffü\x85\u2028", max_size=60)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.binary(max_size=80), YAMLISH.map(str.encode), YAMLISH.map(lambda text: text.encode("utf-16"))))
def test_no_bytes_make_it_raise_and_whatever_is_not_read_has_a_fault(data):
    document = read_yaml(data)
    assert (document.fields is None) <= bool(document.problems)
    for fault in document.problems:
        assert fault.what
        assert fault.remedy
        assert min(fault.position) >= 0


@pytest.mark.long
def test_a_megabyte_of_anything_is_read_in_seconds():
    begin = time.process_time()
    if yaml.YAML_LOADER is pyyaml.SafeLoader:
        pytest.skip("the loader without libyaml is slow, and only a fallback")
    for unit in (b"[", b"a: 1\n", b"- a\n", b"'", b"a: b: ", b"? ", b"\\", b"&a ", b"%"):
        read_yaml((unit * (1 << 20))[: 1 << 20])
    assert time.process_time() - begin < 30
