"""The small model finds names and addresses that no list knows; its weights come from what the repository holds."""

from __future__ import annotations

import gzip
import itertools
import json
import random
import re
from pathlib import Path

import pytest
from tools.name_data import LISTED
from tools.name_making import sentences
from tools.name_templates import TEMPLATES
from tools.name_texts import ABROAD, NAMING, NOBODY
from tools.name_vocabulary import ORDINARY_WORDS
from tools.train_names import WEIGHTS, inputs_digest, train, written

from benchmarks.scan import SEED, WILD, Document, documents, is_covered, is_unseen, meets
from benchmarks.scan_blind import BLIND
from benchmarks.scan_far import FAR
from benchmarks.scan_far_values import FAR_ADDRESSES, FAR_PEOPLE, FAR_VALUES
from benchmarks.scan_templates import HELD, OPEN
from benchmarks.scan_wild_values import ADDRESSES, PEOPLE, WILD_VALUES
from orderveil.detect.findings import NOTHING_KNOWN, Finding, Kind, Scanned, Where, scan
from orderveil.detect.freetext import find_personal_data
from orderveil.detect.model import weighing
from orderveil.detect.model.decoding import margin, runs_of
from orderveil.detect.model.features import TOKEN, about, features, is_sign, mark_of, word
from orderveil.detect.model.finding import judge_people
from orderveil.detect.model.layout import EDGE_GAP, gap, lines_of, manner_of
from orderveil.detect.model.weighing import Text
from orderveil.detect.model.weights import HALF, IN_COMPANY, LABELS, RAISED, STEPS, WEIGHED, Keeping, packed, unpacked
from orderveil.detect.model.weights import WEIGHTS as LEARNED
from orderveil.detect.profiles import AMONG_GOODS
from orderveil.detect.reading import read
from orderveil.detect.textnames import find_people
from orderveil.detect.textplaces import find_places
from orderveil.scan.finding import type_of

_LARGEST_BYTES = 400_000
_LEAST_PART = 12  # characters of a template between slots that two sentences may share by chance
EVEN = packed([HALF] * 4)  # what nothing speaks for or against
_ROW = 4  # words in a row that training and what measures it may not share
_WORD = re.compile(r"[^\W\d_]+")


def told(text: str) -> set[tuple[str, str]]:
    return {(type_of(found), text[found.start : found.end]) for found in find_personal_data(text)}


def scanned(text: str) -> Scanned:
    return scan(read(text), Where.NOTE, NOTHING_KNOWN)


def by_model(text: str) -> list[Finding]:
    return list(judge_people(scanned(text), ()))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("el paquete lo dejaron con Itzel Barrientos ayer", "NAME", "Itzel Barrientos"),
        ("customer_name: Ondrej Havel, phone unknown", "NAME", "Ondrej Havel"),
        ("yahan: 22/1 Shanti Kunj, Lanka, Varanasi 221005", "ADDRESS", "22/1 Shanti Kunj, Lanka, Varanasi 221005"),
        ("liegt bereit, Am Sonnenhang 4, 34117 Kassel", "ADDRESS", "Am Sonnenhang 4, 34117 Kassel"),
    ],
)
def test_what_no_rule_finds_the_model_finds(text: str, kind: str, value: str) -> None:
    assert (kind, value) in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Silk And Cotton Sarees At Flat Fifty Off This Weekend",
        "Print JSON, and end with 1 when something failed",
        "Delivered To Your Neighbour Today",
        "asha_40mail.example",
        "13 to 19 digits, AWBs, IMEIs, EANs",
    ],
)
def test_the_model_leaves_alone_what_names_nobody(text: str) -> None:
    assert by_model(text) == []


def test_what_rules_are_sure_of_stays_whole() -> None:
    for document in documents(OPEN, 200, SEED):
        given = scanned(document.text)
        rules = [found for found in (*find_people(given), *find_places(given)) if found.score >= 0.9]
        kept = list(judge_people(given, rules))

        assert all(any(k.type is r.type and k.start <= r.start and k.end >= r.end for k in kept) for r in rules)


def test_what_rules_only_suppose_goes_where_the_model_speaks_against_it() -> None:
    text = "Amul Gold and Kiran Oil 1 l packs are back in Surat"
    given = scanned(text)
    supposed = given.finding(Kind.NAME, (14, 23), 0.7, "a given name before another word in capitals")

    assert list(judge_people(given, [supposed])) == []


def test_the_door_of_inventory_does_not_ask_the_model() -> None:
    assert not AMONG_GOODS.asks_model


def _answers(split: str, count: int) -> list[tuple[Document, list[Finding]]]:
    templates, values = {"held": (HELD, {}), "wild": (WILD, WILD_VALUES), "far": (FAR, FAR_VALUES)}[split]
    made = documents(templates, count, SEED, values=values) if values else documents(templates, count, SEED)
    return [(document, find_personal_data(document.text)) for document in made]


