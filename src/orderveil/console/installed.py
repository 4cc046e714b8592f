"""What the console knows of the installation without asking for anybody: contracts, controls, modes, first steps.

None of it speaks of a buyer. The record is rechecked in the background, once an hour and after the start,
because a page must not wait for it; until then the page says that it is being rechecked.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from orderveil.console.asking import as_console, the_settings, the_vault
from orderveil.contracts.load import Contracts, load_contracts
from orderveil.controls.dots import Holding
from orderveil.controls.examining import examined
from orderveil.controls.judging import Standing
from orderveil.controls.running import running_of
from orderveil.core.errors import RelayError
from orderveil.exposure.today import Running
from orderveil.vault.messages import GetModes, LedgerVerified, LedgerVerify, ListShops, Modes, ShopRow, ShopRows

_FRESH_SECONDS = 2.0
_RECHECK_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class Examined:
    """The control register as it stands, and how much each hop holds. `rechecked_at_ms` None: not yet."""

    standings: list[Standing]
    holdings: list[Holding]
    at: float
    rechecked_at_ms: int | None


class Installation:
    """Remembers for some seconds what many pages ask for. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._contracts: tuple[object, Contracts] | None = None
        self._examined: dict[str, Examined] = {}
        self._verified: tuple[float, int, LedgerVerified] | None = None
        self._checking = False

    def contracts(self) -> Contracts:
        """Return the contracts as their files are now."""
        folder = the_settings().home / "contracts"
        files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
        stamp = tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files)
        with self._lock:
            if self._contracts is None or self._contracts[0] != stamp:
                self._contracts = (stamp, load_contracts(folder if folder.is_dir() else None))
            return self._contracts[1]

    def examined(self, tenant: str) -> Examined:
        """Return how a tenant's controls stand, at most some seconds old."""
        found = self._examined.get(tenant)
        if found is not None and time.monotonic() - found.at < _FRESH_SECONDS:
            return found
        verified = self._recheck()
        answer = verified[2] if verified is not None else None
        standings, dots = examined(the_vault(), the_settings(), as_console(), answer, tenant)
        rechecked = verified[1] if verified is not None else None
        self._examined[tenant] = Examined(standings, dots, time.monotonic(), rechecked)
        return self._examined[tenant]

    def forget(self, tenant: str) -> None:
        """Look anew at the next page: something was just changed."""
        self._examined.pop(tenant, None)

    def _recheck(self) -> tuple[float, int, LedgerVerified] | None:
        """Return the last recheck of the record; begin another where it is old."""
        with self._lock:
            is_old = self._verified is None or time.monotonic() - self._verified[0] > _RECHECK_SECONDS
            if is_old and not self._checking:
                self._checking = True
                threading.Thread(target=self._verify, name="console-recheck", daemon=True).start()
            return self._verified

    def _verify(self) -> None:
        try:
            answer = the_vault().ask(LedgerVerify(as_console()), LedgerVerified)
            with self._lock:
                self._verified = (time.monotonic(), time.time_ns() // 1_000_000, answer)
                self._examined.clear()
        except RelayError:
            pass  # asked again with the next page; health tells what is wrong
        finally:
            self._checking = False


def shops_of(tenant: str) -> list[ShopRow]:
    """Return the shops of a tenant; of their orders, whether there are any."""
    found = the_vault().ask(ListShops(as_console(), is_counted=False), ShopRows)
    return [row for row in found.rows if row.tenant == tenant]


def modes_of(tenant: str) -> Modes:
    """Return modes and bypasses of a tenant's shops."""
    names = {row.shop for row in shops_of(tenant)}
    modes = the_vault().ask(GetModes(as_console()), Modes)
    return Modes(
        [row for row in modes.rows if row.shop in names], [row for row in modes.bypasses if row.shop in names]
    )


def running_for(tenant: str) -> Running:
    """Return how a tenant's shops run, as exposure is told of it."""
    return running_of(modes_of(tenant))


INSTALLATION = Installation()
