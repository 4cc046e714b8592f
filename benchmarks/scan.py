"""How well free text is searched: `python -m benchmarks.scan [--documents 6000] [--split held] [--misses TYPE]`.

Documents are made from templates (scan_templates) and invented values (scan_values), by a fixed
seed, and so labelled to the character. HELD templates are for measuring; what fails is looked at in
OPEN alone. A finding meets a label of its type when they share more than half of the longer one.
Leak: the share of labelled data of which findings of any type cover less than nine tenths. Alarm:
the share of documents without any in which something is found. Rows are per second of CPU, one thread.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.scan_templates import HELD, OPEN
from benchmarks.scan_values import VALUES
from orderveil.detect.findings import Finding
from orderveil.detect.freetext import find_personal_data
from orderveil.scan.finding import type_of

_SLOT = re.compile(r"\{(#?)([A-Z_]+|[0-9]+)\}")
_IMPERSONAL = ("AMOUNT",)
SEED = 20_260_211


@dataclass(frozen=True, slots=True)
class Document:
    """One text with its labels: start, end, type."""

    text: str
    labels: tuple[tuple[int, int, str], ...]


def documents(templates: list[str], count: int, seed: int) -> Iterator[Document]:
    """Yield `count` labelled documents."""
    chance = random.Random(seed)
    for _ in range(count):
        locales, _, template = chance.choice(templates).partition("|")
        yield fill(template, chance.choice(locales.split()), chance)


def fill(template: str, locale: str, chance: random.Random) -> Document:
    """Return a template with its slots filled."""
    text, labels, done = "", [], 0
    for slot in _SLOT.finditer(template):
        text += template[done : slot.start()]
        done = slot.end()
        if slot[1]:
            text += "".join(chance.choices("0123456789", k=int(slot[2])))
            continue
        value = VALUES[slot[2]](chance, locale)
        labels.append((len(text), len(text) + len(value), "NAME" if slot[2] == "FIRST" else slot[2]))
        text += value
    return Document(text + template[done:], tuple(labels))


def meets(finding: Finding, label: tuple[int, int, str]) -> bool:
    """Tell whether a finding is the labelled thing."""
    if type_of(finding) != label[2]:
        return False
    shared = min(finding.end, label[1]) - max(finding.start, label[0])
    return shared * 2 > max(finding.end - finding.start, label[1] - label[0])


def is_in_address(finding: Finding, document: Document) -> bool:
    """Tell whether a finding is the postcode of a labelled address: found in addition, neither right nor wrong."""
    return type_of(finding) == "POSTCODE" and any(
        label[2] == "ADDRESS" and label[0] <= finding.start and finding.end <= label[1] for label in document.labels
    )


def is_covered(findings: list[Finding], label: tuple[int, int, str]) -> bool:
    """Tell whether findings of any type cover nine tenths of the label."""
    places = set(range(label[0], label[1]))
    covered = {place for finding in findings for place in range(finding.start, finding.end)} & places
    return len(covered) >= 0.9 * len(places)


def measure(given: list[Document], misses: str | None) -> None:
    """Search every document, compare, print."""
    begun = time.process_time()
    answers = [find_personal_data(document.text) for document in given]
    spent = time.process_time() - begun
    hit, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    leaked = total = clean = alarmed = 0
    for document, findings in zip(given, answers, strict=True):
        wanted.update(label[2] for label in document.labels)
        findings = [finding for finding in findings if not is_in_address(finding, document)]
        found.update(map(type_of, findings))
        met = [label for label in document.labels if any(meets(finding, label) for finding in findings)]
        hit.update(label[2] for label in met)
        personal = [label for label in document.labels if label[2] not in _IMPERSONAL]
        total += len(personal)
        leaked += sum(not is_covered(findings, label) for label in personal)
        clean += not document.labels
        alarmed += bool(findings and not document.labels)
        if misses:
            show(document, findings, misses)
    report(hit, found, wanted)
    print(
        f"leak {leaked / max(1, total):.1%} of {total:,}   alarm {alarmed / max(1, clean):.1%} of {clean:,}   "
        f"{len(given) / spent:,.0f} rows/s   {sum(len(d.text) for d in given) / spent / 1e6:.2f} MB/s"
    )


def report(hit: Counter[str], found: Counter[str], wanted: Counter[str]) -> None:
    """Print precision, recall and F1 of each type and of all."""
    print(f"{'type':<14}{'P':>7}{'R':>7}{'F1':>7}{'labels':>9}")
    for kind in [*sorted(set(wanted) | set(found)), "all"]:
        h, f, w = (sum(c.values()) if kind == "all" else c[kind] for c in (hit, found, wanted))
        precision, recall = min(1, h / f) if f else 0, h / w if w else 0
        f1 = 2 * precision * recall / (precision + recall) if h else 0
        print(f"{kind:<14}{precision * 100:7.1f}{recall * 100:7.1f}{f1 * 100:7.1f}{w:9,}")


def show(document: Document, findings: list[Finding], kind: str) -> None:
    """Print a document of OPEN in which this type was missed or wrongly found."""
    missed = [label for label in document.labels if label[2] == kind and not any(meets(f, label) for f in findings)]
    wrong = [f for f in findings if type_of(f) == kind and not any(meets(f, label) for label in document.labels)]
    if missed or wrong:
        told = [document.text[a:b] for a, b, _ in missed], [document.text[f.start : f.end] for f in wrong]
        print(repr(document.text), *told)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=6_000)
    parser.add_argument("--split", choices=("held", "open"), default="held")
    parser.add_argument("--misses", metavar="TYPE", help="print what is missed or wrong, of the open split alone")
    asked = parser.parse_args()
    if asked.misses and asked.split != "open":
        parser.error("what fails is looked at in the open split alone")
    templates = HELD if asked.split == "held" else OPEN
    measure(list(documents(templates, asked.documents, SEED)), asked.misses)


if __name__ == "__main__":
    main()
