"""Keys that can really be destroyed: one per order and retention class, in a store of their own.

Four levels: a root outside every database wraps bucket keys and named keys; a bucket's key wraps the
keys of about a thousand orders; each order has an independent random key per retention class; each
field is sealed under its class's key (core/sealing.py). Destroying a class destroys one row's key;
`purge` then makes every older copy of this store worthless for it (vault/keyring/rewrapping.py).

It must never hand a wrapped key to another store, never reuse a number, and never answer with a key
for an order that was destroyed. Nothing is cached here but bucket keys and named keys, bounded.

Numbers (`n`) ascend and are taken in the same transaction as the keys, so that a crash can lose a
number, never give it twice. They are handed out only after the keys are on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orderveil.core.errors import Erased, KeyMissing, Unavailable
from orderveil.core.fields import CLASSES, RetentionClass
from orderveil.vault.keyring.buckets import Buckets, take_places
from orderveil.vault.keyring.destroying import destroy_keys
from orderveil.vault.keyring.keyfile import KeyFile, notes, set_note
from orderveil.vault.keyring.marks import Marks
from orderveil.vault.keyring.namedkeys import NamedKeys
from orderveil.vault.keyring.orderkeys import KeyRow, OrderKeys, make_keys, open_keys
from orderveil.vault.keyring.rewrapping import PurgeReport, Rewrapping
from orderveil.vault.keyring.roots import Root, Step, Wrapped, no_step

__all__ = ["KeyStatus", "KeyStore", "OrderKeys", "PurgeReport"]

_COLUMNS = "n, bucket, floor, order_id, contact, delivery, tax, rest, unknown"
_CHUNK = 500
_DESTROY_CHUNK = 2000
_TRIES = 5
_SPARES = 32
_RECENT = 65_536
_CREATE_LIMIT = 16_384


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """What the key store holds, in counts."""

    numbered: int  # numbers given so far
    destroyed: int  # orders of which every key was destroyed
    buckets: int
    buckets_touched: int  # due for rewrapping: something was destroyed in them since
    spares: int
    named: int
    root: str  # the newest root's public name
    is_replacing: bool  # a root replacement was begun and not ended
    root_due: bool  # something was destroyed that old copies still open with this root


class KeyStore:
    """The vault's keys. Safe to use from many threads; one process at a time."""

    def __init__(self, path: Path, root: Root, *, spares: int = _SPARES, on_step: Step = no_step) -> None:
        self._file = KeyFile(path)
        self._root = root
        self._on_step = on_step
        self._buckets = Buckets(self._file, root, spares=spares)
        self._named = NamedKeys(self._file, root)
        self.marks = Marks(self._file)
        self._rewrapping = Rewrapping(self._file, root, self._buckets, on_step=on_step)

    # ---- orders

    def create(
        self, order_ids: Sequence[bytes], *, floors: Mapping[int, int] | None = None
    ) -> list[tuple[int, OrderKeys]]:
        """Number new orders and make their keys, all on disk in one commit when this returns.

        `order_ids` are 16 bytes each. `floors` raises the version floors of older orders on the way
        (see set_floors). Raises Unavailable when the disk, or a remote root that is needed, does not answer.

        K1  numbers, keys and floors stand in one transaction
        K2  it is on disk; only now does anybody learn a number or a key
        """
        if len(order_ids) > _CREATE_LIMIT:
            raise ValueError(f"at most {_CREATE_LIMIT} orders at once")
        for _ in range(_TRIES):
            ready = self._buckets.ready(len(order_ids))
            made: list[tuple[int, OrderKeys]] = []
            with self._file.writing() as tx:
                first = notes(tx)["next_n"]
                places = take_places(tx, ready, first, len(order_ids))
                if places is None:
                    continue
                rows: list[KeyRow] = []
                for place in places:
                    at = len(rows)
                    part = make_keys(place.wrapper, place.bucket, first + at, order_ids[at : at + place.count])
                    rows += part.rows
                    made += part.keys
                tx.executemany(f"INSERT INTO order_key ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
                set_note(tx, "next_n", first + len(order_ids))
                if floors:
                    tx.executemany(_RAISE_FLOOR, _floor_rows(floors))
                self._on_step("K1")
            self._on_step("K2")
            return made
        raise Unavailable("the key store is busy; try again", reason="keys:unavailable")

    def keys_of(self, n: int) -> OrderKeys:
        """Return one order's keys. Raises Erased, KeyMissing (an alarm), SealBroken or Unavailable."""
        with self._file.reading() as reader:
            row = reader.execute(_ONE, (n,)).fetchone()
        if row is None:
            raise KeyMissing("an order's keys are gone and no tombstone says that they were destroyed")
        if row[1] == 0:
            raise Erased("the order was erased")
        return self._open(row)

    def keys_of_many(self, ns: Sequence[int]) -> dict[int, OrderKeys | None]:
        """Return the keys of many orders; None where destroyed. A number that is absent is an alarm."""
        found: dict[int, OrderKeys | None] = {}
        for part in _chunks(ns, _CHUNK):
            with self._file.reading() as reader:
                rows = reader.execute(f"{_MANY} ({_marks(part)})", part).fetchall()
            for row in rows:
                found[row[0]] = None if row[1] == 0 else self._open(row)
        return found

    def _open(self, row: tuple[object, ...]) -> OrderKeys:
        key_row: KeyRow = row[:9]  # type: ignore[assignment]
        root, blob = row[9:11]
        wrapped = Wrapped(str(root), bytes(blob)) if isinstance(blob, bytes) else None
        return open_keys(self._buckets.wrapper(key_row[1], wrapped), key_row)

    def living(self, ns: Sequence[int]) -> dict[int, bytes]:
        """Return those of the numbers of which a key still lives, with their orders' ids (16 bytes). Opens none."""
        found: dict[int, bytes] = {}
        for part in _chunks(ns, _CHUNK):
            with self._file.reading() as reader:
                rows = reader.execute(
                    f"SELECT n, order_id FROM order_key WHERE n IN ({_marks(part)}) AND bucket <> 0", part
                )
                found.update((row[0], bytes(row[1])) for row in rows.fetchall())
        return found

    def living_numbers(self) -> Iterator[int]:
        """Yield every number of which a key still lives, ascending. Opens none."""
        with self._file.reading() as reader:
            for row in reader.execute("SELECT n FROM order_key WHERE bucket <> 0 ORDER BY n"):
                yield row[0]

    def floor_of(self, n: int) -> int:
        """Return the lowest version of the order that may still be opened."""
        with self._file.reading() as reader:
            row = reader.execute("SELECT floor FROM order_key WHERE n = ?", (n,)).fetchone()
        if row is None:
            raise KeyMissing("an order's keys are gone and no tombstone says that they were destroyed")
        return int(row[0])

    def set_floors(self, floors: Mapping[int, int]) -> None:
        """Raise version floors (n -> lowest version that may be opened); a floor never falls."""
        with self._file.writing() as tx:
            tx.executemany(_RAISE_FLOOR, _floor_rows(floors))

    def destroy(self, ns: Sequence[int], classes: Collection[RetentionClass] | None = None) -> int:
        """Destroy the keys of some classes, or all, for good; return how many orders lost a key by it.

        Needs no root: erasing goes on while a remote one is away. Copies taken earlier are closed by purge.
        """
        columns = [retention.value for retention in CLASSES if classes is None or retention in classes]
        changed = 0
        for part in _chunks(ns, _DESTROY_CHUNK):
            with self._file.writing() as tx:
                changed += sum(destroy_keys(tx, some, columns) for some in _chunks(part, _CHUNK))
        return changed

    # ---- crash recovery

    def orphans(self, is_known: Callable[[Sequence[int]], Collection[int]], *, newest: int = _RECENT) -> list[int]:
        """Return those of the `newest` numbers whose order never reached the order store.

        `is_known` gets up to 500 numbers and returns those that the order store holds. Only what was
        never acknowledged may be an orphan: after restoring an older order store, do not drop by this.
        """
        with self._file.reading() as reader:
            rows = reader.execute(
                "SELECT n FROM order_key WHERE bucket <> 0 AND n >= (SELECT value FROM note WHERE name = 'next_n') - ?",
                (newest,),
            ).fetchall()
        lost: list[int] = []
        for part in _chunks([row[0] for row in rows], _CHUNK):
            known = set(is_known(part))
            lost += [n for n in part if n not in known]
        return lost

    def drop(self, ns: Sequence[int]) -> None:
        """Remove the keys of orders that were never acknowledged. Their numbers are not given again."""
        for part in _chunks(ns, _CHUNK):
            with self._file.writing() as tx:
                tx.execute(
                    f"UPDATE bucket SET touched = touched + 1 WHERE id IN"
                    f" (SELECT bucket FROM order_key WHERE n IN ({_marks(part)}))",
                    part,
                )
                tx.execute(f"DELETE FROM order_key WHERE n IN ({_marks(part)})", part)

    def advance_past(self, n: int) -> None:
        """Never give a number up to `n`: for a key store that was restored beside a newer order store."""
        with self._file.writing() as tx:
            set_note(tx, "next_n", max(notes(tx)["next_n"], n + 1))

    # ---- named keys

    def named(self, name: str) -> bytes:
        """Return the 32 bytes of a named key, made and on disk at its first use."""
        return self._named.named(name)

    def held(self, name: str) -> bytes | None:
        """Return a named key, or None where there is none: for keys whose loss must not pass unnoticed."""
        return self._named.held(name)

    def destroy_named(self, name: str) -> None:
        """Destroy a named key. The same name asked for again gets a new key."""
        self._named.destroy(name)

    def names(self, prefix: str = "") -> list[str]:
        """Return the names that begin with `prefix`, sorted."""
        return self._named.names(prefix)

    # ---- old copies

    def purge(self, *, replace_root: bool) -> PurgeReport:
        """Make what was destroyed unopenable; see vault/keyring/rewrapping.py. Goes on where a killed one stopped."""
        return self._rewrapping.purge(replace_root=replace_root)

    def rotate_root(self) -> None:
        """Replace the root; goes on where a killed replacement stopped. Reads and intake go on meanwhile."""
        self._rewrapping.rotate_root()

    def rotate_buckets(self, *, steps: int | None = None) -> int:
        """Give every bucket a new key in small steps; return how many buckets are left after `steps`."""
        return self._rewrapping.rotate_buckets(steps=steps)

    def top_up(self) -> int:
        """Keep spare buckets ready, so that intake outlasts a remote root's absence."""
        return self._buckets.top_up()

    def warm(self, *, buckets: int = 1024) -> int:
        """Take the newest buckets' keys into memory, so that reads outlast a remote root's absence."""
        return self._buckets.warm(buckets)

    def copy_to(self, path: Path) -> None:
        """Write a backup to a new file. It opens with the root of this day alone; see docs/guide/keys.md."""
        self._file.copy_to(path)

    def status(self) -> KeyStatus:
        """Return counts for health checks and reports."""
        with self._file.reading() as reader:
            held = notes(reader)
            count = "SELECT COUNT(*) FROM"
            return KeyStatus(
                numbered=held["next_n"] - 1,
                destroyed=held["destroyed"],
                buckets=reader.execute(f"{count} bucket").fetchone()[0],
                buckets_touched=reader.execute(f"{count} bucket WHERE touched > 0").fetchone()[0],
                spares=reader.execute(f"{count} bucket WHERE state = 0").fetchone()[0],
                named=reader.execute(f"{count} named_key").fetchone()[0],
                root=self._root.newest,
                is_replacing=bool(held["replacing"]),
                root_due=bool(held["root_due"]),
            )

    def check(self) -> None:
        """Raise unless the root answers now."""
        self._root.check()

    def close(self) -> None:
        """Let go of the file and of every key in memory."""
        self._buckets.forget_all()
        self._named.forget_all()
        self._root.close()
        self._file.close()


_JOINED = ", ".join(f"k.{column}" for column in _COLUMNS.split(", "))
_FROM = f"SELECT {_JOINED}, b.root, b.wrapped FROM order_key k LEFT JOIN bucket b ON b.id = k.bucket"
_ONE = f"{_FROM} WHERE k.n = ?"
_MANY = f"{_FROM} WHERE k.n IN"
_RAISE_FLOOR = "UPDATE order_key SET floor = ? WHERE n = ? AND floor < ?"


def _floor_rows(floors: Mapping[int, int]) -> Iterator[tuple[int, int, int]]:
    return ((version, n, version) for n, version in floors.items())


def _chunks(ns: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (ns[at : at + size] for at in range(0, len(ns), size))


def _marks(part: Sequence[int]) -> str:
    return ", ".join("?" * len(part))
