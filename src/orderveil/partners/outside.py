"""Lists of accounts and apps, as outside systems export them: read from CSV into one form.

A system's columns are known by their headers; any other file is read where its columns bear plain names
(e-mail, name, role, two-factor, last login, created). Hostile by assumption: bounded in rows, columns and
cells, and no cell stands in an error. Pure: text in, values out.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from orderveil.core.errors import Malformed, TooLarge

MOST_ROWS = 20_000
MOST_BYTES = 2_000_000
_MOST_COLUMNS = 200
_LONGEST_CELL = 2_000
_KEPT_CHARACTERS = 254
_DELIMITERS = ",;\t|"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,180}")
_SCOPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,95}")
_ON = frozenset({"active", "enabled", "enforced", "enrolled", "on", "true", "yes", "1", "y", "app", "sms", "passkey"})
_OFF = frozenset({"disabled", "false", "inactive", "no", "none", "not enabled", "not enrolled", "off", "0", "n"})
_NEVER = frozenset({"", "-", "never", "never logged in", "n/a", "null", "none"})
_WRITTEN = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d", "%d %b %Y %H:%M", "%d %b %Y",
    "%b %d, %Y", "%B %d, %Y", "%d %B %Y", "%b %d, %Y, %I:%M %p", "%d %b, %Y",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """One account. Times in epoch ms; `mfa`: `on`, `off`, or empty where the list does not say."""

    email: str = field(repr=False)
    name: str = field(default="", repr=False)
    role: str = ""
    mfa: str = ""
    used_at_ms: int | None = None
    made_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class App:
    """One connected app and the scopes that it was granted."""

    name: str
    scopes: tuple[str, ...] = ()
    used_at_ms: int | None = None
    made_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it was read. `unread`: where a row could not be read, and why, without its cells.

    `undated`: how many times were written in a way that is not known, or that could mean two days.
    """

    system: str
    accounts: tuple[Account, ...] = field(default=(), repr=False)
    apps: tuple[App, ...] = ()
    unread: tuple[str, ...] = ()
    undated: int = 0


# by system: which header, in lower case, holds what. The first that a file has is taken.
_Columns = Mapping[str, tuple[str, ...]]
_GENERIC: _Columns = {
    "email": ("email", "e-mail", "email address", "e-mail address", "user email", "login", "username", "user", "mail"),
    "name": ("name", "full name", "display name", "user name", "agent name", "staff name"),
    "first": ("first name", "given name", "firstname"),
    "last": ("last name", "family name", "lastname", "surname"),
    "role": ("role", "roles", "user role", "permission", "permissions", "access level", "type", "designation"),
    "mfa": ("mfa", "2fa", "two-factor", "two factor", "two-factor authentication", "two-step verification",
            "2-step verification", "mfa status", "2fa status", "mfa enabled", "2fa enabled"),
    "used": ("last login", "last sign in", "last sign-in", "last active", "last used", "last seen", "last login time",
             "last logged in", "last activity", "last login at"),
    "made": ("created", "created at", "created on", "creation time", "date added", "added", "joined", "added on"),
    "state": ("status", "state", "account status", "active"),
}  # fmt: skip
_KNOWN: Mapping[str, _Columns] = {
    "workspace": {
        "email": ("email address [required]", "email address", "user email"),
        "first": ("first name [required]", "first name"),
        "last": ("last name [required]", "last name"),
        "role": ("admin role", "org unit path [required]", "org unit path"),
        "mfa": ("2sv enrolled [read only]", "2sv enforced [read only]", "2-step verification enrollment"),
        "used": ("last sign in [read only]", "last sign in"),
        "made": ("creation time [read only]", "account creation date"),
        "state": ("status [read only]",),
    },
    "shopify": {
        "email": ("email",), "first": ("first name",), "last": ("last name",), "name": ("name", "staff member"),
        "role": ("role", "roles", "account type", "permissions"),
        "mfa": ("two-step authentication", "two-step", "2fa", "two-factor authentication"),
        "used": ("last login", "last logged in"), "made": ("created at", "date added"), "state": ("status",),
    },
    "freshdesk": {
        "email": ("email", "agent email"), "name": ("name", "agent name"), "role": ("roles", "role", "agent type"),
        "mfa": ("two factor authentication", "2fa"), "used": ("last login at", "last login", "last active at"),
        "made": ("created at", "created time"), "state": ("active", "status"),
    },
}  # fmt: skip
_APP: _Columns = {
    "app": ("app", "app name", "application", "application name", "integration"),
    "scopes": ("scopes", "access scopes", "permissions", "oauth scopes", "granted scopes"),
    "used": ("last used", "last activity", "last accessed", "last api call"),
    "made": ("installed", "installed at", "installed on", "date installed", "authorized at", "created at"),
}


def decoded(raw: bytes) -> str:
    """Return a file's text. Raises TooLarge, and Malformed where it is neither UTF-8 nor UTF-16 with its mark."""
    if len(raw) > MOST_BYTES:
        raise TooLarge(f"a list holds at most {MOST_BYTES} bytes", place="file")
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise Malformed("the file is not UTF-8", reason="input:charset", place="file") from None


