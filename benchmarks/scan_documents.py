"""Labelled documents: templates filled with invented values by a fixed seed, labelled to the character."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from benchmarks.scan_values import VALUES

SEED = 20_260_211
Label = tuple[int, int, str]
"""Start, end, type."""
Values = Mapping[str, Callable[[random.Random, str], str]]
_SLOT = re.compile(r"\{(#?)([A-Z_]+|[0-9]+)\}")


@dataclass(frozen=True, slots=True)
class Document:
    """One text with its labels."""

    text: str
    labels: tuple[Label, ...]


def documents(templates: list[str], count: int, seed: int, values: Values = VALUES) -> Iterator[Document]:
    """Yield `count` labelled documents."""
    chance = random.Random(seed)
    for _ in range(count):
        locales, _, template = chance.choice(templates).partition("|")
        yield fill(template, chance.choice(locales.split()), chance, values)


def fill(template: str, locale: str, chance: random.Random, values: Values = VALUES) -> Document:
    """Return a template with its slots filled."""
    text, labels, done = "", [], 0
    for slot in _SLOT.finditer(template):
        text += template[done : slot.start()]
        done = slot.end()
        if slot[1]:
            text += "".join(chance.choices("0123456789", k=int(slot[2])))
            continue
        value = values[slot[2]](chance, locale)
        labels.append((len(text), len(text) + len(value), "NAME" if slot[2] in ("FIRST", "FAMILY") else slot[2]))
        text += value
    return Document(text + template[done:], tuple(labels))
