"""The examinations behind `doctor`, each a function from what there is to findings."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from orderveil.contracts.check import check
from orderveil.core.errors import RelayError
from orderveil.core.settings import Settings
from orderveil.core.standins import stand_ins
from orderveil.vault.messages import KeyRow, LedgerVerified, Modes

_DAY_MS = 86_400_000
_SOON_MS = 14 * _DAY_MS
_UNUSED_MS = 90 * _DAY_MS
_SPACE_BYTES = 1 << 30
_PROC_SWAPS = Path("/proc/swaps")
_ROOT_KEY = "root.key"
_FEW = 3  # problems of the record that are shown; `ledger verify` shows all


class Level(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    ADVICE = "advice"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what it is, what was found, what to do."""

    what: str
    level: Level
    found: str
    do: str | None = None


def examine_stand_ins(settings: Settings, *, production: bool) -> Iterator[Finding]:
    """Insecure settings: advice in development, wrong in production."""
    yield Finding("environment", Level.OK, "production" if production else "development: for trials")
    level = Level.WRONG if production else Level.ADVICE
    for stand_in in stand_ins(settings):
        yield Finding(stand_in.setting, level, stand_in.why, stand_in.instead)


def examine_machine() -> Iterator[Finding]:
    """What the machine itself may give away."""
    yield Finding("python", Level.OK, ".".join(str(part) for part in sys.version_info[:3]))
    try:
        areas = _PROC_SWAPS.read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        areas = []
    plain = [area.split()[0] for area in areas if not area.startswith(("/dev/zram", "/dev/dm-"))]
    if plain:
        yield Finding(
            "swap",
            Level.ADVICE,
            f"memory may be written to {', '.join(plain)}, which looks unencrypted",
            "encrypt swap or turn it off: the vault's memory holds keys and values that are in use",
        )
    else:
        yield Finding("swap", Level.OK, "none that looks unencrypted")


def examine_places(settings: Settings) -> Iterator[Finding]:
    """The home, the root key's folder, and the room on the disk."""
    home = settings.home
    if not home.exists():
        yield Finding("home", Level.ADVICE, f"there is no installation at {home} yet", "orderveil init")
        return
    yield _examine_folder("home", home)
    free = shutil.disk_usage(home).free
    enough = free >= _SPACE_BYTES
    yield Finding(
        "disk",
        Level.OK if enough else Level.WRONG,
        f"{free // (1 << 20)} MiB free",
        None if enough else "free some: a full disk stops intake, for no order is acknowledged that is not on disk",
    )
    if settings.root_key == "file":
        yield from _examine_root(settings)


def examine_provider(settings: Settings) -> Iterator[Finding]:
    """The OpenID provider, where one is named: the secret can be read, the profile allows it, its doors are sound."""
    from orderveil.console.accounts.oidc_issuer import Issuer  # the HTTP client is loaded for this alone
    from orderveil.console.accounts.profiles import check_provider, read_profiles

    if settings.oidc is None:
        return
    issuer = Issuer(settings.oidc, settings.console_url)
    try:
        issuer.check_settings()
        if settings.account_profile in read_profiles():
            check_provider(read_profiles()[settings.account_profile], settings.oidc)
        issuer.doors()
    except RelayError as error:
        yield Finding("provider", Level.WRONG, f"{error} [{error.reason}]", "see the guide of the console")
    else:
        yield Finding("provider", Level.OK, f"people may sign in by it; it is to know {issuer.callback}")


def examine_passwords(settings: Settings) -> Iterator[Finding]:
    """The lists of passwords that leaked elsewhere. The service is asked for a range that is nobody's."""
    from orderveil.console.accounts.breached import Ranges, SortedFile  # the HTTP client is loaded for this alone

    named = settings.breached
    if named.file is None and named.url is None:
        word = "passwords that leaked elsewhere are not looked up; common ones are refused"
        yield Finding("breached passwords", Level.ADVICE, word, "set ORDERVEIL_BREACHED_FILE or ORDERVEIL_BREACHED_URL")
        return
    looks: dict[str, Callable[[], object]] = {}
    if named.file is not None:
        looks["the list"] = SortedFile(named.file).check
    if named.url is not None:
        looks["the service"] = partial(Ranges(named.url).count, "0" * 40)
    for what, look in looks.items():
        try:
            look()
        except RelayError as error:
            word = f"{what} cannot be asked, and refuses nobody: {error} [{error.reason}]"
            yield Finding("breached passwords", Level.WRONG, word, "see the guide of the console")
        else:
            yield Finding("breached passwords", Level.OK, f"{what} is looked up")


