"""How words are set: quotation marks, dashes and no-break spaces, as the show's language has them.

A language is a line of `_QUOTES` and a row of `_NO_BREAK`; one that has no row is set by the few rules that hold
everywhere. What stands in code and in web addresses is left alone, and so is whatever a backslash protects.
German after DIN 5008 and Duden, "Textverarbeitung und E-Mails".
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


def quotes(language: str) -> Sequence[str]:
    """The quotation marks of a language (`de`, `en`), outer and inner; English ones where we know none."""
    return _QUOTES.get(language, _QUOTES["en"])


def install(parser: MarkdownIt, language: str) -> None:
    """Adds the rules for a language (`de`, `en`) to a parser that has `typographer` on."""
    star = _star(_ENDING if language == "de" else _GERMAN_ENDING)
    parser.inline.ruler.before("escape", "soft_hyphen", _soft_hyphen)
    parser.inline.ruler.before("emphasis", "gender_star", star)
    parser.core.ruler.at("replacements", _signs)
    parser.core.ruler.before("smartquotes", "apostrophes", _apostrophes)
    if language == "de":
        parser.core.ruler.before("smartquotes", "half_quotes", _half_quotes)
    parser.core.ruler.push("no_break", _no_break(_NO_BREAK.get(language, _EVERYWHERE)))


# --- letters that Markdown takes for signs ---------------------------------------------------------------------------

_HYPHEN = rf"(?:{SOFT_HYPHEN}|\\-|&shy;)"
_LETTER = r"[^\W\d_][\u0300-\u036f]?"
_BEFORE = re.compile(rf"{_LETTER}{_HYPHEN}?\Z")
_ENDING = re.compile(rf"{_HYPHEN}?[^\W\d_]")
_AFTER = re.compile(r"\*?[^\W\d_]")
_GERMAN_ENDING = re.compile(rf"{_HYPHEN}?(?:innen|in|e?[nrsm]|e)\b")  # in another language a German word may come by


def _star(after: re.Pattern[str]) -> Callable[[StateInline, bool], bool]:
    """The rule that takes `*` within a word as text; CommonMark makes „Bürger*innen und Kolleg*innen“ an emphasis."""

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
    r"""Takes `\-` within a word as a soft hyphen; elsewhere it is CommonMark's `-` that begins no list."""
    at, source = state.pos, state.src
    within = source[at - 1 : at].isalpha() or source[at - 1 : at] == "*"
    if not source.startswith("\\-", at) or not within or not _AFTER.match(source, at + 2):
        return False
    if not silent:
        state.pending += SOFT_HYPHEN
    state.pos += 2
    return True


# --- signs -----------------------------------------------------------------------------------------------------------

Rule = tuple[str, re.Pattern[str], str]  # a text without any of these characters is not looked at; 0 is any digit

_ADDRESS = re.compile(r"(\S*(?:://|\bwww\.)\S*)")


def _row(*rules: tuple[str, str, str]) -> tuple[Rule, ...]:
    return tuple((signs, re.compile(pattern), instead) for signs, pattern, instead in rules)


_SIGNS = _row(
    (".", r"(?<!\.)\.{3}(?!\.)", "…"),
    ("-", r"(?<!-)---(?!-)", "—"),
    ("-", r"(?<![-\s])--(?![-\s])|(?<!\S)--(?!\S)", "–"),
    ("+", r"\+-(?=\s?\d)", "±"),
)
_TYPED = re.compile("[„“”]")
_APOSTROPHE = re.compile(  # '68er, 'ne; Rock 'n' Roll
    r"(?<!\w)'(?=(?:\d\d(?:er|ern|s)?|ne|nem|nen|ner|s|tis|twas)\b(?!')|n\b)|(?<=\s'n)'(?=\s)|(?<=\s’n)'(?=\s)"
)


def _signs(state: Any) -> None:
    """Three dots to an ellipsis, hyphens to dashes. Not (c) to ©: laws and lists count so."""
    for child in _texts(state):
        child.content = _set(child.content, _SIGNS)


