"""Trains the small model of names and addresses: `python -m tools.train_names [--check]`.

From sentences made of name_templates and name_data by a fixed seed, and from nothing else: no text
that anybody wrote to a shop, no downloaded weights. Conditional random field by CRFsuite (L-BFGS),
whose weights are rounded and written to detect/model/names.json with the digest of all that went in.
`--check` says whether the file belongs to these inputs. See docs/spec/name-model.md.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pycrfsuite  # type: ignore[import-untyped]

from orderveil.detect.findings import NOTHING_KNOWN, SURE, Kind, Where, scan
from orderveil.detect.model.features import BLANK, TOKEN, Word, about, features, is_sign, mark_of, word
from orderveil.detect.model.layout import EDGE_GAP, gap, lines_of, manner_of
from orderveil.detect.reading import Readable
from orderveil.detect.searching import resolve
from orderveil.detect.textnames import find_people
from orderveil.detect.textplaces import find_places
from tools.name_data import LISTED
from tools.name_making import Sentence, sentences
from tools.name_texts import FILES
from tools.name_vocabulary import ORDINARY_WORDS

ROOT = Path(__file__).resolve().parent.parent
WORDLISTS = tuple(
    sorted(
        path.relative_to(ROOT).as_posix()
        for path in ROOT.glob("src/orderveil/detect/wordlists/**/*")
        if path.suffix in (".py", ".txt")
    )
)
SEED = 3_141
SENTENCES = 130_000
WEIGHTS = ROOT / "src/orderveil/detect/model/names.json.gz"
LABELS = "ONPAB"
_LETTERS = {Kind.NAME: "N", Kind.ADDRESS: "A"}
_SCALE = 10
_LEAST, _MOST = 2, 60_000  # of a weight, in tenths; and how many of them
_INPUTS = (
    "tools/train_names.py", "tools/name_making.py", "tools/name_templates.py", "tools/name_data.py",
    "tools/name_people.py", "tools/name_vocabulary.py", "tools/name_texts.py", "tools/name_places.py",
    "tools/name_letters.py", *FILES, *WORDLISTS,
    "src/orderveil/detect/model/features.py", "src/orderveil/detect/model/layout.py", "src/orderveil/detect/indic.py",
    "src/orderveil/detect/textnames.py", "src/orderveil/detect/textplaces.py", "src/orderveil/detect/textwords.py",
    "src/orderveil/detect/namedoubts.py", "src/orderveil/detect/foreignnames.py", "src/orderveil/detect/folding.py",
)  # fmt: skip
_SETTINGS = {"c1": 0.12, "c2": 0.02, "max_iterations": 120, "feature.minfreq": 5, "feature.possible_transitions": 1}
_UNLISTED, _UNKNOWN_PLACE = 0.55, 0.4
# Which share of a text's ordinary words is hidden, and how often.
_UNKNOWN = ((0.15, 0.4, 0.9), (0.55, 0.3, 0.15))


def inputs_digest() -> str:
    """Return the digest of everything that the weights come from: scripts, tables, seed and settings."""
    digest = hashlib.sha256(json.dumps([SEED, SENTENCES, _SETTINGS, version("python-crfsuite")]).encode())
    for name in _INPUTS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def seen_as(text: str, label: str, chance: random.Random, manner: str, unknown: float) -> Word:
    """Return a word as training shows it: lists know too many names and too few words, so some are hidden.

    `unknown` is the share of its text's ordinary words that no list is to know.
    """
    seen = word(text, manner)
    if is_sign(text):  # one sign names nobody
        return seen
    if label in "NP":
        if chance.random() < _UNLISTED:
            seen = seen._replace(kind="".join(kind for kind in seen.kind if kind not in "gf"))
        return seen if seen.low in ORDINARY_WORDS else seen._replace(low="")
    if seen.low in LISTED and seen.low not in ORDINARY_WORDS:  # in the name of a firm or a street
        return seen._replace(low="")
    if seen.low[0].isalpha() and chance.random() < (unknown if label == "O" else _UNKNOWN_PLACE):
        seen = seen._replace(low="", kind="" if label == "O" else seen.kind)
    return seen


def marks_of(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return what the rules say of each word."""
    given = scan(Readable(text), Where.NOTE, NOTHING_KNOWN)
    marks = [""] * len(spans)
    for found in resolve([*find_people(given), *find_places(given)]):
        within = [at for at, (start, end) in enumerate(spans) if end > found.start and start < found.end]
        for at in within if found.type in _LETTERS and found.score >= SURE else ():
            marks[at] = marks[at] or mark_of(_LETTERS[found.type], found.score, first=at == within[0])
    return marks


