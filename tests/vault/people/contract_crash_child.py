"""A vault that dies by SIGKILL at a named step of an approved contract's way to the disk. Run as a program.

Arguments: the step to die at; the change; the sessions' tokens of nobody: an approver is signed in here.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from orderveil.core.settings import read_settings
from orderveil.vault import contractfiles
from orderveil.vault.inuse import ContractsInUse
from orderveil.vault.people import contracting
from orderveil.vault.people_messages import DecideChange, Decided
from tests.vault.making import opened
from tests.vault.people.staff import sign_in

_step, _change, _approver = sys.argv[1:4]


def _dying(owner: type, name: str, at: str, *, after: bool) -> None:
    """Let a step of the procedure be the last thing this process does."""
    if _step != at:
        return
    done = getattr(owner, name)

    def dies(self, *args, **more):  # type: ignore[no-untyped-def]
        if after:
            done(self, *args, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, dies)


_dying(contracting.Contracting, "_put", "kept", after=True)  # step 1 is done, its transaction not
_dying(contractfiles.ContractFiles, "write", "committed", after=False)  # step 2
_dying(contractfiles.ContractFiles, "write", "written", after=True)  # step 3
_dying(ContractsInUse, "take", "taken", after=True)  # step 4
_dying(contractfiles.ContractFiles, "forget_due", "noted", after=False)  # step 5, before its key ends
if _step == "half":  # in the middle of 3: written beside, not yet in place
    _replace = Path.replace

    def _halfway(self: Path, target: str | Path) -> Path:
        if self.name == ".support.toml.new":
            os.kill(os.getpid(), signal.SIGKILL)
        return _replace(self, target)

    Path.replace = _halfway  # type: ignore[method-assign,assignment]

if __name__ == "__main__":
    settings = read_settings(os.environ, Path.home())
    with opened(settings, None) as vault:
        approver = sign_in(vault, _approver)
        vault.ask(DecideChange(approver.grant, _change, approve=True), Decided)
