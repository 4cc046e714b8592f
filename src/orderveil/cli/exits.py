"""How a command ends: its exit code, and what to do next after an error. Never shows a field's value.

The codes are part of the interface and stand in docs/guide/commands.md.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TypeVar

from orderveil.core.errors import RelayError

T = TypeVar("T")


class Exit(IntEnum):
    """Exit codes of every command."""

    OK = 0
    NOT_IN_ORDER = 1  # the command did its work, and what it looked at is not in order
    USAGE = 2  # the command was written wrongly, or its input cannot be read
    SETUP = 3
    NOT_FOUND = 4
    NOT_ALLOWED = 5
    TRY_AGAIN = 6
    STATE = 7
    SEAL = 8
    FLAW = 70  # EX_SOFTWARE of sysexits(3)


MEANINGS: dict[Exit, str] = {
    Exit.OK: "done, and everything that was looked at is in order",
    Exit.NOT_IN_ORDER: "done, and something is not in order: an order refused, a ledger that does not verify, "
    "a contract with a problem",
    Exit.USAGE: "the command was written wrongly, or its input cannot be read; nothing was done",
    Exit.SETUP: "a setting, contract or file of the installation is wrong",
    Exit.NOT_FOUND: "there is no such order, shop, key or file",
    Exit.NOT_ALLOWED: "the grant does not cover the act, or a contract refuses it",
    Exit.TRY_AGAIN: "a part does not answer now; nothing was done, and the same command may be given again",
    Exit.STATE: "what is already recorded forbids it: the order is erased, or changed meanwhile",
    Exit.SEAL: "a sealed value did not open, or a key is missing: see docs/guide/operations.md before anything else",
    Exit.FLAW: "an error of the relay itself; please report the lines that it printed, they hold no data",
}

_CODES: dict[str, Exit] = {
    "access:not-found": Exit.NOT_FOUND,
    "access": Exit.NOT_ALLOWED,
    "case": Exit.NOT_ALLOWED,
    "carriage": Exit.NOT_ALLOWED,
    "contract": Exit.NOT_ALLOWED,
    "input": Exit.USAGE,
    "intake": Exit.USAGE,
    "seal": Exit.SEAL,
    "search": Exit.USAGE,
    "setup": Exit.SETUP,
    "keys": Exit.SETUP,
    "contracts": Exit.SETUP,
    "shop": Exit.NOT_FOUND,
    "mode": Exit.STATE,
    "people": Exit.NOT_ALLOWED,
    "people:bad-roles": Exit.USAGE,
    "people:role-held": Exit.STATE,
    "people:roles-damaged": Exit.SETUP,
    "people:roles-stale": Exit.STATE,
    "people:roles-unchanged": Exit.STATE,
    "people:unknown": Exit.NOT_FOUND,
    "mode:off": Exit.NOT_ALLOWED,
    "state": Exit.STATE,
}

_NEXT: dict[str, str] = {
    "access:not-found": "list what there is: orderveil shops list, orderveil keys list, orderveil search",
    "access:unauthentic": "check who runs the command and whether the vault's socket is this installation's",
    "access:not-allowed": "orderveil contracts show HOP says what a hop is owed, and when",
    "access:too-many": "wait a minute",
    "input:file": "check the file's name and permissions",
    "input:no-file": "check the file's name",
    "input:too-large": "split the file, or raise the limit named in docs/guide/settings.md",
    "input": "mend the input at the place named; nothing of it was kept",
    "ledger:altered": "orderveil ledger verify, then 'The ledger does not verify' in docs/guide/operations.md",
    "ledger:rolled-back": "'The ledger does not verify' in docs/guide/operations.md",
    "ledger:unavailable": "nothing was done; orderveil doctor says what keeps the ledger from being written",
    "people:bad-roles": "orderveil people roles check FILE says what is wrong, and where",
    "people:roles-damaged": "'The roles do not open' in docs/guide/operations.md",
    "people:roles-stale": "read the text in force anew: orderveil people roles --text",
    "people:unknown": "orderveil people list",
    "people": "orderveil people explain PERSON PERMISSION says what covers what",
    "relay:unavailable": "orderveil doctor says which part does not answer; then give the same command again",
    "vault:taken": "wait for the other command to end, or run orderveil serve, which many may use at once",
    "seal:key-missing": "stop intake and read 'A key is missing' in docs/guide/operations.md",
    "seal": "orderveil doctor; do not purge before the cause is known",
    "setup:insecure": "orderveil doctor lists every insecure setting and what to set instead",
    "setup": "orderveil doctor checks the whole installation",
    "contracts": "orderveil contracts check says file, line and what is wrong",
    "state:erased": "nothing can bring it back; orderveil ledger who ORDER tells when it went and why",
    "state:conflict": "look at the order's present state and decide again",
    "store:unavailable": "check disk space, permissions and DATABASE_URL; then give the same command again",
}


def _nearest(table: dict[str, T], reason: str) -> T | None:
    if reason in table:
        return table[reason]
    return table.get(reason.partition(":")[0])


def exit_code(error: RelayError) -> Exit:
    """Return the exit code that tells this error."""
    known = _nearest(_CODES, error.reason)
    if known is not None and error.permanent:
        return known
    return Exit.TRY_AGAIN if not error.permanent else Exit.NOT_IN_ORDER


def next_step(error: RelayError) -> str | None:
    """Return what to do next, if we know something better than the message itself."""
    return _nearest(_NEXT, error.reason)