@pytest.mark.parametrize(("split", "least"), [("held", 0.75), ("wild", 0.68), ("far", 0.78)])
def test_names_of_no_list_are_found(split: str, least: float) -> None:
    names = [
        any(meets(finding, label) for finding in found)
        for document, found in _answers(split, 700)
        for label in document.labels
        if label[2] == "NAME" and is_unseen(document.text[label[0] : label[1]])
    ]

    assert sum(names) >= least * len(names) > 0


@pytest.mark.parametrize(("split", "least"), [("held", 0.97), ("wild", 0.84), ("far", 0.88)])
def test_most_is_covered_where_templates_are_known_to_nobody(split: str, least: float) -> None:
    covered = [is_covered(found, label) for document, found in _answers(split, 700) for label in document.labels]

    assert sum(covered) >= least * len(covered)


@pytest.mark.parametrize(("split", "most"), [("held", 0.03), ("wild", 0.05)])
def test_little_is_found_where_nobody_is(split: str, most: float) -> None:
    alarms = [bool(found) for document, found in _answers(split, 1_000) if not document.labels]

    assert sum(alarms) <= most * len(alarms)


def test_no_text_makes_the_model_fail_and_every_finding_lies_inside() -> None:
    chance = random.Random(11)
    alphabet = "0123456789 +-@./:#,\n<>&%;()Asha devi Flat Road pin Zo ரா र्१三\u200b\ud800\U0001d7d8İß'’_"
    for _ in range(1_000):
        text = "".join(chance.choices(alphabet, k=chance.randint(0, 120)))
        assert all(0 <= found.start < found.end <= len(text) for found in by_model(text))


