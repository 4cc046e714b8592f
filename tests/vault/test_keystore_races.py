"""Purges, rotations, intake, reads and erasing at the same moment: no act fails, no key is lost, none comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from orderveil.vault.keyring.buckets import CAPACITY
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.rootfile import RootFile
from orderveil.vault.keyring.rootreplacing import RootReplacing
from orderveil.vault.keyring.roots import FileRoot, Wrapped, file_root, no_step
from tests.vault.keys import orders, plain, store_at


class HastyRoot(FileRoot):
    """A root that is replaced, and destroyed, in the moment between wrapping a key and storing it."""

    meanwhile: Callable[[], None] | None = None

    def wrap(self, items: Sequence[tuple[bytes, bytes]]) -> list[Wrapped]:
        wrapped = super().wrap(items)
        act, self.meanwhile = self.meanwhile, None
        if act is not None:
            act()
        return wrapped


@pytest.mark.parametrize("what", ["a named key", "a bucket", "a successor"])
def test_nothing_is_stored_under_a_root_that_was_replaced_meanwhile(tmp_path: Path, what: str) -> None:
    file_root(tmp_path / "keys").close()
    root = HastyRoot(RootFile(tmp_path / "keys"))
    store = store_at(tmp_path, root, spares=0)
    made = dict(store.create(orders(3)))
    replacing = RootReplacing(store._file, root, store._buckets, on_step=no_step)
    root.meanwhile = lambda: (replacing.replace(), None)[1]
    if what == "a named key":
        store.named("ledger:main")
    elif what == "a bucket":
        made.update(store.create(orders(3 * CAPACITY, 10)))
    else:
        store.destroy([1])
        store.purge(replace_root=False)
        made.pop(1)
    assert root.meanwhile is None
    named = store.named("ledger:main")
    store.close()
    again = store_at(tmp_path)

    assert again.named("ledger:main") == named
    assert all(plain(again.keys_of(n)) == plain(one) for n, one in made.items())
    again.close()


def test_intake_reads_and_erasing_go_on_during_purges_and_rotations(keys: KeyStore) -> None:
    """No act fails, no key is lost, none comes back, whatever the two sides do at once."""
    made = dict(keys.create(orders(3000)))
    erased: set[int] = set()
    trouble: list[BaseException] = []
    done = threading.Event()

    def work(seed: int) -> None:
        try:
            turn = 0
            while not done.is_set() or turn < 5:
                turn += 1
                for n, one in keys.create(orders(20, seed + turn * 20)):
                    made[n] = one
                    assert plain(keys.keys_of(n)) == plain(one)
                n = seed // 1_000_000 * 1000 + turn
                if turn < 900:
                    keys.destroy([n])
                    erased.add(n)
                keys.named(f"tags:{seed}:{turn % 7}")
        except BaseException as error:
            trouble.append(error)

    threads = [threading.Thread(target=work, args=(at * 1_000_000,)) for at in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        keys.purge(replace_root=True)
        keys.rotate_buckets()
    done.set()
    for thread in threads:
        thread.join()
    keys.purge(replace_root=True)

    assert trouble == []
    many = keys.keys_of_many(list(made))
    for n, one in made.items():
        found = many[n]
        assert (found is None) == (n in erased)
        assert found is None or plain(found) == plain(one)
