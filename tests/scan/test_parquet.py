"""Parquet is read by records and paths; what is no text is told as people would type it."""

from __future__ import annotations

import datetime
import io
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orderveil.core.errors import Malformed, RelayError, TooLarge
from orderveil.scan.columns.chunk import Chunk
from orderveil.scan.finding import Found
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search

PHONE = "9999912345"


def file_of(columns: dict[str, object], **options: object) -> bytes:
    raw = io.BytesIO()
    pq.write_table(pa.table(columns), raw, **options)  # type: ignore[arg-type]
    return raw.getvalue()


def found_in(raw: bytes) -> list[Found]:
    return list(Search().through(pieces_of(io.BytesIO(raw), "t.parquet")))


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["x", None, PHONE]),
        pa.array(["x", None, PHONE], pa.large_string()),
        pa.array(["x", None, PHONE]).dictionary_encode(),
        pa.array([b"x", b"\xff\xfe", PHONE.encode()]),
        pa.array([1, None, int(PHONE)]),
        pa.array([0.5, float("nan"), float(PHONE)]),
        pa.array([None, None, int(PHONE)], pa.decimal128(20, 0)),
    ],
    ids=["text", "large", "dictionary", "bytes", "integer", "float", "decimal"],
)
def test_a_phone_is_found_whatever_type_a_column_has(column: pa.Array) -> None:
    (found,) = found_in(file_of({"mobile": column}))

    assert (found.type, found.value) == ("PHONE", PHONE)
    assert (found.place.record, found.place.row, found.place.column) == (2, None, "mobile")


def test_nested_values_are_told_by_their_paths() -> None:
    raw = file_of(
        {
            "buyer": [{"phone": PHONE, "tags": ["a", "asha@mail.example"]}, None, {"phone": None, "tags": ["b"]}],
            "notes": [["x"] * 20 + ["call 99999 00012"], [], None],
            "extra": pa.array([[("phone", "9999900001")], [], None], pa.map_(pa.string(), pa.string())),
            "at": [datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)] * 3,
        }
    )

    found = {(f.place.column, f.type, f.value, f.place.record) for f in found_in(raw)}

    assert found == {
        ("buyer.phone", "PHONE", PHONE, 0),
        ("buyer.tags[1]", "EMAIL", "asha@mail.example", 0),
        ("notes[20]", "PHONE", "99999 00012", 0),
        ("extra[0].phone", "PHONE", "9999900001", 0),
    }


def test_records_count_on_over_groups_of_rows() -> None:
    raw = file_of({"mobile": [f"99999{number:05}" for number in range(20_000)]}, row_group_size=9_000)

    assert [f.place.record for f in found_in(raw)] == list(range(20_000))


def test_a_file_is_read_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(file_of({"mobile": [PHONE]}))

    with (tmp_path / "t.parquet").open("rb") as raw:
        assert [f.value for f in Search().through(pieces_of(raw, "t.parquet"))] == [PHONE]


def test_what_is_beyond_a_bound_is_refused() -> None:
    with pytest.raises(TooLarge):
        found_in(file_of({str(number): [1] for number in range(20_001)}))


def test_a_bomb_meets_the_bound_on_memory_of_its_own_process() -> None:
    raw = file_of({"a": pa.array(["x" * 200_000_000] * 4)}, compression="zstd", use_dictionary=False)
    assert len(raw) < 1_000_000

    with pytest.raises(TooLarge):
        found_in(raw)


def test_one_long_text_that_many_rows_share_is_not_laid_out_at_once() -> None:
    raw = file_of({"a": pa.array(["x" * 1_000_000] * 300).dictionary_encode()})

    chunks = [part for part in pieces_of(io.BytesIO(raw), "t.parquet") if isinstance(part, Chunk)]

    assert sum(map(len, chunks)) == 300
    assert max(chunk.columns[0].nbytes for chunk in chunks) < 40_000_000


def test_a_damaged_file_is_refused_and_never_crashes() -> None:
    raw = file_of({"mobile": [f"99999{number:05}" for number in range(200)], "c": [{"a": [1, 2]}] * 200})
    chance = random.Random(4)
    told: list[str] = []

    for _ in range(12):
        bad = bytearray(raw)
        for _ in range(chance.randint(1, 6)):
            bad[chance.randrange(4, len(bad))] = chance.randrange(256)
        try:
            found_in(bytes(bad[: chance.randint(8, len(bad))] if chance.random() < 0.3 else bad))
        except RelayError as error:
            told.append(str(error))

    assert told
    assert not any("99999" in one for one in told)


def test_what_is_no_parquet_is_malformed() -> None:
    with pytest.raises(Malformed):
        found_in(b"PAR1 and nothing more PAR1")
