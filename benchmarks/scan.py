"""How well free text is searched: `python -m benchmarks.scan [--split held|wild|far|blind|open] [--documents 6000] …`.

Documents are made from templates and invented values by a fixed seed, and so labelled to the
character. HELD, FAR and BLIND are for measuring; what fails is looked at in OPEN and WILD alone. A finding meets a
label of its type when they share more than half of the longer one. Leak: the share of labelled data
of which findings of any type cover less than nine tenths. Alarm: the share of documents without any
in which something is found. Rows are per second of CPU, one thread. Unseen: names of which no word
stands in a list of the detector, nor in one that its model learned from.

`--rules` leaves the model out. `--presidio-python PYTHON` runs Presidio on the same documents, in an
environment of its own (see scan_presidio). `--known` lets every second document's people be known
customers, and tells of these and of the others apart.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.name_data import LISTED

from benchmarks.scan_blind import BLIND
from benchmarks.scan_blind_values import BLIND_VALUES
from benchmarks.scan_documents import SEED, Document, Label, Values, documents
from benchmarks.scan_far import FAR
from benchmarks.scan_far_values import FAR_VALUES
from benchmarks.scan_known import with_known
from benchmarks.scan_presidio import presidio_findings
from benchmarks.scan_templates import HELD, OPEN
from benchmarks.scan_values import VALUES
from benchmarks.scan_wild import WILD
from benchmarks.scan_wild_values import WILD_VALUES
from orderveil.detect import freetext, searching
from orderveil.detect.findings import Finding
from orderveil.detect.folding import fold
from orderveil.detect.indic import is_indic, name_key
from orderveil.detect.model.features import FAMILY, GIVEN
from orderveil.detect.wordlists.scriptnames import GIVEN_IN_SCRIPT
from orderveil.scan.finding import type_of

_IMPERSONAL = ("AMOUNT",)
_SPLITS: dict[str, tuple[list[str], Values]] = {
    "held": (HELD, VALUES),
    "open": (OPEN, VALUES),
    "wild": (WILD, WILD_VALUES),
    "far": (FAR, FAR_VALUES),
    "blind": (BLIND, BLIND_VALUES),
}


def meets(finding: Finding, label: Label) -> bool:
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


def is_covered(findings: list[Finding], label: Label) -> bool:
    """Tell whether findings of any type cover nine tenths of the label."""
    places = set(range(label[0], label[1]))
    covered = {place for finding in findings for place in range(finding.start, finding.end)} & places
    return len(covered) >= 0.9 * len(places)


_SOUNDS = frozenset(map(name_key, GIVEN | FAMILY))


def is_unseen(name: str) -> bool:
    """Tell whether no word of a name stands in any list that the detector or its training holds."""
    words = re.findall(r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0dff'’])+", name.lower())
    listed = GIVEN | FAMILY | GIVEN_IN_SCRIPT | LISTED
    return not any(
        word in listed or fold(word) in listed or (is_indic(word) and name_key(word) in _SOUNDS) for word in words
    )


@dataclass(slots=True)
class Tally:
    """What was hit, found and wanted of each type; leaks and alarms."""

    hit: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)

    def add(self, document: Document, findings: list[Finding]) -> None:
        """Count one document."""
        covering = findings
        findings = [finding for finding in findings if not is_in_address(finding, document)]
        self.found.update(map(type_of, findings))
        for label in document.labels:
            kinds = [label[2]]
            if label[2] == "NAME" and is_unseen(document.text[label[0] : label[1]]):
                kinds.append(" unseen names")
            self.wanted.update(kinds)
            self.hit.update(kinds if any(meets(finding, label) for finding in findings) else ())
            if label[2] not in _IMPERSONAL:
                self.wanted[" leak"] += 1
                self.hit[" leak"] += not is_covered(covering, label)
        if not document.labels:
            self.wanted[" alarm"] += 1
            self.hit[" alarm"] += bool(findings)

    def show(self) -> None:
        """Print precision, recall and F1 of each type and of all, then what leaked and what alarmed."""
        print(f"{'type':<14}{'P':>7}{'R':>7}{'F1':>7}{'labels':>9}")
        kinds = sorted(kind for kind in {*self.wanted, *self.found} if kind[0] != " ")
        for kind in [*kinds, "all"]:
            counted = kinds if kind == "all" else [kind]
            h, f, w = (sum(c[k] for k in counted) for c in (self.hit, self.found, self.wanted))
            precision, recall = min(1, h / f) if f else 0, h / w if w else 0
            f1 = 2 * precision * recall / (precision + recall) if h else 0
            print(f"{kind:<14}{precision * 100:7.1f}{recall * 100:7.1f}{f1 * 100:7.1f}{w:9,}")
        for kind in (" unseen names", " leak", " alarm"):
            of = self.wanted[kind]
            print(f"{kind[1:]}{' found' if 'names' in kind else ''} {self.hit[kind] / max(1, of):.1%} of {of:,}")


def measure(given: Sequence[Document], answers: Sequence[list[Finding]], spent: float) -> float:
    """Compare answers with the labels and print; return rows per second."""
    tally = Tally()
    for document, findings in zip(given, answers, strict=True):
        tally.add(document, findings)
    tally.show()
    print(f"{len(given) / spent:,.0f} rows/s   {sum(len(d.text) for d in given) / spent / 1e6:.3f} MB/s")
    return len(given) / spent


def ours(given: Sequence[Document]) -> tuple[list[list[Finding]], float]:
    """Search every document; return findings and the seconds of CPU."""
    for document in given[:200]:
        freetext.find_personal_data(document.text)
    begun = time.process_time()
    answers = [freetext.find_personal_data(document.text) for document in given]
    return answers, time.process_time() - begun


def show_misses(given: Sequence[Document], answers: Sequence[list[Finding]], kind: str) -> None:
    """Print the documents of OPEN in which this type was missed or wrongly found."""
    for document, findings in zip(given, answers, strict=True):
        missed = [label for label in document.labels if label[2] == kind and not any(meets(f, label) for f in findings)]
        wrong = [f for f in findings if type_of(f) == kind and not any(meets(f, label) for label in document.labels)]
        if missed or wrong:
            told = [document.text[a:b] for a, b, _ in missed], [document.text[f.start : f.end] for f in wrong]
            print(repr(document.text), *told)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=6_000)
    parser.add_argument("--split", choices=sorted(_SPLITS), default="held")
    parser.add_argument("--misses", metavar="TYPE", help="print what is missed or wrong, of the open split alone")
    parser.add_argument("--rules", action="store_true", help="without the model")
    parser.add_argument("--known", action="store_true", help="exact match with half of the people as customers")
    parser.add_argument("--presidio-python", type=Path, metavar="PYTHON", help="compare with Presidio, run by it")
    asked = parser.parse_args()
    if asked.misses and asked.split != "open":
        parser.error("what fails is looked at in the open split alone")
    templates, values = _SPLITS[asked.split]
    given = list(documents(templates, asked.documents, SEED, values))
    if asked.rules:
        searching.judge_people = lambda rest, people: iter(people)
    answers, spent = ours(given)
    speed = measure(given, answers, spent)
    if asked.misses:
        show_misses(given, answers, asked.misses)
    if asked.known:
        answers, spent = with_known(given)
        for begin, who in enumerate(("known customers", "the others")):
            print(f"\nWith exact match: {who}")
            measure(given[begin::2], answers[begin::2], spent / 2)
    for tuned in (False, True) if asked.presidio_python else ():
        print(f"\nPresidio, {'with the recognisers of India' if tuned else 'as it comes'}")
        told = presidio_findings(asked.presidio_python, [document.text for document in given], tuned=tuned)
        print(f"ours is {speed / measure(given, *told):,.0f} times as fast")


if __name__ == "__main__":
    main()
