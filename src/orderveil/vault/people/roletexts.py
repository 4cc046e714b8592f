"""Tenants' own roles: the text of each, in memory and sealed in the store.

A row lies sealed under a key of its own tenant and version. When it changes, a new version's key is made, the
row written, and the old key destroyed: an older row that somebody puts back does not open, nor does another
tenant's. That a tenant has a text of its own is marked in the key store too (vault/keyring/marks.py), so that
a row that is taken away is missed.

Threat: whoever writes to the order store brings back roles that were narrowed, or takes the text away so that
the wider ones that the relay comes with hold again. A row that does not open, is missing, or cannot be read by
this release leaves its tenant without any role: nobody but an operator may do anything there, until an operator
puts a text. Must never fall back to other roles than were approved.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass

import msgspec

from orderveil.core.errors import RelayError
from orderveil.core.sealing import open_field, seal_field
from orderveil.people.roles import Roles, built_in_roles, built_in_text, read_roles
from orderveil.store.database import Transaction
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.marks import Mark
from orderveil.vault.rowcodes import RowCodes, Table
from orderveil.vault.writer import Group

PLACE = "roles.toml"
_KEY = "roles:"  # and the tenant: a mark that says that a text of theirs was on disk once
_NO_ORDER = b"\0" * 16


class Text(msgspec.Struct, frozen=True):
    """One tenant's text as it is kept; empty: the roles that the relay comes with."""

    tenant: str
    text: str


@dataclass(frozen=True, slots=True)
class Defined:
    """The roles of a tenant now. `digest` is empty for those that the relay comes with."""

    roles: Roles
    text: str
    digest: str
    version: int = 0
    is_damaged: bool = False


class RoleTexts:
    """Every tenant's roles. Thread-safe for reading; written inside a group's transaction."""

    def __init__(self, keys: KeyStore, codes: RowCodes) -> None:
        self._keys = keys
        self._codes = codes
        self._by_tenant: dict[str, Defined] = {}
        self._lock = threading.Lock()

    def of(self, tenant: str) -> Defined:
        """Return the roles of a tenant."""
        with self._lock:
            found = self._by_tenant.get(tenant)
        return found if found is not None else defined("")

    def load(self, tx: Transaction) -> None:
        """Read every text, and let go of keys that a crash left over; of none whose row may yet be put back."""
        in_use: set[str] = set()
        known = self._keys.marks.beginning(_KEY)
        closed = set(known)
        for tenant, version, sealed in tx.all("SELECT tenant, version, sealed FROM role_texts"):
            # a column holds what somebody wrote there, of whatever type: it must not keep the vault from starting
            if not isinstance(tenant, str):
                self._codes.alarm(Table.ROLE_TEXTS, tenant)
                continue
            found = self._opened(tenant, version, bytes(sealed)) if isinstance(sealed, bytes | memoryview) else None
            if found is None:
                closed.add(tenant)
                continue
            in_use.add(_key_name(tenant, version))
            closed.discard(tenant)
            self._by_tenant[tenant] = found
        for tenant in closed:
            self._by_tenant[tenant] = Defined({}, "", "", is_damaged=True)
            self._codes.alarm(Table.ROLE_TEXTS, tenant)
        self._keys.marks.write([Mark(_KEY + one) for one in self._by_tenant.keys() - known.keys()])
        for name in self._keys.names(_KEY):
            if name not in in_use and _tenant_of(name) not in closed:
                self._keys.destroy_named(name)

    def _opened(self, tenant: str, version: int, sealed: bytes) -> Defined | None:
        """Return what a row holds; None where the vault did not write it, or cannot read what it says."""
        name = _key_name(tenant, version)
        key = self._keys.held(name)
        if key is None:
            return None
        try:
            content = open_field(key, sealed, order=_NO_ORDER, field=name, version=0)
            kept = msgspec.msgpack.decode(content, type=Text)
            return defined(kept.text, version)
        except RelayError:  # BadConfiguration too: a permission of another release
            return None

    def put(self, tx: Transaction, tenant: str, text: str, group: Group) -> Defined:
        """Write a tenant's text. Memory follows when it is on disk; then the keys before are destroyed."""
        held = [name for name in self._keys.names(_KEY) if _tenant_of(name) == tenant]
        version = 1 + max((int(name.rpartition(":")[2]) for name in held), default=0)
        new = defined(text, version)
        name = _key_name(tenant, version)
        content = msgspec.msgpack.encode(Text(tenant, text))
        sealed = seal_field(self._keys.named(name), content, order=_NO_ORDER, field=name, version=0)
        tx.execute(
            "INSERT INTO role_texts (tenant, version, sealed) VALUES (?, ?, ?) "
            "ON CONFLICT (tenant) DO UPDATE SET version = excluded.version, sealed = excluded.sealed",
            (tenant, version, sealed),
        )
        group.after.append(lambda: self._keep(tenant, new, held))
        return new

    def _keep(self, tenant: str, new: Defined, held: list[str]) -> None:
        with self._lock:
            self._by_tenant[tenant] = new
        self._keys.marks.write([Mark(_KEY + tenant)])
        for name in held:
            self._keys.destroy_named(name)

    def damaged(self) -> list[str]:
        """Return the tenants whose text does not open or cannot be read."""
        with self._lock:
            return sorted(tenant for tenant, one in self._by_tenant.items() if one.is_damaged)


def defined(text: str, version: int = 0) -> Defined:
    """Return the roles of a text. Raises BadConfiguration naming the place."""
    if not text:
        return Defined(built_in_roles(), built_in_text(), "", version)
    return Defined(read_roles(text, PLACE), text, hashlib.sha256(text.encode()).hexdigest(), version)


def as_kept(text: str) -> str:
    """Return a text as it is kept: line feeds, one at the end; empty for the one that the relay comes with."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    text = f"{text}\n" if text.strip() else ""
    return "" if text == built_in_text() else text


def _key_name(tenant: str, version: int) -> str:
    return f"{_KEY}{tenant}:{version}"


def _tenant_of(name: str) -> str:
    return name.removeprefix(_KEY).rpartition(":")[0]
