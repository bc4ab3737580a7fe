"""Numbers as people write them get the sentence that fits, and the number to write instead."""

import pytest

from podcast.model.written_numbers import number_correction


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("-16,5", "-16.5", "decimal comma"),
        ("1.000,5", "1000.5", "decimal comma"),
        ("20,5 s", "20.5", "decimal comma"),
        ("1,000.5", "1000.5", "not written as a number"),
        ("1.000.000", "1000000", "not written as a number"),
        ("\N{MINUS SIGN}16", "-16", "not written as a number"),
        ("+3", "3", "not written as a number"),
        ("-16 LUFS", "-16", "unit"),
        ("128 kbit/s", "128", "unit"),
        ("44,1 kHz", "44100", "unit"),
        ("50 %", "50", "percent sign"),
    ],
)
def test_a_number_is_corrected_with_its_reason(text: str, number: str, reason: str) -> None:
    correction = number_correction(text)
    assert correction is not None
    what, remedy, corrected = correction
    assert corrected == number
    assert reason in what
    assert text in what
    assert number in remedy


@pytest.mark.parametrize("text", ["12", "-16.5", "", "x", "1:20", "0x1F", "ja", "zwanzig", "1 2 Meter hoch", ","])
def test_what_is_a_number_or_none_at_all_is_not_corrected(text: str) -> None:
    assert number_correction(text) is None
