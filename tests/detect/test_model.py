"""The small model finds names and addresses that no list knows; its weights come from what the repository holds."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest
from tools.name_data import LISTED
from tools.name_making import ORDINARY_WORDS, sentences
from tools.name_templates import TEMPLATES
from tools.train_names import WEIGHTS, inputs_digest, train, written

from benchmarks.scan import SEED, WILD, Document, documents, is_covered, is_unseen, meets
from benchmarks.scan_templates import HELD, OPEN
from benchmarks.scan_wild_values import ADDRESSES, PEOPLE, WILD_VALUES
from orderveil.detect.findings import NOTHING_KNOWN, Finding, Where, scan
from orderveil.detect.freetext import find_personal_data
from orderveil.detect.model.finding import find_by_model
from orderveil.detect.model.weights import weighed
from orderveil.detect.profiles import AMONG_GOODS
from orderveil.detect.reading import read
from orderveil.scan.finding import type_of

_LARGEST_BYTES = 100_000
_LEAST_PART = 12  # characters of a template between slots that two sentences may share by chance


def told(text: str) -> set[tuple[str, str]]:
    return {(type_of(found), text[found.start : found.end]) for found in find_personal_data(text)}


def by_model(text: str) -> list[Finding]:
    return list(find_by_model(scan(read(text), Where.NOTE, NOTHING_KNOWN), ()))


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


def test_the_model_overrules_no_name_that_a_rule_found() -> None:
    for document in documents(OPEN, 200, SEED):
        rules = find_personal_data(document.text)
        again = list(find_by_model(scan(read(document.text), Where.NOTE, NOTHING_KNOWN), rules))
        assert all(
            found.end <= rule.start or rule.end <= found.start or type_of(found) == "ADDRESS"
            for found in again
            for rule in rules
        )


def test_the_door_of_inventory_does_not_ask_the_model() -> None:
    assert not AMONG_GOODS.asks_model


def _answers(templates: list[str], count: int) -> list[tuple[Document, list[Finding]]]:
    values = {"values": WILD_VALUES} if templates is WILD else {}
    return [(d, find_personal_data(d.text)) for d in documents(templates, count, SEED, **values)]


def test_names_of_no_list_are_found_where_templates_are_known_to_nobody() -> None:
    names = [
        any(meets(finding, label) for finding in found)
        for document, found in _answers(HELD, 700)
        for label in document.labels
        if label[2] == "NAME" and is_unseen(document.text[label[0] : label[1]])
    ]

    assert sum(names) >= 0.85 * len(names) > 0


def test_on_the_harder_documents_most_is_covered() -> None:
    covered = [
        is_covered(found, label) for document, found in _answers(WILD, 700) for label in document.labels
    ]

    assert sum(covered) >= 0.6 * len(covered)


def test_no_text_makes_the_model_fail_and_every_finding_lies_inside() -> None:
    chance = random.Random(11)
    alphabet = "0123456789 +-@./:#,\n<>&%;()Asha devi Flat Road pin Zo ரா र्१三\u200b\ud800\U0001d7d8İß'’_"
    for _ in range(1_000):
        text = "".join(chance.choices(alphabet, k=chance.randint(0, 120)))
        assert all(0 <= found.start < found.end <= len(text) for found in by_model(text))


@pytest.mark.parametrize("piece", ["Asha ", "Zorb Quil ", "flat 1, ", "\n\n\n\n x ", "ரா ", "a.", "A. "])
def test_repetition_takes_the_model_no_more_than_linear_time(piece: str) -> None:
    by_model(piece * (16_384 // len(piece)))


def test_words_are_held_in_memory_within_bounds() -> None:
    assert weighed.cache_info().maxsize is not None


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
    """A word counts by itself only where it is ordinary: rarer names have no weight of their own."""
    features = json.loads(gzip.decompress(WEIGHTS.read_bytes()))["weights"]
    own = {feature[2:] for feature in features if feature.startswith("0w")}

    assert own.isdisjoint(LISTED - ORDINARY_WORDS)


def test_training_knows_nothing_of_what_measures_it() -> None:
    held = {line.partition("|")[2] for line in (*HELD, *WILD)}
    assert held.isdisjoint(line.partition("|")[2] for line in TEMPLATES)

    text = " ".join(made for made, _ in sentences(3_000, random.Random(5))).lower()
    streets = {part for listed in ADDRESSES.values() for part in listed.lower().split("|") if len(part) > _LEAST_PART}
    assert not [street for street in streets if street in text]


def test_most_names_of_the_harder_documents_are_in_no_list() -> None:
    names = [part.replace("_", " ") for listed in PEOPLE.values() for part in listed.split() if part != "/"]

    assert sum(map(is_unseen, names)) >= 0.5 * len(names)