def _examine_root(settings: Settings) -> Iterator[Finding]:
    folder = settings.keys
    if not folder.exists():
        yield Finding(
            "root key",
            Level.WRONG,
            f"{folder} is not there",
            "bring it back from its own backup: nothing opens without it",
        )
        return
    yield _examine_folder("root key's folder", folder)
    file = folder / _ROOT_KEY
    if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o177:
        yield Finding("root key", Level.WRONG, "the file is open to others", f"chmod 600 {file}")
    if settings.home.exists() and folder.stat().st_dev == settings.home.stat().st_dev:
        yield Finding(
            "root key",
            Level.ADVICE,
            "lies on the same volume as the home: a snapshot of that volume holds the lock and the key",
            "set ORDERVEIL_KEYS to another volume, or ORDERVEIL_ROOT_KEY to transit",
        )


def _examine_folder(what: str, folder: Path) -> Finding:
    found = folder.stat()
    if found.st_uid != os.geteuid():
        return Finding(what, Level.WRONG, f"{folder} belongs to another user", "run as its owner, or chown it")
    if stat.S_IMODE(found.st_mode) & 0o077:
        return Finding(what, Level.WRONG, f"{folder} is open to others", f"chmod 700 {folder}")
    return Finding(what, Level.OK, str(folder))


def examine_contracts(settings: Settings) -> Iterator[Finding]:
    """The installation's overlays on the contracts."""
    folder = settings.home / "contracts"
    problems = check(folder if folder.is_dir() else None)
    for problem in problems:
        yield Finding("contracts", Level.WRONG, f"{problem.file}:{problem.line}: {problem.message}", "mend the file")
    if not problems:
        yield Finding("contracts", Level.OK, "eleven contracts and their overlays hold together")


def examine_record(verified: LedgerVerified) -> Iterator[Finding]:
    """Whether the ledger is what was signed; the first few things that are not."""
    if verified.ok:
        yield Finding("record", Level.OK, f"{verified.entries} entries rechecked, all as signed")
        return
    yield Finding(
        "record",
        Level.WRONG,
        "; ".join(verified.problems[:_FEW]),
        "copy the order store as evidence, then orderveil ledger verify; docs/guide/operations.md says how to go on",
    )


def examine_modes(modes: Modes) -> Iterator[Finding]:
    """Hops that are not enforced, and connectors that go past the relay."""
    open_hops: dict[str, list[str]] = {}
    for row in modes.rows:
        if row.mode != "enforced":
            open_hops.setdefault(row.shop, []).append(row.hop)
    for shop, hops in sorted(open_hops.items()):
        yield Finding(
            f"modes of {shop}",
            Level.ADVICE,
            f"not enforced, hence not counted as protected: {', '.join(hops)}",
            f"orderveil mode set HOP enforced --shop {shop}, one hop at a time",
        )
    for bypass in modes.bypasses:
        yield Finding(
            f"{bypass.hop} of {bypass.shop}",
            Level.ADVICE,
            f"{bypass.connector} goes past the relay with {len(bypass.fields)} fields",
            "end it at the source, then record that it ended: orderveil mode bypass ... --ends 0s",
        )


def examine_keys(rows: Sequence[KeyRow]) -> Iterator[Finding]:
    """Partners' keys that end soon, or that nobody uses."""
    now = time.time_ns() // 1_000_000
    for row in rows:
        if row.revoked_at_ms is not None or row.expires_at_ms <= now:
            continue
        if row.expires_at_ms - now < _SOON_MS:
            yield Finding(f"key {row.id}", Level.ADVICE, "expires within 14 days", "issue the next one now")
        if now - (row.last_used_at_ms or row.created_at_ms) > _UNUSED_MS:
            yield Finding(f"key {row.id}", Level.ADVICE, "unused for 90 days", f"orderveil keys revoke {row.id}")
