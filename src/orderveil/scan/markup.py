"""XML parts of office documents, read as they stream by.

A document type is refused, and so no entity is ever expanded. Must never hold more of a part than one
text and one tag, and both are bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.parsers import expat

from orderveil.core.errors import Malformed, TooLarge

_STEP_BYTES = 262_144
_LONGEST_TEXT = 4_194_304
_LONGEST_TAG_BYTES = 4_194_304


class Parser:
    """A parser of XML that hands on elements, and texts whole; or, where `said` is given, texts as they come."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.started: Callable[[str, dict[str, str]], None] = lambda name, attributes: None
        self.ended: Callable[[str, str], None] = lambda name, text: None
        self.said: Callable[[str], None] | None = None
        self._text: list[str] = []
        self._size = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._add

    def __repr__(self) -> str:
        return "Parser(<hidden>)"

    def feed(self, part: IO[bytes]) -> Iterator[None]:
        """Read a part through, with a stop after every step. Raises Malformed, TooLarge."""
        fed = 0
        try:
            while step := part.read(_STEP_BYTES):
                fed += len(step)
                self._parser.Parse(step, False)
                if fed - self._parser.CurrentByteIndex > _LONGEST_TAG_BYTES:  # expat holds it until it ends
                    raise TooLarge("a tag is longer than is read", place=self.place)
                yield
            self._parser.Parse(b"", True)
            yield
        except (expat.ExpatError, LookupError, ValueError) as error:  # the latter: of encodings that nobody knows
            raise Malformed("a part of the document is no XML", place=self.place) from error

    def _refuse(self, *_: Any) -> None:
        raise Malformed("a part of the document declares a document type", place=self.place)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._text, self._size = [], 0
        self.started(name.rpartition(" ")[2], attributes)

    def _end(self, name: str) -> None:
        text = "".join(self._text)
        self._text, self._size = [], 0
        self.ended(name.rpartition(" ")[2], text)

    def _add(self, text: str) -> None:
        if self.said is not None:
            self.said(text)
            return
        self._size += len(text)
        if self._size > _LONGEST_TEXT:
            raise TooLarge("a text is longer than is read", place=self.place)
        self._text.append(text)


def read_texts(part: IO[bytes], place: str) -> Iterator[str]:
    """Yield the texts and attributes of a part in which anything may stand: comments, headers, links, caches."""
    parser = Parser(place)
    ready: list[str] = []
    parser.started = lambda _, attributes: ready.extend(attributes.values())
    parser.ended = lambda _, text: ready.append(text)
    for _ in parser.feed(part):
        yield from (text for text in ready if text.strip())
        ready.clear()


def read_elements(part: IO[bytes], place: str) -> Iterator[dict[str, str]]:
    """Yield the attributes of every element of a part; names in a namespace end in a space and their own."""
    parser = Parser(place)
    ready: list[dict[str, str]] = []
    parser.started = lambda _, attributes: ready.append(attributes)
    for _ in parser.feed(part):
        yield from ready
        ready.clear()


def read_links(part: IO[bytes], place: str) -> Iterator[str]:
    """Yield where links lead out of the document; nobody follows them."""
    for attributes in read_elements(part, place):
        if attributes.get("TargetMode") == "External":
            yield attributes.get("Target", "")
