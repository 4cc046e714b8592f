"""The key store against a plain dictionary: whatever is done in whatever order, both say the same.

Buckets hold 8 orders here instead of 1,024, so that every few steps cross a bucket's edge. At the end
of each run a thief tries today's root and store on every copy that was taken on the way.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from orderveil.core.errors import Erased, KeyMissing
from orderveil.core.fields import CLASSES, RetentionClass
from orderveil.vault.keyring import buckets
from orderveil.vault.keyring.keystore import KeyStore
from tests.vault.keys import order, plain, store_at
from tests.vault.test_keystore_purge import copy_of, everything_a_thief_can_unwrap, roots_of

picks = st.lists(st.integers(0, 10_000), min_size=1, max_size=5)
classes = st.none() | st.sets(st.sampled_from(CLASSES), min_size=1)


class KeyStoreModel(RuleBasedStateMachine):
    """What a key store should hold, beside what it holds."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ov-model-"))
        self.small = mock.patch.object(buckets, "CAPACITY", 8)
        self.small.start()
        self.store: KeyStore = store_at(self.folder, spares=2)
        self.keys: dict[int, dict[RetentionClass, bytes | None]] = {}
        self.dropped: set[int] = set()
        self.floors: dict[int, int] = {}
        self.named: dict[str, bytes] = {}
        self.ended: set[bytes] = set()  # keys that must never be found again
        self.copies: list[Path] = []
        self.given = 0

    def some(self, picked: Sequence[int]) -> list[int]:
        ns = sorted(self.keys)
        return sorted({ns[at % len(ns)] for at in picked})

    @rule(count=st.integers(0, 20))
    def create(self, count: int) -> None:
        for n, keys in self.store.create([order(self.given + at) for at in range(count)], floors=self.floors):
            assert n == self.given + 1
            self.given = n
            self.keys[n] = plain(keys)

    @precondition(lambda self: self.keys)
    @rule(picked=picks, some=classes)
    def destroy(self, picked: list[int], some: set[RetentionClass] | None) -> None:
        ns = self.some(picked)
        gone = CLASSES if some is None else some
        losing = [n for n in ns if any(self.keys[n][one] for one in gone)]
        assert self.store.destroy(ns, some) == len(losing)
        for n in ns:
            self.ended |= {key for one in gone if (key := self.keys[n][one])}
            self.keys[n].update(dict.fromkeys(gone))

    @precondition(lambda self: self.keys)
    @rule(picked=picks, version=st.integers(0, 9))
    def raise_floors(self, picked: list[int], version: int) -> None:
        wanted = dict.fromkeys(self.some(picked), version)
        self.store.set_floors(wanted)
        for n in wanted:
            self.floors[n] = max(version, self.floors.get(n, 0))

    @precondition(lambda self: self.keys)
    @rule(picked=picks)
    def drop(self, picked: list[int]) -> None:
        ns = self.some(picked)
        self.store.drop(ns)
        for n in ns:
            self.ended |= {key for key in self.keys.pop(n).values() if key}
            self.floors.pop(n, None)
            self.dropped.add(n)

    @rule(name=st.sampled_from("abc"))
    def name(self, name: str) -> None:
        key = self.store.named(name)
        assert self.named.setdefault(name, key) == key

    @rule(name=st.sampled_from("abc"))
    def destroy_named(self, name: str) -> None:
        self.store.destroy_named(name)
        self.ended |= {self.named.pop(name)} if name in self.named else set()

    @rule(replace_root=st.booleans())
    def purge(self, replace_root: bool) -> None:
        report = self.store.purge(replace_root=replace_root)
        assert report.damaged == 0
        assert self.store.status().buckets_touched == 0

    @rule(steps=st.none() | st.integers(1, 2))
    def rotate_buckets(self, steps: int | None) -> None:
        assert self.store.rotate_buckets(steps=steps) == 0 or steps

    @rule()
    def rotate_root(self) -> None:
        self.store.rotate_root()

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = store_at(self.folder, spares=2)

    @precondition(lambda self: len(self.copies) < 3)
    @rule()
    def copy(self) -> None:
        self.copies.append(copy_of(self.folder, f"copy-{len(self.copies)}"))

    @invariant()
    def both_say_the_same(self) -> None:
        if not hasattr(self, "store"):
            return
        found = self.store.keys_of_many(list(range(1, self.given + 1)))
        assert set(found) == set(self.keys)
        for n, keys in self.keys.items():
            one = found[n]
            assert (one is None) == (not any(keys.values()))
            assert one is None or plain(one) == keys
            assert self.store.floor_of(n) == self.floors.get(n, 0)
        assert self.store.names() == sorted(self.named)

    def teardown(self) -> None:
        if not hasattr(self, "store"):
            return
        for n in list(self.dropped)[:3]:
            self.refused(n, KeyMissing)
        for n in [n for n, keys in self.keys.items() if not any(keys.values())][:3]:
            self.refused(n, Erased)
        self.store.purge(replace_root=True)
        self.copies.append(copy_of(self.folder, "last"))
        found = set(everything_a_thief_can_unwrap(roots_of(self.folder), self.copies))
        assert not self.ended & found
        assert {key for keys in self.keys.values() for key in keys.values() if key} <= found
        self.store.close()
        self.small.stop()
        shutil.rmtree(self.folder)

    def refused(self, n: int, error: type[Exception]) -> None:
        try:
            self.store.keys_of(n)
        except error:
            return
        raise AssertionError("a key came back")


TestKeyStoreModel = KeyStoreModel.TestCase
TestKeyStoreModel.settings = settings(
    max_examples=50, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
