"""A process that works on a key store and is killed at a named step: `key_killing FOLDER ACT STEP NTH`.

The kill is SIGKILL to itself, at the step, as the machine's own would be. Run by test_keystore_kills.py.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.roots import file_root
from tests.vault.keys import file_at, orders


class Killer:
    """Kills this process when a step is reached for the nth time."""

    def __init__(self, step: str, nth: int) -> None:
        self._step = step
        self._left = nth

    def __call__(self, step: str) -> None:
        if step == self._step:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def tell(store: KeyStore, start: int, count: int) -> None:
    """Create orders and tell their numbers and keys: whoever reads this line was acknowledged."""
    for n, keys in store.create(orders(count, start)):
        line = {"n": n, "order": keys.order.hex(), "keys": [(key or b"").hex() for key in keys.values()]}
        print(json.dumps(line), flush=True)


def main(folder: Path, act: str, step: str, nth: int) -> None:
    killer = Killer(step, nth)
    root = file_root(folder / "keys", home=folder / "home", on_step=killer)
    store = KeyStore(file_at(folder), root, on_step=killer)
    if act == "purge":
        store.purge(replace_root=True)
    elif act == "rotate":
        store.rotate_buckets()
    elif act == "create":
        for at in range(1_000_000):
            tell(store, at * 10, 10)
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
