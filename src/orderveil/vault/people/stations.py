"""Stations: browsers on a warehouse floor that were registered for a shop, where a badge and a PIN are enough.

A station's row lies sealed under a key of its own; ending it marks it in the key store and destroys the
key, so that a row which is put back is no station. Its token is 256 random bits, kept as a hash.
"""

from __future__ import annotations

import hmac
import secrets
import threading

import msgspec

from orderveil.core.errors import RelayError
from orderveil.core.sealing import open_field, seal_field
from orderveil.store.database import Transaction
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.marks import Mark
from orderveil.vault.people.sessions import digest_of
from orderveil.vault.rowcodes import RowCodes, Table, altered, as_sealed
from orderveil.vault.writer import Group

PREFIX = "ovt_"
_KEY = "station:"
_LIVING, _ENDED = 1, 2  # a station's mark, under the name of its key
_NO_ORDER = b"\0" * 16


class Station(msgspec.Struct, frozen=True):
    """One station as it is kept."""

    id: str
    tenant: str
    shop: str
    name: str
    made_at_ms: int
    made_by: str
    digest: bytes

    def __repr__(self) -> str:
        return f"Station({self.id}, <hidden>)"


class Stations:
    """Every station, in memory; written inside a group's transaction."""

    def __init__(self, keys: KeyStore, codes: RowCodes) -> None:
        self._keys = keys
        self._codes = codes
        self._by_id: dict[str, Station] = {}
        self._lock = threading.Lock()

    def load(self, tx: Transaction) -> None:
        """Read all of them, and let go of the keys of those that were ended; of no key for want of its row."""
        have, known = set(self._keys.names(_KEY)), self._keys.marks.beginning(_KEY)
        for station, sealed in tx.all("SELECT id, sealed FROM stations"):
            name = f"{_KEY}{station}"
            try:
                if name not in have or known.get(station) == _ENDED:
                    raise altered()  # it was ended, and its row put back
                content = open_field(self._keys.named(name), as_sealed(sealed), order=_NO_ORDER, field=name, version=0)
            except RelayError:
                self._codes.alarm(Table.STATIONS, station)
                continue
            self._by_id[station] = msgspec.msgpack.decode(content, type=Station)
        for name in have:
            station = name.removeprefix(_KEY)
            if known.get(station) == _LIVING and station not in self._by_id:
                self._codes.alarm(Table.STATIONS, station)  # its row is gone
            elif station not in self._by_id:
                self._keys.destroy_named(name)
        self._keys.marks.write([Mark(_KEY + one, _LIVING) for one in self._by_id.keys() - known.keys()])

    def make(self, tx: Transaction, station: Station, group: Group) -> None:
        """Write a new station."""
        name = _KEY + station.id
        content = msgspec.msgpack.encode(station)
        sealed = seal_field(self._keys.named(name), content, order=_NO_ORDER, field=name, version=0)
        tx.execute("INSERT INTO stations (id, sealed) VALUES (?, ?)", (station.id, sealed))
        group.after.append(lambda: self._keep(station))

    def end(self, tx: Transaction, station: Station, group: Group) -> None:
        """End a station: nobody begins a session there any more."""
        tx.execute("DELETE FROM stations WHERE id = ?", (station.id,))
        group.marks.append(Mark(_KEY + station.id, _ENDED))
        group.after.append(lambda: self._forget(station))

    def _keep(self, station: Station) -> None:
        with self._lock:
            self._by_id[station.id] = station
        self._keys.marks.write([Mark(_KEY + station.id, _LIVING)])

    def _forget(self, station: Station) -> None:
        with self._lock:
            self._by_id.pop(station.id, None)
        self._keys.destroy_named(_KEY + station.id)

    def with_token(self, token: str) -> Station | None:
        """Return the station behind a token, or None."""
        digest = digest_of(token)
        return next((one for one in self.all() if hmac.compare_digest(one.digest, digest)), None)

    def at(self, place: str) -> Station | None:
        """Return the station at which a session was begun, by what the session says of it."""
        found = self._by_id.get(place.rpartition(" · ")[2])
        return found if found is not None and place_of(found) == place else None

    def all(self) -> list[Station]:
        """Return every station, by name."""
        with self._lock:
            return sorted(self._by_id.values(), key=lambda one: (one.shop, one.name, one.id))


def place_of(station: Station) -> str:
    """Return what a session says of the station at which it was begun."""
    return f"{station.name} · {station.id}"


def new_token() -> str:
    """Return a station's token."""
    return PREFIX + secrets.token_urlsafe(32)
