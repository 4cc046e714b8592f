"""A real PostgreSQL for tests and benchmarks: found on this machine, started on a Unix socket, thrown away.

It never listens beyond this machine, never runs as root, and never touches a server that already runs here.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

USER = "orderveil"
INSTALL_HINT = "install the Debian package postgresql (as root: make setup), or deselect: pytest -m 'not postgresql'"
_START_SECONDS = 60
_THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class PostgresqlMissing(Exception):
    """No PostgreSQL 15 or newer is installed here."""


class PostgresqlServer:
    """A running server; hands out the address of a fresh database each time."""

    def __init__(self, sockets: Path, port: int | None = None) -> None:
        self._sockets = sockets
        self.port = port  # of the loopback address, where it takes TLS
        self._numbers = count(1)

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@/{database}?host={self._sockets}"

    def create(self) -> str:
        """Create an empty database; return its address."""
        name = f"orderveil_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database that `create` made, whoever is still connected to it."""
        name = url.rpartition("@/")[2].partition("?")[0]
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]  # names are ours


def find_binaries() -> Path:
    """Return the folder of the newest PostgreSQL of at least 15. Raises PostgresqlMissing."""
    found = {
        int(folder.parent.name): folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdigit() and (folder / "initdb").exists()
    }
    if found and max(found) >= 15:
        return found[max(found)]
    on_path = shutil.which("initdb")
    if on_path is None:
        raise PostgresqlMissing(INSTALL_HINT)
    return Path(on_path).parent


@contextmanager
def running(*, durable: bool = False, tls: tuple[Path, Path] | None = None) -> Iterator[PostgresqlServer]:
    """Run a server until the block ends. `durable` keeps every fsync, as benchmarks need; tests do not.

    `tls`: files of a certificate and its key; the server then takes connections on a loopback port as well.
    """
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="ovpg-", dir="/tmp"))  # short: a socket's path holds 107 bytes
    account = _unprivileged_account()
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        initdb = [binaries / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8"]
        _as(account, [*initdb, "--locale=C", "--no-sync"], folder)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "max_connections": "200",
            **(_DURABLE if durable else _THROW_AWAY),
            **(_tls_options(tls, data, account) if tls else {}),
        }
        text = "".join(f"{name} = '{value}'\n" for name, value in options.items())
        with (data / "postgresql.conf").open("a") as config:
            config.write(text)
        control = [binaries / "pg_ctl", "-D", data, "-w", "-t", str(_START_SECONDS), "-l", folder / "log"]
        _as(account, [*control, "start"], folder)
        try:
            yield PostgresqlServer(folder, int(options["port"]) if tls else None)
        finally:
            _as(account, [*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tls_options(tls: tuple[Path, Path], data: Path, account: pwd.struct_passwd | None) -> dict[str, str]:
    for source, name in zip(tls, ("server.crt", "server.key"), strict=True):
        shutil.copy(source, data / name)
        (data / name).chmod(0o600)
        if account is not None:
            os.chown(data / name, account.pw_uid, account.pw_gid)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return {"listen_addresses": "127.0.0.1", "port": str(port), "ssl": "on"}


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Return who runs the server: PostgreSQL refuses root. None: we are nobody special already."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresqlMissing("PostgreSQL does not run as root, and there is no account postgres or nobody")


def _as(account: pwd.struct_passwd | None, command: list[str | Path], folder: Path) -> None:
    uid = account.pw_uid if account else None
    gid = account.pw_gid if account else None
    groups: list[int] | None = [] if account else None
    with (folder / "setup.log").open("ab") as log:
        done = subprocess.run(
            [str(part) for part in command],
            user=uid,
            group=gid,
            extra_groups=groups,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{(folder / 'setup.log').read_text()[-2000:]}")
