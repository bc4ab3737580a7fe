"""Typography: quotation marks, dashes and no-break spaces in the show's language.

A language is an entry of `_QUOTES` and of `_NO_BREAK`; without the latter it gets the few rules of all languages. Code,
URLs and what a backslash escapes are not changed. German follows DIN 5008 and Duden, "Textverarbeitung und E-Mails".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podcast.text import SOFT_HYPHEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_QUOTES: dict[str, Sequence[str]] = {"de": "„“‚‘", "en": "“”‘’", "fr": ["«\xa0", "\xa0»", "‹\xa0", "\xa0›"]}


def quotation_marks(language: str) -> Sequence[str]:
    """The quotation marks of a language (`de`, `en`), outer and inner; English ones for an unknown language."""
    return _QUOTES.get(language, _QUOTES["en"])


def install_rules(parser: MarkdownIt, language: str) -> None:
    """Add the rules of a language (`de`, `en`) to a parser with the option `typographer`."""
    gender_star = _gender_star(_ENDING if language == "de" else _GERMAN_ENDING)
    parser.inline.ruler.before("escape", "soft_hyphen", _soft_hyphen)
    parser.inline.ruler.before("emphasis", "gender_star", gender_star)
    parser.core.ruler.at("replacements", _replace_dots_and_dashes)
    parser.core.ruler.before("smartquotes", "apostrophes", _apostrophes)
    if language == "de":
        parser.core.ruler.before("smartquotes", "half_quotes", _half_quotes)
    parser.core.ruler.push("no_break", _no_break(_NO_BREAK.get(language, _COMMON_NO_BREAK)))


# --- characters within words that Markdown would interpret ----------------------------------------------------------

_HYPHEN = rf"(?:{SOFT_HYPHEN}|\\-|&shy;)"
_LETTER = r"[^\W\d_][\u0300-\u036f]?"
_BEFORE = re.compile(rf"{_LETTER}{_HYPHEN}?\Z")
_ENDING = re.compile(rf"{_HYPHEN}?[^\W\d_]")
_AFTER = re.compile(r"\*?[^\W\d_]")
_GERMAN_ENDING = re.compile(rf"{_HYPHEN}?(?:innen|in|e?[nrsm]|e)\b")  # for German words in a text of another language


def _gender_star(after: re.Pattern[str]) -> Callable[[StateInline, bool], bool]:
    """The rule that keeps `*` within a word as text; CommonMark makes „Bürger*innen und Kolleg*innen“ an emphasis."""

    def rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
        at, source = state.pos, state.src
        if source[at] != "*" or not _BEFORE.search(source[max(0, at - 8) : at]) or not after.match(source, at + 1):
            return False
        if not silent:
            state.pending += "*"
        state.pos += 1
        return True

    return rule


def _soft_hyphen(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    r"""Replace `\-` within a word by a soft hyphen; elsewhere it is CommonMark's escaped `-`, which begins no list."""
    at, source = state.pos, state.src
    within = source[at - 1 : at].isalpha() or source[at - 1 : at] == "*"
    if not source.startswith("\\-", at) or not within or not _AFTER.match(source, at + 2):
        return False
    if not silent:
        state.pending += SOFT_HYPHEN
    state.pos += 2
    return True


# --- punctuation -----------------------------------------------------------------------------------------------------

Rule = tuple[str, re.Pattern[str], str]  # characters that the rule needs (0: any digit), pattern, replacement

_ADDRESS = re.compile(r"(\S*(?:://|\bwww\.)\S*)")


def _compile_rules(*rules: tuple[str, str, str]) -> tuple[Rule, ...]:
    return tuple((characters, re.compile(pattern), new) for characters, pattern, new in rules)


_DOTS_AND_DASHES = _compile_rules(
    (".", r"(?<!\.)\.{3}(?!\.)", "…"),
    ("-", r"(?<!-)---(?!-)", "—"),
    ("-", r"(?<![-\s])--(?![-\s])|(?<!\S)--(?!\S)", "–"),
    ("+", r"\+-(?=\s?\d)", "±"),
)
_TYPED = re.compile("[„“”]")
_APOSTROPHE = re.compile(  # '68er, 'ne; Rock 'n' Roll
    r"(?<!\w)'(?=(?:\d\d(?:er|ern|s)?|ne|nem|nen|ner|s|tis|twas)\b(?!')|n\b)|(?<=\s'n)'(?=\s)|(?<=\s’n)'(?=\s)"
)


