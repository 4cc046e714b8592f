"""The root in an OpenBao or Vault server (transit engine): bucket keys and named keys are wrapped there.

The server never sees an order's key, let alone a field; the vault never sees the root. What is bound
(see vault/keyring/orderkeys.py) goes along as associated data of AES-256-GCM, and `check` proves that the
server honours it. The `rewrap` endpoint is not used: it takes no associated data (OpenBao 2.7), so
keys are unwrapped and wrapped again, through the memory of a vault that opens them all day anyway.

Replacing the root (R2, R5): `begin` rotates the transit key; `finish` forbids and then trims every
older version (T1, T2). The transit key must serve this one installation alone: trimming ends what
anybody else wrapped under it. Copies of the server's own storage still hold old versions; they end
when those copies do.

Nonces: the server draws them at random, 96 bits. Each version of the key wraps one key per thousand
orders and a few named ones; at 2^24 wraps between two replacements (16 billion orders) two nonces
meet with a chance below 2^-49.

While the server is away, keys in the cache go on serving reads, spare buckets go on taking orders,
and destroying goes on; the rest gets Unavailable, at once while the line rests.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from typing import Any

from orderveil.core.errors import BadConfiguration, RelayError, SealBroken, Unavailable
from orderveil.core.sealing import new_key
from orderveil.core.settings import Settings
from orderveil.vault.keyring.roots import Wrapped
from orderveil.vault.keyring.transithttp import TransitLine

_PLACE = "ORDERVEIL_ROOT_KEY"
_SETTING = re.compile(r"transit:(?P<url>https?://[^#\s]+)#(?P<mount>[\w./-]+)/(?P<key>[\w.-]+)", re.ASCII)
_CIPHERTEXT = re.compile(r"vault:v(\d{1,9}):[A-Za-z0-9+/=]+", re.ASCII)
_BATCH = 100  # OpenBao 2.7 refuses a request of more than 1,000 strings ("high complexity"); a key takes four
_KEY_TYPE = "aes256-gcm96"
_FORBIDDEN = ("exportable", "allow_plaintext_backup", "derived")


def open_transit(settings: Settings, *, may_create: bool) -> TransitRoot:
    """Return the root that `transit:URL#mount/key` names. Raises BadConfiguration, Unavailable."""
    found = _SETTING.fullmatch(settings.root_key)
    if found is None:
        raise BadConfiguration("must read transit:URL#mount/key", place=_PLACE)
    if settings.transit_token_file is None:
        raise BadConfiguration("must name the file that holds the token", place="ORDERVEIL_TRANSIT_TOKEN_FILE")
    line = TransitLine(found["url"], settings.transit_token_file, settings.transit_ca_file)
    root = TransitRoot(line, found["mount"], found["key"])
    if may_create:
        try:
            root.create()
        except RelayError:
            root.close()
            raise
    return root


class TransitRoot:
    """A root behind a transit engine. A root's name is `mount/key:v7`: which version of which key."""

    def __init__(self, line: TransitLine, mount: str, key: str) -> None:
        self._line = line
        self._mount = mount
        self._key = key
        self._latest = 0  # the newest version that was seen
        self._current_from = 0  # versions below are being replaced; 0: none is

    @property
    def newest(self) -> str:
        return self._name(self._latest) if self._latest else f"{self._mount}/{self._key}:v?"

    def _name(self, version: int) -> str:
        return f"{self._mount}/{self._key}:v{version}"

    def _version(self, root: str) -> int:
        place, _, version = root.rpartition(":v")
        if place != f"{self._mount}/{self._key}" or not version.isdecimal():
            raise BadConfiguration(
                "the key store was wrapped under another root than this transit key", reason="setup:wrong-root",
                place=_PLACE,
            )  # fmt: skip
        return int(version)

    def holds(self, root: str) -> bool:
        return root.startswith(f"{self._mount}/{self._key}:v")

    def is_current(self, root: str) -> bool:
        return self.holds(root) and self._version(root) >= self._current_from

    # ---- wrapping

    def wrap(self, items: Sequence[tuple[bytes, bytes]]) -> list[Wrapped]:
        wrapped: list[Wrapped] = []
        for part in _parts(items):
            batch = [{"plaintext": _b64(key), "associated_data": _b64(context)} for key, context in part]
            for result in self._batch("encrypt", batch):
                text = str(result.get("ciphertext", ""))
                found = _CIPHERTEXT.fullmatch(text)
                if found is None or result.get("error"):
                    raise Unavailable("the transit server did not wrap", reason="keys:root-unavailable", place=_PLACE)
                version = int(found[1])
                self._latest = max(self._latest, version)
                wrapped.append(Wrapped(self._name(version), text.encode()))
        return wrapped

    def unwrap(self, items: Sequence[tuple[Wrapped, bytes]]) -> list[bytes]:
        keys: list[bytes] = []
        for part in _parts(items):
            for wrapped, _ in part:
                self._version(wrapped.root)
            batch = [
                {"ciphertext": wrapped.blob.decode("ascii", "replace"), "associated_data": _b64(context)}
                for wrapped, context in part
            ]
            keys += [self._opened(result) for result in self._batch("decrypt", batch)]
        return keys

    def _opened(self, result: dict[str, Any]) -> bytes:
        error = str(result.get("error") or "")
        if "too old" in error:
            raise BadConfiguration(
                "the key store is wrapped under a version of the transit key that was destroyed; "
                "take the key store of today, not an older copy",
                reason="setup:wrong-root",
                place=_PLACE,
            )
        if error or not result.get("plaintext"):
            raise SealBroken("a sealed value did not open")
        return base64.b64decode(result["plaintext"], validate=True)

    def _batch(self, act: str, batch: list[dict[str, str]]) -> list[dict[str, Any]]:
        """One call for many keys. An answer of 400 may still carry results, each with its own error."""
        status, answer = self._line.ask("POST", f"{self._mount}/{act}/{self._key}", {"batch_input": batch})
        results = (answer.get("data") or {}).get("batch_results")
        if isinstance(results, list) and len(results) == len(batch):
            return results
        raise self._wrong(status)

    def _wrong(self, status: int) -> RelayError:
        if status in (400, 404):
            return BadConfiguration(
                "the transit engine or key is not there, or refuses what was asked; enable the engine and make an "
                f"{_KEY_TYPE} key under the name of this setting",
                reason="setup:transit",
                place=_PLACE,
            )
        return Unavailable(
            f"the transit server answered {status} in a way not understood", reason="keys:root-unavailable",
            place=_PLACE,
        )  # fmt: skip

    # ---- the key itself

    def create(self) -> None:
        """Make the transit key unless it is there, and refuse one that can be carried away."""
        status, _ = self._line.ask("GET", self._path())
        if status == 404:
            status, _ = self._line.ask("POST", self._path(), {"type": _KEY_TYPE, "exportable": False})
            if status >= 400:
                raise self._wrong(status)
        self._facts()

    def _facts(self) -> dict[str, Any]:
        status, answer = self._line.ask("GET", self._path())
        data = answer.get("data")
        if status != 200 or not isinstance(data, dict):
            raise self._wrong(status)
        if data.get("type") != _KEY_TYPE or any(data.get(name) for name in _FORBIDDEN):
            raise BadConfiguration(
                f"the transit key must be of type {_KEY_TYPE}, not derived, not exportable, without plaintext backup",
                reason="setup:transit",
                place=_PLACE,
            )
        self._latest = int(data["latest_version"])
        return data

    def _path(self, act: str = "") -> str:
        return f"{self._mount}/keys/{self._key}{act}"

    def begin(self) -> None:
        """Rotate the key. Done twice it makes one version more, which costs nothing."""
        status, _ = self._line.ask("POST", self._path("/rotate"), {})
        if status >= 400:
            raise self._wrong(status)
        self._facts()
        self._current_from = self._latest

    def finish(self) -> None:
        """Destroy every version below the one that `begin` made; make sure that they are gone."""
        if not self._current_from:
            raise RuntimeError("a replacement that was not begun cannot finish")
        least = self._current_from
        limits = {"min_decryption_version": least, "min_encryption_version": least}
        status, _ = self._line.ask("POST", self._path("/config"), limits)  # T1
        if status < 400:
            status, _ = self._line.ask("POST", self._path("/trim"), {"min_available_version": least})  # T2
        if status >= 400:
            raise self._wrong(status)
        if int(self._facts().get("min_available_version", 0)) < least:
            raise Unavailable("old versions of the transit key are still there", reason="keys:root-unavailable")

    def check(self) -> None:
        """Prove that the server wraps, opens, and honours what is bound."""
        self._facts()
        key, context = new_key(), b"orderveil/check"
        wrapped = self.wrap([(key, context)])[0]
        if self.unwrap([(wrapped, context)]) != [key]:
            raise SealBroken("a sealed value did not open")
        try:
            self.unwrap([(wrapped, context + b"/other")])
        except SealBroken:
            return
        raise BadConfiguration(
            "this transit server ignores associated data; use OpenBao, or a Vault that honours it",
            reason="setup:transit",
            place=_PLACE,
        )

    def close(self) -> None:
        self._line.close()

    def __repr__(self) -> str:
        return "TransitRoot(<hidden>)"


def _parts(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[at : at + _BATCH] for at in range(0, len(items), _BATCH)]


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
