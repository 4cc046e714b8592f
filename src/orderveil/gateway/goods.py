"""The shop's own lists of goods: what the inventory's door need not search for buyer data.

One file per shop, `goods/SHOP.csv` in the home, with a header of `sku`, `gtin` and `code` in any
order. It is the operator's, not the sender's: whoever sends lines could otherwise declare a phone
number to be goods.
"""

from __future__ import annotations

import csv
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from orderveil.core.errors import BadConfiguration
from orderveil.detect.buyer import NOTHING_KNOWN, KnownGoods

_LOOK_SECONDS = 5.0
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_COLUMNS = frozenset({"code", "gtin", "sku"})


@dataclass(frozen=True, slots=True)
class _Held:
    looked: float
    stamp: tuple[int, int]  # time of change and size
    known: KnownGoods


class Goods:
    """Lists of goods, read again when their file has changed. Safe between threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, _Held] = {}
        self._lock = threading.Lock()

    def of(self, shop: str) -> KnownGoods:
        """Return what the shop knows to be goods. Raises BadConfiguration where its file cannot be read."""
        if _FILE_NAME.fullmatch(shop) is None:
            return NOTHING_KNOWN
        with self._lock:
            held = self._held.get(shop)
            now = time.monotonic()
            if held is not None and now - held.looked < _LOOK_SECONDS:
                return held.known
            path = self._folder / f"{shop}.csv"
            try:
                about = path.stat()
            except OSError:
                self._held[shop] = _Held(now, (0, 0), NOTHING_KNOWN)
                return NOTHING_KNOWN
            stamp = (about.st_mtime_ns, about.st_size)
            known = held.known if held is not None and held.stamp == stamp else read_goods(path)
            self._held[shop] = _Held(now, stamp, known)
            return known


def read_goods(path: Path) -> KnownGoods:
    """Return the goods in a file. Raises BadConfiguration naming the file."""
    found: dict[str, set[str]] = {name: set() for name in _COLUMNS}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            unknown = set(rows.fieldnames or ()) - _COLUMNS
            if unknown or not rows.fieldnames:
                raise BadConfiguration("its header is of sku, gtin and code", place=f"goods/{path.name}:1")
            for row in rows:
                for name in _COLUMNS & row.keys():
                    if row[name]:
                        found[name].add(row[name].strip())
    except (OSError, UnicodeDecodeError, csv.Error):
        raise BadConfiguration("it cannot be read as CSV in UTF-8", place=f"goods/{path.name}") from None
    return KnownGoods(frozenset(found["sku"]), frozenset(found["gtin"]), frozenset(found["code"]))