@pytest.mark.parametrize("piece", ["Asha ", "Zorb Quil ", "flat 1, ", "\n\n\n\n x ", "ரா ", "a.", "A. "])
def test_repetition_takes_the_model_no_more_than_linear_time(piece: str) -> None:
    by_model(piece * (16_384 // len(piece)))


def test_words_of_ascii_are_the_same_in_either_way() -> None:
    chance = random.Random(12)
    for _ in range(2_000):
        text = "".join(chance.choices("\n\n ab C1'_-.,@\x7f\x00", k=chance.randint(0, 30)))
        words = [found.group() for found in TOKEN.finditer(text)]

        assert weighing._PARTED_ASCII.split(text)[1::2] == weighing._PARTED.split(text)[1::2] == words, repr(text)


def test_words_are_held_in_memory_within_bounds() -> None:
    held = Keeping(str.upper, most=3)
    for text in ("a", "b", "c", "d", "e"):
        assert held[text] == text.upper()
        assert len(held) <= 3
    long = "x" * (Keeping.LONGEST + 1)

    assert held[long] == long.upper()
    assert long not in held
    assert all(words.most for words in WEIGHED.values())


def test_the_finder_weighs_what_the_trainer_saw() -> None:
    """What is kept summed up for speed says the same as the features one by one."""
    for text, _ in sentences(150, random.Random(3)):
        given = scanned(text)
        rules = [found for found in find_people(given) if found.score >= 0.6]
        spans = [found.span() for found in TOKEN.finditer(given.text)]
        if not spans:
            continue
        seen = Text(given, rules)
        ends = [0, *(b for _, b in spans)]
        gaps = [EDGE_GAP, *(gap(given.text[ends[at] : a]) for at, (a, _) in enumerate(spans) if at), EDGE_GAP]
        told = [given.text[a:b] for a, b in spans]
        words = [word(each, manner_of(told)) for each in told]
        marks = [""] * len(spans)
        for rule, first, end in seen.places:
            for at in range(first, end):
                marks[at] = marks[at] or mark_of("N", rule.score, first=at == first)
        lines = lines_of([each.shape for each in words], gaps) or [[]] * len(words)
        company = IN_COMPANY if any(each.shape == "_" for each in words) else 0
        assert [seen.span(at, at) for at in range(len(spans))] == spans
        for at, whole in enumerate(seen.weigh(0, len(spans) - 1)):
            told = features(words, gaps, marks, at, about(words)) + lines[at]
            slow = sum(LEARNED.get(feature, 0) for feature in told)
            assert unpacked(whole) == unpacked(slow + company + RAISED), text


def test_findings_are_laid_on_the_words_that_they_touch() -> None:
    chance = random.Random(13)
    for _ in range(300):
        text = "".join(chance.choices(["Asha", "x", " ", ", ", "-", "é", "三", "\n\n\n\n"], k=chance.randint(1, 12)))
        given = scanned(text)
        start = chance.randrange(len(text))
        end = chance.randint(start + 1, len(text))
        spans = [found.span() for found in TOKEN.finditer(given.text)]
        touched = [at for at, (a, b) in enumerate(spans) if a < end and start < b]
        ((_, first, last),) = Text(given, [given.finding(Kind.POSTCODE, (start, end), 0.8, "")]).places

        assert list(range(first, last)) == touched, (text, start, end)


_Row = list[tuple[int, int, int, int]]


def _worth(row: str, scores: _Row) -> int:
    own = sum(scores[at][LABELS.index(label) - 1] for at, label in enumerate(row) if label != "O")
    return own + sum(STEPS[a + b] for a, b in itertools.pairwise(row))


def _chance_scores(chance: random.Random, count: int, least: int, most: int) -> _Row:
    def one() -> int:
        return chance.randint(least, most)

    return [(one(), one(), one(), one()) for _ in range(count)]


def test_the_likeliest_labels_are_those_of_every_row_tried() -> None:
    chance = random.Random(2)
    allowed = {(a, b) for a in LABELS for b in LABELS if (b != "P" or a in "NP") and (b != "B" or a in "AB")}
    for _ in range(400):
        scores = _chance_scores(chance, chance.randint(1, 4), -110, chance.choice((30, 90, 300)))
        rows = ("".join(row) for row in itertools.product(LABELS, repeat=len(scores)))
        legal = (row for row in rows if row[0] not in "PB" and set(itertools.pairwise(row)) <= allowed)
        found = ["O"] * len(scores)
        for letter, first, last in runs_of([packed(of) + EVEN for of in scores], 0):
            found[first : last + 1] = letter + {"N": "P", "A": "B"}[letter] * (last - first)

        assert _worth("".join(found), scores) == max(_worth(row, scores) for row in legal)


def test_the_margin_is_what_a_name_or_an_address_is_worth_over_neither() -> None:
    chance = random.Random(4)
    for letter, inside in ("NP", "AB"):
        for further in range(4):
            scores = _chance_scores(chance, further + 1, -110, 90)
            wholes = [packed(of) + EVEN for of in scores]
            padded = [(0, 0, 0, 0), *scores, (0, 0, 0, 0)]
            over = _worth(f"O{letter}{inside * further}O", padded) - _worth("O" * len(padded), padded)

            assert margin(wholes, letter) == over


# ---- where the weights come from


def test_the_weights_belong_to_the_scripts_and_tables_of_the_repository() -> None:
    """Whoever changes a list of names or the script trains anew: `python -m tools.train_names`."""
    assert json.loads(gzip.decompress(WEIGHTS.read_bytes()))["made_from"] == inputs_digest()


def test_the_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size <= _LARGEST_BYTES


def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    once, twice = (written(train(400, 5, tmp_path / name), "x") for name in ("a.crf", "b.crf"))

    assert once == twice
    assert len(json.loads(once)["weights"]) > 0


def test_the_weights_hold_nobody_whom_only_training_knows() -> None:
    """A word counts by itself only where it is ordinary: rarer names have no weight of their own; single signs may."""
    features = json.loads(gzip.decompress(WEIGHTS.read_bytes()))["weights"]
    own = {feature[2:] for feature in features if feature.startswith("0w")}

    assert own.isdisjoint({word for word in LISTED if not is_sign(word)} - ORDINARY_WORDS)


def _rows(text: str) -> set[tuple[str, ...]]:
    words = [word.lower() for word in _WORD.findall(text)]
    return {tuple(words[at : at + _ROW]) for at in range(len(words) - _ROW + 1)}


def test_training_knows_nothing_of_what_measures_it() -> None:
    held = {line.partition("|")[2] for line in (*HELD, *WILD, *FAR, *BLIND)}
    learned = [*(line.partition("|")[2] for line in TEMPLATES), *NAMING, *NOBODY, *(text for _, text in ABROAD)]
    assert held.isdisjoint(learned)

    text = " ".join(made for made, _ in sentences(3_000, random.Random(5))).lower()
    places = (*ADDRESSES.values(), *FAR_ADDRESSES.values())
    streets = {part for listed in places for part in listed.lower().split("|") if len(part) > _LEAST_PART}
    assert not [street for street in streets if street in text]


def test_training_shares_no_row_of_words_with_the_documents_set_aside() -> None:
    """In the languages that spaces part; some rows anybody would write."""
    anybodys = ("my name is and i live at", "where is my order", "y mi dirección es", "new delivery address is")
    usual = {row for part in anybodys for row in _rows(part)}
    learned = {row for made, _ in sentences(20_000, random.Random(9)) for row in _rows(made)}
    aside = (line.partition("|")[2] for line in (*FAR, *BLIND))
    parts = (part for line in aside for part in re.split(r"\{#?\w+\}", line) if part.isascii())

    assert sorted({row for part in parts for row in _rows(part)} & learned - usual) == []


@pytest.mark.parametrize("people", [PEOPLE, FAR_PEOPLE], ids=["wild", "far"])
def test_many_names_of_the_harder_documents_are_in_no_list(people: dict[str, str]) -> None:
    names = [part.replace("_", " ") for listed in people.values() for part in listed.split() if part != "/"]

    assert sum(map(is_unseen, names)) >= 0.35 * len(names)
