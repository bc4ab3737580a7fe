"""Numbers as people write them: with a decimal comma, a unit, a percent sign; and what to write instead."""

from __future__ import annotations

import re

from podcast.i18n import _

_NUMBER = re.compile(
    r"(?P<sign>[+\-\u2212\u2013]?)\s*(?P<digits>[0-9](?:[0-9.,' \u00a0]*[0-9])?)\s*(?P<unit>%|[a-zA-Z]+(?:/[a-z]+)?)?"
)
_FACTORS = {"khz": 1000}  # of units in which people write a value that has another one here


def number_correction(text: str) -> tuple[str, str, str] | None:
    """Return what is wrong with a number, the remedy, and the number as it should be written; None if it is none.

    A number that can be read as it is needs no correction: None as well.
    """
    match = _NUMBER.fullmatch(text.strip())
    if not match:
        return None
    sign, digits, unit = match["sign"], re.sub(r"[' \u00a0]", "", match["digits"]), match["unit"] or ""
    number = _with_decimal_point(digits)
    factor = _FACTORS.get(unit.lower(), 1)
    number = number if factor == 1 else f"{float(number) * factor:g}"
    number = f"{'-' if sign and sign != '+' else ''}{number}"
    if factor == 1 and digits.rfind(",") > digits.rfind("."):
        what, remedy = _('"{text}" has a decimal comma'), _("write it with a decimal point: {number}")
    elif unit == "%":
        what, remedy = _('"{text}" has a percent sign'), _("write {number}")
    elif unit:
        what, remedy = _('"{text}" has a unit'), _("write the number alone: {number}")
    elif number != text.strip():
        what, remedy = _('"{text}" is not written as a number'), _("write {number}")
    else:
        return None
    return what.format(text=text.strip()), remedy.format(number=number), number


def _with_decimal_point(digits: str) -> str:
    """Return digits without separators of thousands: 1.000,5 and 1,000.5 are both 1000.5."""
    if "," in digits and "." in digits:
        decimal = max(",", ".", key=digits.rindex)
        thousands = "." if decimal == "," else ","
        return digits.replace(thousands, "").replace(decimal, ".")
    if digits.count(",") > 1 or digits.count(".") > 1:
        return re.sub("[.,]", "", digits)
    return digits.replace(",", ".")
