"""What every test may ask for: a real store of each kind, and an installation's settings over a temporary home.

`database`     an empty store, once on SQLite and once on PostgreSQL
`home`         Settings of an embedded installation
`each_home`    the same, once embedded and once on PostgreSQL
`postgresql_url`  the address of an empty PostgreSQL database

Deselect the PostgreSQL leg by `-m "not postgresql"`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderveil.core.settings import Settings, read_settings
from orderveil.store.database import Database
from orderveil.store.opening import open_database
from tests.postgresql_server import PostgresqlMissing, PostgresqlServer, running

BOTH = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgresql),
]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """One real server per test process, on a Unix socket."""
    try:
        with running() as server:
            yield server
    except PostgresqlMissing as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture
def postgresql_url(postgresql_server: PostgresqlServer) -> Iterator[str]:
    url = postgresql_server.create()
    yield url
    postgresql_server.drop(url)


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    opened = open_database(url, tmp_path / "store" / "orders.db")
    yield opened
    opened.close()


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A temporary folder with a short path: a Unix socket's path holds 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(short_folder: Path) -> Settings:
    """Settings over a home that does not exist yet; the root key's folder is its sibling."""
    return read_settings({"ORDERVEIL_HOME": str(short_folder / "h")}, short_folder)


@pytest.fixture(params=BOTH)
def each_home(request: pytest.FixtureRequest, short_folder: Path) -> Settings:
    environ = {"ORDERVEIL_HOME": str(short_folder / "h")}
    if request.param == "postgresql":
        environ["DATABASE_URL"] = request.getfixturevalue("postgresql_url")
    return read_settings(environ, short_folder)
