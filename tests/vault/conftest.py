"""For the vault's tests: a key store on a real file, and a real transit server, one per test process."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from orderveil.core.settings import Settings
from orderveil.vault.keyring import transithttp
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.transit import TransitRoot, open_transit
from tests.vault.bao_server import ROOT_TOKEN, BaoServer, running, write_token
from tests.vault.keys import store_at

_numbers = itertools.count()


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[KeyStore]:
    """A new key store under a root in a file."""
    store = store_at(tmp_path)
    yield store
    store.close()


@pytest.fixture(scope="session")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaoServer]:
    with running(tmp_path_factory.mktemp("bao")) as server:
        yield server


@pytest.fixture
def bao_settings(bao: BaoServer, home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that name a transit key of this test's own; nobody waits long for a server that is away."""
    monkeypatch.setattr(transithttp, "_TIMEOUT", 0.3)
    monkeypatch.setattr(transithttp, "_PAUSES_SECONDS", (0.01,))
    monkeypatch.setattr(transithttp, "_REST_SECONDS", 0.02)
    monkeypatch.setattr(transithttp, "_LONGEST_REST_SECONDS", 0.05)
    token = tmp_path / "token"
    write_token(token, ROOT_TOKEN)
    return replace(home, root_key=f"transit:{bao.url}#transit/shop-{next(_numbers)}", transit_token_file=token)


@pytest.fixture
def bao_root(bao_settings: Settings) -> Iterator[TransitRoot]:
    opened = open_transit(bao_settings, may_create=True)
    yield opened
    opened.close()
