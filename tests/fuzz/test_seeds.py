"""No input makes a reader fail: the seeds of the fuzzer, cut, turned and repeated in every format, in seconds."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from orderveil.core.errors import RelayError
from orderveil.scan.reading import FAILED, READERS, pieces_of
from orderveil.scan.searching import Search

SEEDS = sorted((Path(__file__).parent / "seeds").iterdir())
PACKED = ("bzip2", "docx", "eml", "gzip", "ods", "tar", "xz", "zip")
FORMATS = (*sorted(READERS), *PACKED)


def survives(raw: bytes, form: str | None) -> None:
    """Read and search; whatever is raised must be a refusal."""
    unread: list[RelayError] = []
    try:
        for found in Search(least=0).through(pieces_of(io.BytesIO(raw), "given", form), unread):
            assert 0 <= found.start < found.end
    except RelayError as error:
        unread.append(error)
    assert all(error.message != FAILED for error in unread)


@pytest.mark.parametrize("form", [*FORMATS, None])
@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
def test_every_seed_in_every_format(seed: Path, form: str | None) -> None:
    survives(seed.read_bytes(), form)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
def test_seeds_that_are_cut_turned_and_repeated(seed: Path) -> None:
    whole = seed.read_bytes()
    chance = random.Random(seed.name)
    for _ in range(25):
        raw = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            raw[chance.randrange(len(raw))] = chance.choice((0, 0x0A, 0x22, 0x7F, 0x80, 0xFF))
        survives(bytes(raw[: chance.randint(1, len(raw))]), None)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(some.binary(max_size=400), some.sampled_from(FORMATS))
def test_bytes_of_any_kind(raw: bytes, form: str) -> None:
    survives(raw, form)


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        (b"[" * 100_000, "json"),
        (b'{"a":' * 100_000, "ndjson"),
        (b'{"a": 1' + b"0" * 100_000 + b"}", "json"),
        (b"," * 100_000, "csv"),
        (b"<!DOCTYPE a [<!ENTITY b '&a;&a;'>]>" + b"&b;" * 10_000, "html"),
        (b"<" * 100_000, "html"),
        (b"Subject: " + b"=?utf-8?q?=39?=" * 5_000 + b"\n\nx", "eml"),
        (b"To: undisclosed: a@mail.example, (;\n\n", "eml"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 5_000, "eml"),
        (b"\xed\xa0\x80\x00\xff\xfe", "text"),
    ],
)
def test_input_that_is_made_to_hurt(raw: bytes, form: str) -> None:
    survives(raw, form)