def read_list(system: str, text: str) -> Listed:
    """Read a system's export: accounts where it has a column of addresses, else apps.

    Raises Malformed where there is neither, or where a quote never closes; TooLarge beyond MOST_ROWS.
    """
    rows = _rows(text)
    try:
        header = next(rows, (1, []))[1]
        names = {name.strip().casefold(): at for at, name in reversed(list(enumerate(header)))}
        columns = _found(_GENERIC, names) | _found(_KNOWN.get(system, {}), names)
        apps = _found(_APP, names)
        if "email" in columns:
            return _accounts(system, rows, columns)
        if "app" in apps:
            return _apps(system, rows, apps)
    except csv.Error:
        raise Malformed("quotes do not close, or a cell is too long", place="file") from None
    raise Malformed(
        "no column of e-mail addresses and none of apps; name one `email` or `app`", place="line 1"
    )


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text[:10_000].partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(iter(text.splitlines(keepends=True)), delimiter=delimiter, strict=True)
    count = 0
    for cells in reader:
        if not any(map(str.strip, cells)):
            continue
        count += 1
        if count > MOST_ROWS + 1:
            raise TooLarge(f"a list holds at most {MOST_ROWS} rows", place="file")
        if len(cells) > _MOST_COLUMNS or any(len(cell) > _LONGEST_CELL for cell in cells):
            place = f"line {reader.line_num}"
            raise TooLarge(f"a row has at most {_MOST_COLUMNS} cells of {_LONGEST_CELL}", place=place)
        yield reader.line_num, cells


def _found(columns: _Columns, names: Mapping[str, int]) -> dict[str, int]:
    found = {}
    for what, spellings in columns.items():
        at = next((names[one] for one in spellings if one in names), None)
        if at is not None:
            found[what] = at
    return found


def _accounts(system: str, rows: Iterable[tuple[int, list[str]]], columns: Mapping[str, int]) -> Listed:
    accounts: dict[str, Account] = {}
    unread, undated = [], 0
    for line, cells in rows:
        told = {what: _clean(cells[at]) if at < len(cells) else "" for what, at in columns.items()}
        if told.get("state", "").casefold() in ("suspended", "deactivated", "deleted", "inactive", "false"):
            continue  # it opens nothing any more
        if not _ADDRESS.fullmatch(told["email"]):
            unread.append(f"line {line}: no e-mail address")
            continue
        name = told.get("name") or f"{told.get('first', '')} {told.get('last', '')}".strip()
        used, made = _moment(told.get("used", "")), _moment(told.get("made", ""))
        undated += (used == _UNKNOWN) + (made == _UNKNOWN)
        factor = _factor(told.get("mfa"))
        account = Account(told["email"], name, told.get("role", ""), factor, used or None, made or None)
        accounts.setdefault(told["email"].casefold(), account)
    return Listed(system, tuple(accounts.values()), (), tuple(unread), undated)


def _apps(system: str, rows: Iterable[tuple[int, list[str]]], columns: Mapping[str, int]) -> Listed:
    apps: dict[str, App] = {}
    unread, undated = [], 0
    for line, cells in rows:
        told = {what: _clean(cells[at]) if at < len(cells) else "" for what, at in columns.items()}
        scopes = [one for one in re.split(r"[\s,;|]+", told.get("scopes", "")) if one]
        if not told["app"] or not all(map(_SCOPE.fullmatch, scopes)):
            unread.append(f"line {line}: no app's name, or scopes that are no words")
            continue
        used, made = _moment(told.get("used", "")), _moment(told.get("made", ""))
        undated += (used == _UNKNOWN) + (made == _UNKNOWN)
        app = App(told["app"], tuple(sorted(set(scopes))), used or None, made or None)
        apps.setdefault(told["app"].casefold(), app)
    return Listed(system, (), tuple(apps.values()), tuple(unread), undated)


def _clean(cell: str) -> str:
    """Return a cell without what is not printed, a spreadsheet's guard, and what is too long to be a name."""
    text = " ".join(_CONTROL.sub(" ", cell).split())[:_KEPT_CHARACTERS]
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


def _factor(cell: str | None) -> str:
    word = (cell or "").casefold()
    return "on" if word in _ON else "off" if word in _OFF else ""


_UNKNOWN = 0  # a time that is written in a way that is not known: no time at all, and counted


def _moment(text: str) -> int | None:
    """Return epoch ms; None for never, _UNKNOWN where it could not be read. 03/04/2026 could mean two days: unknown."""
    if text.casefold() in _NEVER:
        return None
    plain = re.sub(r"\s*(UTC|GMT)$", "", text)
    try:
        at = datetime.fromisoformat(plain)
    except ValueError:
        found = (_by(plain, written) for written in _WRITTEN)
        at = next((one for one in found if one is not None), None)  # type: ignore[assignment]
    if at is None or not 1990 <= at.year <= 2200:
        return _UNKNOWN
    return int((at if at.tzinfo is not None else at.replace(tzinfo=UTC)).timestamp() * 1000)


def _by(text: str, written: str) -> datetime | None:
    try:
        return datetime.strptime(text, written).replace(tzinfo=UTC)
    except ValueError:
        return None