def labelled(spans: Sequence[tuple[int, int]], marked: Sequence[tuple[int, int, str]]) -> list[str]:
    """Return the label of each word: the first of a name or an address, or a further one."""
    labels: list[str] = []
    last = None
    for begin, end in spans:
        mark = next((mark for mark in marked if mark[0] < end and begin < mark[1]), None)
        labels.append("O" if mark is None else mark[2] if mark is not last else {"N": "P", "A": "B"}[mark[2]])
        last = mark
    return labels


def examples(made: Iterator[Sentence], chance: random.Random) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Yield the features and labels of each sentence."""
    for text, marked in made:
        spans = [found.span() for found in TOKEN.finditer(text)]
        if not spans:
            continue
        labels = labelled(spans, marked)
        told = [text[a:b] if text[a] != "\n" else BLANK for a, b in spans]
        manner = manner_of(told)
        unknown = chance.choices(*_UNKNOWN)[0]
        words = [seen_as(each, label, chance, manner, unknown) for each, label in zip(told, labels, strict=True)]
        ends = [0, *(b for _, b in spans)]
        gaps = [EDGE_GAP, *(gap(text[ends[at] : a]) for at, (a, _) in enumerate(spans) if at), EDGE_GAP]
        rules = marks_of(text, spans)
        lines = lines_of([seen.shape for seen in words], gaps) or [[]] * len(words)
        all_told = about(words)
        yield [features(words, gaps, rules, at, all_told) + lines[at] for at in range(len(words))], labels


def train(count: int, seed: int, model: Path) -> dict[str, Any]:
    """Return the weights learned from `count` sentences: of features for N and A over O, and of steps."""
    chance = random.Random(seed)  # noqa: S311  # invents sentences, and must do so alike each time
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_SETTINGS)
    for told, labels in examples(sentences(count, chance), chance):
        trainer.append(told, labels)
    trainer.train(str(model))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    learned = tagger.info()
    tagger.close()
    weights: dict[str, dict[str, float]] = {}
    for (feature, label), weight in learned.state_features.items():
        weights.setdefault(feature, {})[label] = weight
    rounded = {
        feature: [round(_SCALE * (of.get(label, 0) - of.get("O", 0))) for label in LABELS[1:]]
        for feature, of in weights.items()
    }
    kept = (feature for feature, of in rounded.items() if _strength(of) >= _LEAST)
    strong = sorted(kept, key=lambda feature: (-_strength(rounded[feature]), feature))
    steps = {a + b: round(_SCALE * learned.transitions.get((a, b), -9.0)) for a in LABELS for b in LABELS}
    return {"steps": steps, "weights": {feature: rounded[feature] for feature in sorted(strong[:_MOST])}}


def _strength(weights: list[int]) -> int:
    return max(map(abs, weights))


def written(learned: dict[str, Any], digest: str) -> str:
    """Return the file of weights: one feature a line, so that a change of them can be read."""
    head = json.dumps({"made_from": digest, "steps": learned["steps"]}, ensure_ascii=False)[:-1]
    lines = (
        f"{json.dumps(feature, ensure_ascii=False)}:{json.dumps(of, separators=(',', ':'))}"
        for feature, of in learned["weights"].items()
    )
    return head + ', "weights": {\n' + ",\n".join(lines) + "\n}}\n"


def main() -> int:
    """Train and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="train nothing; fail if the inputs have changed since")
    if parser.parse_args().check:
        return int(json.loads(gzip.decompress(WEIGHTS.read_bytes()))["made_from"] != inputs_digest())
    with tempfile.TemporaryDirectory() as folder:
        learned = train(SENTENCES, SEED, Path(folder) / "names.crf")
    WEIGHTS.write_bytes(gzip.compress(written(learned, inputs_digest()).encode(), mtime=0))
    print(f"{len(learned['weights']):,} features, {WEIGHTS.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
