"""Elements of a feed that no field of ours has, as XML: `extra_xml` of an episode and of the show.

The text is parsed by expat without a document type: no entity but those of XML is known, and nothing is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Final
from xml.parsers import expat

from pydantic import AfterValidator, StrictStr

from podcast.i18n import _
from podcast.model.imported.feed_namespaces import DECLARED_NAMESPACES, NAMESPACES
from podcast.model.types import invalid_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import PydanticCustomError

_ITUNES, _PODCAST = NAMESPACES["itunes"], NAMESPACES["podcast"]
ATOM_LINK: Final = f"{{{NAMESPACES['atom']}}}link"
NEW_FEED_URL: Final = f"{{{_ITUNES}}}new-feed-url"
# Names in the notation of lxml: elements that apps and the next build recognise an episode or the show by.
PROTECTED_IN_ITEM: Final = frozenset({"guid", "enclosure", "title", "pubDate", "link", "item", "channel", NEW_FEED_URL})
PROTECTED_IN_CHANNEL: Final = frozenset(
    {"title", "link", "image", "item", "channel", f"{{{_ITUNES}}}image", f"{{{_PODCAST}}}guid", NEW_FEED_URL}
)
# Relations of links of the channel by which apps find the feed and its older parts (RFC 5005, WebSub).
PROTECTED_RELATIONS: Final = frozenset(
    {"self", "hub", "current", "first", "last", "next", "previous", "prev-archive", "next-archive"}
)

_DECLARATIONS = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in DECLARED_NAMESPACES.items())
EXTRA_START: Final = f"<extra{_DECLARATIONS}>\n"  # the envelope in which a text is parsed
EXTRA_END: Final = "\n</extra>"
_MAX_DEPTH = 100  # elements within each other; libxml2 reads at most 256


@dataclass(frozen=True, slots=True)
class ExtraElement:
    """An element at the top level of the text.

    Attributes:
        name: in the notation of lxml, `{namespace}name`.
        typed_name: as it was typed, with its prefix.
        attributes: their names in the same notation.
        line: of its start tag, counted from 1.
        column: of its start tag, counted from 1.
    """

    name: str
    typed_name: str
    attributes: Mapping[str, str]
    line: int
    column: int


class ExtraXmlError(ValueError):
    """The text is not a sequence of well-formed elements.

    Attributes:
        what: the problem.
        remedy: what to write instead.
        line: where, counted from 1.
        column: where, counted from 1.
    """

    def __init__(self, what: str, remedy: str, line: int, column: int) -> None:
        """Keep the sentences and the place."""
        super().__init__(f"{line}:{column}: {what}; {remedy}")
        self.what, self.remedy, self.line, self.column = what, remedy, line, column


@lru_cache(maxsize=256)  # validated, then rendered and asked for its names several times
def extra_elements(text: str) -> tuple[ExtraElement, ...]:
    """Return the elements of an `extra_xml`, in their order.

    Prefixes of our own feed are declared already; every other one needs a declaration in the text.

    Raises:
        ExtraXmlError: the text is no sequence of well-formed elements, or a prefix in it is not declared.
    """
    reader = _ElementReader(text)
    reader.read()
    return tuple(reader.elements)


class _ElementReader:
    """Reads the text between an element that declares the prefixes of our feed and its end."""

    def __init__(self, text: str) -> None:
        """Read nothing yet."""
        self.elements: list[ExtraElement] = []
        self._text, self._depth = text, 0
        parser: Any = expat.ParserCreate(namespace_separator=" ")
        parser.namespace_prefixes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.ProcessingInstructionHandler = self._instruction
        self._parser = parser

    def read(self) -> None:
        """Parse the text.

        Raises:
            ExtraXmlError: see `extra_elements`.
        """
        try:
            self._parser.Parse(EXTRA_START + self._text + EXTRA_END, True)  # noqa: FBT003 -- expat takes no keywords
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            place = self._clamped(error.lineno - 1, error.offset + 1)
            what = _("is not well-formed XML ({reason})").format(reason=reason)
            remedy = _("close every element and escape & as &amp;")
            if reason == expat.errors.XML_ERROR_UNBOUND_PREFIX:
                what = _("uses a prefix that is not declared")
                remedy = _('add its namespace to the element, as in xmlns:name="https://…"')
            raise ExtraXmlError(what, remedy, *place) from None
        except UnicodeEncodeError:
            raise ExtraXmlError(_("contains half a character"), _("write the character itself"), 1, 1) from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 2:
            prefixed = {_lxml_name(attribute)[0]: value for attribute, value in attributes.items()}
            self.elements.append(ExtraElement(*_lxml_name(name), prefixed, *self._place()))
        if self._depth > _MAX_DEPTH:
            self._refuse(_("has elements nested too deeply"), _("remove some of the levels"))

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _characters(self, text: str) -> None:
        if self._depth == 1 and text.strip():
            self._refuse(_("has text outside of an element"), _("put it into an element, or remove it"))

    def _instruction(self, _target: str, _data: str) -> None:
        self._refuse(_("contains a processing instruction"), _("remove what is between <? and ?>"))

    def _refuse(self, what: str, remedy: str) -> None:
        raise ExtraXmlError(what, remedy, *self._place())

    def _place(self) -> tuple[int, int]:
        return self._clamped(self._parser.CurrentLineNumber - 1, self._parser.CurrentColumnNumber + 1)

    def _clamped(self, line: int, column: int) -> tuple[int, int]:
        """Return a place within the text: what is not closed is only noticed behind it."""
        lines = self._text.split("\n")
        return (line, column) if line <= len(lines) else (len(lines), len(lines[-1]) + 1)


def _lxml_name(name: str) -> tuple[str, str]:
    """Return a name of expat (`namespace local prefix`) in the notation of lxml, and as it was typed."""
    namespace, separator, rest = name.partition(" ")
    if not separator:
        return name, name
    local, _separator, prefix = rest.partition(" ")
    return f"{{{namespace}}}{local}", f"{prefix}:{local}" if prefix else local


def _extra_item_xml(value: str) -> str:
    return _validated(value, PROTECTED_IN_ITEM)


def _extra_channel_xml(value: str) -> str:
    text = _validated(value, PROTECTED_IN_CHANNEL)
    for element in extra_elements(text):
        if element.name == ATOM_LINK and element.attributes.get("rel", "alternate") in PROTECTED_RELATIONS:
            raise _protected(element)
    return text


def _validated(value: str, protected: frozenset[str]) -> str:
    text = value.strip()
    if not text:
        raise invalid_at(_("is empty"), _("add a value or remove the field"))
    try:
        elements = extra_elements(text)
    except ExtraXmlError as error:
        raise invalid_at(error.what, error.remedy, error.line, error.column) from None
    if not elements:
        raise invalid_at(_("has no element"), _("add a value or remove the field"))
    for element in elements:
        if element.name in protected:
            raise _protected(element)
    return text


def _protected(element: ExtraElement) -> PydanticCustomError:
    what = _("would replace <{name}>, which the program writes itself").format(name=element.typed_name)
    return invalid_at(what, _("remove this element"), element.line, element.column)


ExtraItemXml = Annotated[StrictStr, AfterValidator(_extra_item_xml)]
ExtraChannelXml = Annotated[StrictStr, AfterValidator(_extra_channel_xml)]