def _replace_dots_and_dashes(state: Any) -> None:
    """Replace three dots by an ellipsis and hyphens by dashes. (c) stays: laws and lists are numbered so."""
    for child in _texts(state):
        child.content = _apply_rules(child.content, _DOTS_AND_DASHES)


def _apostrophes(state: Any) -> None:
    """Set apostrophes at the beginning of a word, which the parser would take for quotation marks."""
    for child in _texts(state):
        if "'" in child.content:
            child.content = _APOSTROPHE.sub("’", child.content)


def _half_quotes(state: Any) -> None:
    """Correct German quotes as keyboards and programs write them: „Wort" and “Wort”."""
    for token in state.tokens:
        if not _TYPED.search(token.content):
            continue
        depth, before = 0, " "
        for child in _texts_of(token):
            content = re.sub(r"“([^“”„]*)”", r"„\1“", child.content)
            characters = []
            for char in content:
                closes = depth and char in '"“”' and not before.isspace()
                depth += 1 if char == "„" else -1 if closes else 0
                characters.append("“" if closes else char)
                before = char
            child.content = "".join(characters)


def _texts(state: Any) -> Iterator[Token]:
    """The tokens of running text: no code, no markup, nothing escaped."""
    for token in state.tokens:
        yield from _texts_of(token)


def _texts_of(token: Token) -> Iterator[Token]:
    automatic = 0
    for child in token.children or ():
        if child.info == "auto":  # the text of an autolink is its URL
            automatic += child.nesting
        elif child.type == "text" and not automatic:
            yield child


def _apply_rules(text: str, rules: Iterable[Rule]) -> str:
    """Apply rules to a text, but not to URLs in it."""
    present = {"0" if char.isdigit() else char for char in set(text)}
    applicable = [(pattern, new) for characters, pattern, new in rules if not present.isdisjoint(characters)]
    pieces = _ADDRESS.split(text) if "://" in text or "www." in text else [text]
    for pattern, new in applicable:
        pieces[::2] = [pattern.sub(new, piece) for piece in pieces[::2]]
    return "".join(pieces)


# --- no-break spaces -------------------------------------------------------------------------------------------------