def _apostrophes(state: Any) -> None:
    """The apostrophes that begin a word, which would be taken for quotation marks."""
    for child in _texts(state):
        if "'" in child.content:
            child.content = _APOSTROPHE.sub("’", child.content)


def _half_quotes(state: Any) -> None:
    """Closes „Wort" as it was opened, and turns “Wort” round: what keyboards and programs make of German quotes."""
    for token in state.tokens:
        if not _TYPED.search(token.content):
            continue
        depth, before = 0, " "
        for child in _texts_of(token):
            content = re.sub(r"“([^“”„]*)”", r"„\1“", child.content)
            kept = []
            for char in content:
                closes = depth and char in '"“”' and not before.isspace()
                depth += 1 if char == "„" else -1 if closes else 0
                kept.append("“" if closes else char)
                before = char
            child.content = "".join(kept)


def _texts(state: Any) -> Iterator[Token]:
    """The pieces of running text: no code, no markup, nothing that a backslash protects."""
    for token in state.tokens:
        yield from _texts_of(token)


def _texts_of(token: Token) -> Iterator[Token]:
    automatic = 0
    for child in token.children or ():
        if child.info == "auto":  # an address in <…> is its own words
            automatic += child.nesting
        elif child.type == "text" and not automatic:
            yield child


def _set(text: str, rules: Iterable[Rule]) -> str:
    """The text after all rules; web addresses in it stay as they are."""
    found = {"0" if char.isdigit() else char for char in set(text)}
    wanted = [(pattern, instead) for signs, pattern, instead in rules if not found.isdisjoint(signs)]
    pieces = _ADDRESS.split(text) if "://" in text or "www." in text else [text]
    for pattern, instead in wanted:
        pieces[::2] = [pattern.sub(instead, piece) for piece in pieces[::2]]
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
_GERMAN_SHORT = (  # written without spaces
    r"z\.B|d\.h|u\.a|u\.a\.m|u\.v\.m|u\.s\.w|i\.d\.R|i\.S\.d|[ou]\.[äÄ]|[ou]\.g|s\.[ou]|v\.a|u\.U|z\.T|z\.Zt|z\.Hd|e\.V|"
    r"i\.[AV]|m\.E|a\.D|[nv]\.Chr"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_UNITS = (
    "%|€|°[CF]?|euros?|percent|seconds?|minutes?|hours?|days?|weeks?|months?|years?|[ap]\\.?m\\.?|million|billion|"
    "metres?|miles?|ha|[ckm]?m[²³]?|k?g|k?Wh?|[kMG]B|k?Hz|dB"
)
_SPACE = "[ \n]"  # a line of the source may end there
_DASH = ("-–", rf"(?:(?<=\S)|^){_SPACE}[-–]{_SPACE}(?=\S|\Z)", "\xa0– ")
_SECTION = ("§", rf"(§§?){_SPACE}(?=\w)", "\\1\xa0")


_EVERYWHERE = _row(_SECTION, _DASH)
_NO_BREAK: dict[str, tuple[Rule, ...]] = {
    "de": _row(
        (".", rf"(?<![\w.])(?=(?:{_GERMAN_SHORT})\.(?!\w))(\w)\.(?=\w)", "\\1.\xa0"),  # z.B.
        (".", r"(?<=\xa0)(\w)\.(?=R\.|m\.|w\.|d\.)", "\\1.\xa0"),  # what is left of i.d.R. and its like
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
    "en": _row(
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
    """The rule that sets no-break spaces, also where a line of the source ends."""

    def rule(state: Any) -> None:
        for token in state.tokens:
            if token.children:
                token.children = list(_unbroken(token.children))
            for child in _texts_of(token):
                child.content = _set(child.content, rules)

    return rule


def _unbroken(children: Iterable[Token]) -> Iterator[Token]:
    """Text and the line breaks within it as one piece."""
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
