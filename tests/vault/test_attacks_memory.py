"""A process that is the vault leaves no core file and lets nobody of its user look into it."""

from __future__ import annotations

import ctypes
import resource

from orderveil.core.settings import Settings
from tests.vault.making import opened

_PR_GET_DUMPABLE = 3


def test_a_process_that_is_the_vault_cannot_be_dumped_or_traced_by_its_user(home: Settings) -> None:
    with opened(home):
        assert ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) == 0
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