_JANUARY_TO_DECEMBER = (
    "Januar|Jänner|Februar|Feber|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|"
    r"(?:Jan|Feb|Mrz|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)\."
)
_GERMAN_UNITS = (
    "%|‰|€|°C?|Euro|Cent|Prozent|Uhr|Min\\.|Std\\.|Sek\\.|Minuten?|Stunden?|Sekunden?|Tagen?|Wochen?|Monaten?|Jahren?|"
    "Mal|Mio\\.|Mrd\\.|Tsd\\.|Millionen|Milliarden|Meter|Kilometer|Hektar|ha|[ckm]?m[²³]?|k?g|k?Wh?|[kMG]B|kHz|Hz|dB"
)
_GERMAN_SHORT = (  # abbreviations written without spaces
    r"z\.B|d\.h|u\.a|u\.a\.m|u\.v\.m|u\.s\.w|i\.d\.R|i\.S\.d|[ou]\.[äÄ]|[ou]\.g|s\.[ou]|v\.a|u\.U|z\.T|z\.Zt|z\.Hd|e\.V|"
    r"i\.[AV]|m\.E|a\.D|[nv]\.Chr"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_UNITS = (
    "%|€|°[CF]?|euros?|percent|seconds?|minutes?|hours?|days?|weeks?|months?|years?|[ap]\\.?m\\.?|million|billion|"
    "metres?|miles?|ha|[ckm]?m[²³]?|k?g|k?Wh?|[kMG]B|k?Hz|dB"
)
_SPACE = "[ \n]"  # or a line break of the source
_DASH = ("-–", rf"(?:(?<=\S)|^){_SPACE}[-–]{_SPACE}(?=\S|\Z)", "\xa0– ")
_SECTION = ("§", rf"(§§?){_SPACE}(?=\w)", "\\1\xa0")


_COMMON_NO_BREAK = _compile_rules(_SECTION, _DASH)
_NO_BREAK: dict[str, tuple[Rule, ...]] = {
    "de": _compile_rules(
        (".", rf"(?<![\w.])(?=(?:{_GERMAN_SHORT})\.(?!\w))(\w)\.(?=\w)", "\\1.\xa0"),  # z.B.
        (".", r"(?<=\xa0)(\w)\.(?=R\.|m\.|w\.|d\.)", "\\1.\xa0"),  # the rest of i.d.R. and the like
        (".", rf"\b([A-Za-zÄÖÜäöü])\.{_SPACE}(?=[A-Za-zÄÖÜäöü]{{1,3}}\.)", "\\1.\xa0"),  # z. B., i. d. R., J. R. Müller
        ("0", rf"(?<![\d.])(\d{{1,2}}\.){_SPACE}(?=(?:{_JANUARY_TO_DECEMBER})(?!\w))", "\\1\xa0"),  # 3. Mai
        ("0", rf"(?<![\d.])(\d{{1,2}}\.){_SPACE}(?=\d{{1,2}}\.)", "\\1\xa0"),  # 3. 5.
        ("0", rf"(?:(?<=\xa0\d\.)|(?<=\xa0\d\d\.)){_SPACE}(?=\d{{4}}\b)", "\xa0"),  # 3. 5. 2024
        ("0", rf"(?<![\d.])(\d{{1,2}}\.){_SPACE}(?=(?:Staffel|Folge|Kapitel|Klasse|Jahrhundert|Auflage)\b)", "\\1\xa0"),
        ("0", rf"(?<!\d)(\d{{1,3}}){_SPACE}(?=\d{{3}}(?:{_SPACE}\d{{3}})*(?!\d))", "\\1\xa0"),  # 10 000
        ("-", rf"(?<![\w.,:-])(\d[\d.,:]*)-(?=\d[\d.,:]*[ \n\xa0](?:{_GERMAN_UNITS})(?!\w))", "\\1–"),  # 9-17 Uhr
        ("0", rf"(?<=\d){_SPACE}(?=(?:{_GERMAN_UNITS})(?!\w))", "\xa0"),  # 45 Minuten
        (
            ".",
            rf"\b((?:S|Nr|Art|Abs|Ziff|Rn|Rz|Bd|Abb|Tab|Kap|Anl|Anm|Az|Tel|ca|rd|vgl|Jg|H)\.){_SPACE}(?=[\d+(]|S\.)",
            "\\1\xa0",
        ),
        (".", rf"\b((?:Dr|Prof|Dipl|Ing|St|Hl|Hrsg|Art|Nr)\.){_SPACE}(?=\w)", "\\1\xa0"),
        (
            "0",
            rf"\b(Staffel|Folge|Kapitel|Teil|Band|Seiten?|Nummer|Artikel|Absatz|Satz|Paragraf){_SPACE}(?=\d)",
            "\\1\xa0",
        ),
        ("0", rf"(?<=\d){_SPACE}(?=ff?\.)", "\xa0"),  # § 5 ff.
        _SECTION,
        ("-", r"((?:\bS\.|\bSeiten|§§)\xa0\d+)-(?=\d)", "\\1–"),  # S. 3-5
        _DASH,
    ),
    "en": _compile_rules(
        (".", rf"\b([A-Z])\.{_SPACE}(?=[A-Z]\.)", "\\1.\xa0"),  # J. R. Smith
        ("0", rf"\b(\d{{1,2}}){_SPACE}(?=(?:{_MONTHS})\b)", "\\1\xa0"),  # 3 May
        ("0", rf"\b({_MONTHS}){_SPACE}(?=\d{{1,2}}\b)", "\\1\xa0"),  # May 3
        ("0", rf"(?<=\d){_SPACE}(?=(?:{_UNITS})(?!\w))", "\xa0"),
        (".", rf"\b((?:pp?|[Nn]os?|[Vv]ol|[Cc]h|[Ff]ig|[Ss]ec)\.){_SPACE}(?=\d)", "\\1\xa0"),
        ("DMPS", rf"\b((?:Dr|Mrs?|Ms|Prof|St)\.?){_SPACE}(?=[A-Z])", "\\1\xa0"),
        ("0", rf"\b((?:Season|Episode|Chapter|Part|Page|Section|Figure|Table)s?){_SPACE}(?=\d)", "\\1\xa0"),
        _SECTION,
        _DASH,
    ),
}


def _no_break(rules: Sequence[Rule]) -> Callable[[Any], None]:
    """The rule that sets no-break spaces, also across line breaks of the source."""

    def rule(state: Any) -> None:
        for token in state.tokens:
            if token.children:
                token.children = list(_joined_text(token.children))
            for child in _texts_of(token):
                child.content = _apply_rules(child.content, rules)

    return rule


def _joined_text(children: Iterable[Token]) -> Iterator[Token]:
    """Join text tokens with the soft line breaks between them."""
    last = None
    for child in children:
        text = "\n" if child.type == "softbreak" else child.content if child.type == "text" else None
        if text is not None and last is not None and last.type == "text":
            last.content += text
            continue
        if last is not None:
            yield last
        last = child
    if last is not None:
        yield last
