"""Settings of an installation, read once from the environment by whoever starts a process.

Pure: the mapping and the folder are arguments. Every name here has its line in docs/guide/settings.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from orderveil.core.databaseurl import is_of_this_machine
from orderveil.core.errors import BadConfiguration
from orderveil.core.listening import Address, read_address
from orderveil.core.oidc import Oidc, read_oidc

_DEFAULT_HOME = ".orderveil"
_MEBIBYTE = 1024 * 1024
LOOPBACK = ("127.0.0.0/8", "::1/128")
SOCKET_PATH_LIMIT = 107  # bytes; sun_path of Linux holds 108 with its end mark


@dataclass(frozen=True, slots=True)
class BreachedLists:
    """Where passwords that leaked elsewhere are looked up: a sorted file, a service, both or neither."""

    file: Path | None = None
    url: str | None = None  # of ranges; the first five digits of a hash come after it


@dataclass(frozen=True, slots=True)
class Settings:
    """Where an installation lives and how it behaves."""

    home: Path
    keys: Path  # the root key's folder; never inside `home`, never in its backups
    database_url: str | None  # None: the embedded store
    production: bool
    root_key: str  # "file", or "transit:URL#mount/key"
    transit_token_file: Path | None
    socket: Path
    bind: Address
    console_bind: Address
    console_url: str  # by which browsers reach the console; passkeys are bound to its host
    max_body_bytes: int
    public_url: str | None
    alias_domain: str
    ledger_origin: str  # the name in every checkpoint; a witness knows the log by it
    match_per_hour: int  # things that may be compared with customers in an hour, by all together
    socket_group: bool  # True: the socket's group may knock, for a vaultd with a user of its own
    account_profile: str = "nist"  # console/accounts/profiles.toml
    oidc: Oidc | None = None  # None: people sign in here alone
    console_proxies_from: tuple[str, ...] = LOOPBACK  # networks whose X-Forwarded headers count at the console
    breached: BreachedLists = BreachedLists()  # where passwords that leaked are looked up
    sessions_at_once: int = 5  # of one person; the oldest ends where one more begins
    totp_steps: int = 0  # how many codes of an app before and after the one of now are taken: none, or one
    transit_ca_file: Path | None = None  # None: the machine's own list of authorities
    console_proxies: int = 0  # trusted proxies before the console: how many addresses of X-Forwarded-For they wrote

    @property
    def embedded(self) -> bool:
        """Tell whether orders lie in the embedded store."""
        return self.database_url is None


def read_settings(environ: Mapping[str, str], user_home: Path) -> Settings:
    """Return the settings that `environ` asks for. Raises BadConfiguration naming the variable."""
    home = Path(environ.get("ORDERVEIL_HOME") or user_home / _DEFAULT_HOME).absolute()
    keys = Path(environ.get("ORDERVEIL_KEYS") or home.parent / f"{home.name}.keys").absolute()
    if keys == home or home in keys.parents:
        raise BadConfiguration(
            "the root key's folder must lie outside ORDERVEIL_HOME, or one backup would hold both",
            place="ORDERVEIL_KEYS",
        )
    token_file = environ.get("ORDERVEIL_TRANSIT_TOKEN_FILE")
    console = read_address(environ.get("ORDERVEIL_CONSOLE_BIND") or "127.0.0.1:8471", "ORDERVEIL_CONSOLE_BIND")
    return Settings(
        home=home,
        keys=keys,
        database_url=_database_url(environ),
        production=_mode(environ) == "production",
        root_key=environ.get("ORDERVEIL_ROOT_KEY") or "file",
        transit_token_file=Path(token_file) if token_file else None,
        socket=_socket(environ, home),
        bind=read_address(environ.get("ORDERVEIL_BIND") or "127.0.0.1:8470", "ORDERVEIL_BIND"),
        console_bind=console,
        console_url=(environ.get("ORDERVEIL_CONSOLE_URL") or "").rstrip("/")
        or f"http://localhost:{console.port}",
        max_body_bytes=_count(environ, "ORDERVEIL_MAX_BODY_BYTES", 4 * _MEBIBYTE),
        public_url=environ.get("ORDERVEIL_PUBLIC_URL") or None,
        alias_domain=environ.get("ORDERVEIL_ALIAS_DOMAIN") or "relay.invalid",
        ledger_origin=environ.get("ORDERVEIL_LEDGER_ORIGIN") or "orderveil.invalid/ledger",
        match_per_hour=_count(environ, "ORDERVEIL_MATCH_PER_HOUR", 100_000_000),
        account_profile=environ.get("ORDERVEIL_ACCOUNT_PROFILE") or "nist",
        console_proxies=_count(environ, "ORDERVEIL_CONSOLE_PROXIES", 0),
        oidc=read_oidc(environ),
        console_proxies_from=_networks(environ, "ORDERVEIL_CONSOLE_PROXIES_FROM", LOOPBACK),
        breached=_breached(environ),
        sessions_at_once=_count(environ, "ORDERVEIL_SESSIONS_AT_ONCE", 5),
        totp_steps=_totp_steps(environ),
        transit_ca_file=_path(environ, "ORDERVEIL_TRANSIT_CA_FILE"),
        socket_group=(environ.get("ORDERVEIL_SOCKET_GROUP") or "no") == "yes",
    )


def _socket(environ: Mapping[str, str], home: Path) -> Path:
    socket = Path(environ.get("ORDERVEIL_SOCKET") or home / "run" / "vaultd.sock").absolute()
    if len(str(socket).encode()) > SOCKET_PATH_LIMIT:
        raise BadConfiguration(
            f"a Unix socket's path holds {SOCKET_PATH_LIMIT} bytes; set a shorter one",
            place="ORDERVEIL_SOCKET",
        )
    return socket


def _mode(environ: Mapping[str, str]) -> str:
    mode = environ.get("ORDERVEIL_ENV") or "development"
    if mode not in ("development", "production"):
        raise BadConfiguration("must be development or production", place="ORDERVEIL_ENV")
    return mode


def _database_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("DATABASE_URL") or None
    if url is not None and not url.startswith(("postgresql://", "postgres://")):
        raise BadConfiguration(
            "must be a postgresql:// address, or unset for the embedded store", place="DATABASE_URL"
        )
    return url


def _breached(environ: Mapping[str, str]) -> BreachedLists:
    url, place = (environ.get("ORDERVEIL_BREACHED_URL") or "").rstrip("/") or None, "ORDERVEIL_BREACHED_URL"
    parts = urlsplit(url or "")
    if url is not None and (parts.scheme not in ("https", "http") or not parts.hostname or parts.query):
        raise BadConfiguration("must be the https:// address of ranges, such as https://HOST/range", place=place)
    if url is not None and parts.scheme == "http" and not is_of_this_machine(parts.hostname or ""):
        raise BadConfiguration("a service on another machine is asked by https:// only", place=place)
    return BreachedLists(_path(environ, "ORDERVEIL_BREACHED_FILE"), url)


def _totp_steps(environ: Mapping[str, str]) -> int:
    text = environ.get("ORDERVEIL_TOTP_STEPS") or "0"
    if text not in ("0", "1"):
        raise BadConfiguration("must be 0 or 1", place="ORDERVEIL_TOTP_STEPS")
    return int(text)


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    text = environ.get(name)
    return Path(text).absolute() if text else None


def _networks(environ: Mapping[str, str], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    named = [one.strip() for one in environ.get(name, "").split(",") if one.strip()]
    try:
        return tuple(str(ip_network(one)) for one in named) or default
    except ValueError:
        raise BadConfiguration("addresses or networks, with commas between", place=name) from None


def _count(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise BadConfiguration("must be a whole number above 0", place=name)
    return int(text)
