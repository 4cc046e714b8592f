"""The line to a PostgreSQL on another machine is verified TLS, or none: a real server with a certificate of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orderveil.core.errors import BadConfiguration, RelayError, Unavailable
from orderveil.store.postgresql import PostgresDatabase
from tests.certificates import Authority
from tests.postgresql_server import USER, PostgresqlServer, running

pytestmark = pytest.mark.postgresql
HOST = "db.shop.example"  # led to this machine by hostaddr, as a name server would lead to another


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def server(authority: Authority) -> Iterator[PostgresqlServer]:
    with running(tls=authority.certify(HOST)) as server:
        yield server


def url(server: PostgresqlServer, host: str = HOST, **query: object) -> str:
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return f"postgresql://{USER}@{host}:{server.port}/postgres?hostaddr=127.0.0.1&connect_timeout=5{more}"


def refusal(address: str, *, private: bool = True) -> RelayError | None:
    try:
        PostgresDatabase(address, private=private).close()
    except RelayError as error:
        return error
    return None


def test_a_verified_line_carries_every_connection(server: PostgresqlServer, authority: Authority) -> None:
    database = PostgresDatabase(url(server, sslmode="verify-full", sslrootcert=authority.file), private=True)
    database.claim()
    with database.writing() as tx, database.reading() as other:
        for one in (tx, other):
            assert one.one("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == (True, "TLSv1.3")
    database.close()


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
def test_a_line_that_proves_no_name_is_refused(server: PostgresqlServer, mode: str) -> None:
    assert refusal(url(server, sslmode=mode), private=False) is None  # the server itself would take it
    refused = refusal(url(server, sslmode=mode))
    assert isinstance(refused, BadConfiguration)
    assert (refused.reason, refused.place) == ("setup:insecure", "DATABASE_URL")


def test_the_environment_leads_no_line_elsewhere(server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", HOST)
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.1")
    monkeypatch.setenv("PGPORT", str(server.port))
    address = f"postgresql:///postgres?user={USER}"  # which looks as if it stayed here
    assert refusal(address, private=False) is None
    assert isinstance(refusal(address), BadConfiguration)


def test_a_server_of_another_name_or_authority_is_not_spoken_to(
    server: PostgresqlServer, authority: Authority, tmp_path: Path
) -> None:
    other = Authority(tmp_path, "another authority")
    right = {"sslmode": "verify-full", "sslrootcert": authority.file}
    assert refusal(url(server, **right)) is None
    for address in (
        url(server, host="other.shop.example", **right), url(server, **(right | {"sslrootcert": other.file})),
    ):  # fmt: skip
        assert isinstance(refusal(address), Unavailable)


def test_a_socket_of_this_machine_needs_none(server: PostgresqlServer) -> None:
    assert refusal(server.url("postgres").replace("?", f"?port={server.port}&")) is None
