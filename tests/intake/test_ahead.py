"""A large file is read in another process: the same records, the same errors, nothing left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderveil.core.errors import Malformed, RelayError
from orderveil.intake.ahead import read_ahead
from orderveil.intake.orderfile import read_orders
from orderveil.intake.reading import DEFAULT_LIMITS
from tests.intake.samples import encoded, shopify

_LIMITS = DEFAULT_LIMITS


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.ndjson"
    lines = [encoded(shopify(id=1_000 + number, name=f"#{number}")) for number in range(1_200)]
    lines[700] = b'{"id": NaN}'
    path.write_bytes(b"\n".join(lines))
    return path


def _ahead(path: Path, skip: int = 0) -> Iterator[object]:
    return read_ahead("shopify", path, mapping=None, limits=_LIMITS, skip=skip)


def test_records_read_ahead_are_the_records(orders: Path) -> None:
    assert list(_ahead(orders)) == list(read_orders("shopify", orders))


def test_what_was_read_before_is_skipped(orders: Path) -> None:
    assert list(_ahead(orders, 1_100)) == list(read_orders("shopify", orders))[1_100:]


def test_an_error_of_the_reader_is_raised_here(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Name,Email\n#1,a@mail.example\n")

    with pytest.raises(RelayError) as there:
        list(read_orders("woocommerce", path))
    with pytest.raises(RelayError) as here:
        list(read_ahead("woocommerce", path, mapping=None, limits=_LIMITS, skip=0))

    assert (here.value.reason, here.value.place) == (there.value.reason, there.value.place)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises((OSError, Malformed)):
        list(_ahead(tmp_path / "none.ndjson"))


def test_a_reader_that_is_left_in_the_middle_ends(orders: Path) -> None:
    before = _children()
    records = _ahead(orders)
    next(iter(records))
    assert _children() != before
    records.close()  # type: ignore[attr-defined]

    assert _children() == before


def _children() -> str:
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text()
