"""Settings of an installation, read once from the environment by whoever starts a process.

Pure: the mapping and the folder are arguments. Every name here has its line in docs/guide/settings.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orderveil.core.errors import BadConfiguration

_DEFAULT_HOME = ".orderveil"
_MEBIBYTE = 1024 * 1024
SOCKET_PATH_LIMIT = 107  # bytes; sun_path of Linux holds 108 with its end mark


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
    bind: str
    console_bind: str
    console_url: str  # by which browsers reach the console; passkeys are bound to its host
    max_body_bytes: int
    public_url: str | None
    alias_domain: str
    ledger_origin: str  # the name in every checkpoint; a witness knows the log by it
    match_per_hour: int  # things that may be compared with customers in an hour, by all together
    socket_group: bool  # True: the socket's group may knock, for a vaultd with a user of its own
    account_profile: str = "nist"  # console/accounts/profiles.toml
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
    socket = Path(environ.get("ORDERVEIL_SOCKET") or home / "run" / "vaultd.sock").absolute()
    if len(str(socket).encode()) > SOCKET_PATH_LIMIT:
        raise BadConfiguration(
            f"a Unix socket's path holds {SOCKET_PATH_LIMIT} bytes; set a shorter one",
            place="ORDERVEIL_SOCKET",
        )
    token_file = environ.get("ORDERVEIL_TRANSIT_TOKEN_FILE")
    return Settings(
        home=home,
        keys=keys,
        database_url=_database_url(environ),
        production=_mode(environ) == "production",
        root_key=environ.get("ORDERVEIL_ROOT_KEY") or "file",
        transit_token_file=Path(token_file) if token_file else None,
        socket=socket,
        bind=environ.get("ORDERVEIL_BIND") or "127.0.0.1:8470",
        console_bind=_console_bind(environ),
        console_url=(environ.get("ORDERVEIL_CONSOLE_URL") or "").rstrip("/")
        or f"http://localhost:{_console_bind(environ).rpartition(':')[2]}",
        max_body_bytes=_count(environ, "ORDERVEIL_MAX_BODY_BYTES", 4 * _MEBIBYTE),
        public_url=environ.get("ORDERVEIL_PUBLIC_URL") or None,
        alias_domain=environ.get("ORDERVEIL_ALIAS_DOMAIN") or "relay.invalid",
        ledger_origin=environ.get("ORDERVEIL_LEDGER_ORIGIN") or "orderveil.invalid/ledger",
        match_per_hour=_count(environ, "ORDERVEIL_MATCH_PER_HOUR", 100_000_000),
        account_profile=environ.get("ORDERVEIL_ACCOUNT_PROFILE") or "nist",
        console_proxies=_count(environ, "ORDERVEIL_CONSOLE_PROXIES", 0),
        socket_group=(environ.get("ORDERVEIL_SOCKET_GROUP") or "no") == "yes",
    )


def _console_bind(environ: Mapping[str, str]) -> str:
    return environ.get("ORDERVEIL_CONSOLE_BIND") or "127.0.0.1:8471"


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


def _count(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise BadConfiguration("must be a whole number above 0", place=name)
    return int(text)
