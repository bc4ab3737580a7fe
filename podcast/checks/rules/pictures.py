"""Problems of meaning in pictures: what those who do not see them miss. WCAG 1.1.1."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podcast.checks.rules.markdown import finding
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.rules.episodes import Facts
    from podcast.model.show import Show
    from podcast.show.locations import Finding

_WORDLESS = re.compile(r"!\[\s*\]\(\s*<?([^)\s>]+)")
_CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]*`", re.DOTALL | re.MULTILINE)


def described_pictures(show: Show, facts: Facts) -> Iterator[Finding]:
    """WCAG 1.1.1: a picture in show notes says something, and has words for those who do not see it."""
    for one in show.episodes:
        notes = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), one.notes or "")
        for match in _WORDLESS.finditer(notes):
            what = _('shows "{target}" without words for those who do not see it').format(target=match[1])
            remedy = _("say what it shows, as in ![A drawer full of files]({target})").format(target=match[1])
            yield finding(one, facts, notes.count("\n", 0, match.start()) + 1, (what, remedy))


RULES = (described_pictures,)
