"""A vaultd that dies by SIGKILL at a named step of its n-th group. Run as a program by the crash tests.

Arguments: the step to die after, and the number of the group in which to die.
"""

from __future__ import annotations

import os
import signal
import sys

from orderveil.store import sqlite
from orderveil.vault import main, sealorders, writer
from orderveil.vault.keyring.keystore import KeyStore

_step, _group = sys.argv[1], int(sys.argv[2])
_groups = 0


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _counting_commit(self, acts):  # type: ignore[no-untyped-def]
    global _groups
    if any(act.batched for act in acts):
        _groups += 1
    if _step == "taken" and _groups == _group:
        _die()
    answers = _commit(self, acts)
    if _step == "committed" and _groups == _group:
        _die()
    return answers


def _counting_create(self, ids, **more):  # type: ignore[no-untyped-def]
    made = _create(self, ids, **more)
    if _step == "keys-made" and _groups == _group:
        _die()
    return made


def _counting_record(self, tx, acts, tellings, group):  # type: ignore[no-untyped-def]
    _record(self, tx, acts, tellings, group)
    if _step == "written" and _groups == _group:
        _die()


_commit = writer.Writer._commit
_create = KeyStore.create
_record = sealorders.OrderSealer._record
writer.Writer._commit = _counting_commit  # type: ignore[method-assign]
KeyStore.create = _counting_create  # type: ignore[method-assign]
sealorders.OrderSealer._record = _counting_record  # type: ignore[method-assign]
assert sqlite.SqliteDatabase  # the embedded store is what these tests kill

if __name__ == "__main__":
    sys.exit(main.main())
