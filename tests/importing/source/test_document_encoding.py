"""The text of a document in any encoding, whatever it claims."""

import gzip

import pytest

from podcast.importing.source.document_encoding import decode_document

TEXT = "Grüße – „Ärger“ für 5 €"


def feed(encoding: str, text: str = TEXT) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?><rss><title>{text}</title></rss>'


def rules(data: bytes, charset: str = "") -> list[str]:
    return [finding.rule for finding in decode_document(data, charset).findings]


@pytest.mark.parametrize(
    ("data", "expected_rules"),
    [
        pytest.param(feed("UTF-8").encode(), [], id="UTF-8"),
        pytest.param(feed("UTF-8").encode("utf-8-sig"), ["byte-order-mark"], id="a byte order mark"),
        pytest.param(feed("UTF-8").encode("cp1252"), ["wrong-encoding"], id="Windows-1252 called UTF-8"),
        pytest.param(f"<rss><title>{TEXT}</title></rss>".encode("cp1252"), ["wrong-encoding"], id="no declaration"),
        pytest.param(feed("ISO-8859-1").encode("cp1252"), ["other-encoding"], id="Windows-1252 called ISO-8859-1"),
        pytest.param(feed("windows-1252").encode("cp1252"), ["other-encoding"], id="Windows-1252"),
        pytest.param(feed("ISO-8859-1").encode(), ["wrong-encoding"], id="UTF-8 called ISO-8859-1"),
        pytest.param(feed("UTF-16").encode("utf-16"), ["other-encoding"], id="UTF-16 with a mark"),
        pytest.param(feed("UTF-16").encode("utf-16-be"), ["other-encoding"], id="UTF-16 without a mark"),
        pytest.param(feed("UTF-16").encode(), [], id="UTF-8 called UTF-16"),
        pytest.param(feed("x-nonsense").encode(), [], id="an encoding that does not exist"),
    ],
)
def test_the_text_is_read_whatever_the_encoding(data: bytes, expected_rules: list[str]) -> None:
    assert TEXT in decode_document(data).text
    assert rules(data) == expected_rules


def test_the_euro_of_iso_8859_15_is_read() -> None:
    assert "5 €" in decode_document(feed("ISO-8859-15", "für 5 €").encode("iso-8859-15")).text


def test_the_servers_encoding_counts_where_the_document_names_none() -> None:
    data = "<rss><title>Жизнь</title></rss>".encode("koi8-r")
    assert "Жизнь" in decode_document(data, "KOI8-R").text
    assert "Жизнь" not in decode_document(feed("windows-1251").encode() + data, "KOI8-R").text


def test_single_western_bytes_in_utf8_are_read_one_by_one() -> None:
    text = decode_document("äöü ".encode() * 5 + b"f\xfcr <b>").text
    assert text.endswith("für <b>")


def test_a_character_that_a_cut_by_bytes_has_split_is_left_out() -> None:
    data = "äöü".encode() + b"Gr\xc3</description>"
    assert decode_document(data).text == "äöüGr</description>"
    assert rules(data) == ["cut-character"]


def test_a_pair_of_surrogates_in_utf8_is_the_character_that_it_stands_for() -> None:
    data = "ä".encode() + "\ud83d\ude00".encode("utf-8", "surrogatepass")
    assert decode_document(data).text == "ä😀"


def test_no_bytes_at_all_raise_an_error() -> None:
    for data in (bytes(range(256)), b"\xff\xfe<", b"", gzip.compress(b"<rss/>"), b"\xfe\xff\xd8\x00"):
        assert isinstance(decode_document(data).text, str)
