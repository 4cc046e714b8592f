"""The root in a real OpenBao server: wrapping, replacing, and what goes on while the server is away."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from orderveil.core.errors import BadConfiguration, Erased, SealBroken, Unavailable
from orderveil.core.settings import Settings
from orderveil.vault.keyring.buckets import CAPACITY
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.opening import open_root
from orderveil.vault.keyring.roots import Wrapped
from orderveil.vault.keyring.transit import TransitRoot, open_transit
from tests.tree import ROOT
from tests.vault.bao_server import ROOT_TOKEN, BaoServer, store_on, write_token
from tests.vault.keys import file_at, order, orders, plain, store_at
from tests.vault.test_keystore_purge import copy_of


def key_facts(bao: BaoServer, bao_settings: Settings) -> dict[str, object]:
    facts: dict[str, object] = bao.ask("GET", f"transit/keys/{bao_settings.root_key.rpartition('/')[2]}")["data"]
    return facts


# ---- wrapping


def test_the_server_wraps_opens_and_honours_what_is_bound(bao_root: TransitRoot) -> None:
    root = bao_root
    items = [(bytes([at]) * 32, b"context %d" % at) for at in range(255)] * 3
    wrapped = root.wrap(items)

    root.check()
    assert root.unwrap([(one, context) for one, (_, context) in zip(wrapped, items, strict=True)]) == [
        key for key, _ in items
    ]
    for wrong in (b"other", b""):
        with pytest.raises(SealBroken):
            root.unwrap([(wrapped[0], items[0][1]), (wrapped[1], wrong)])
    with pytest.raises(SealBroken):
        root.unwrap([(Wrapped(wrapped[0].root, wrapped[0].blob[:-4]), items[0][1])])


def test_a_key_that_can_be_carried_away_is_refused(bao: BaoServer, bao_settings: Settings) -> None:
    bao.ask("POST", "transit/keys/loose", {"type": "aes256-gcm96", "exportable": True})
    bao.ask("POST", "transit/keys/signing", {"type": "ed25519"})
    base = bao_settings.root_key.rpartition("/")[0]

    for name in ("loose", "signing"):
        with pytest.raises(BadConfiguration) as caught:
            open_transit(replace(bao_settings, root_key=f"{base}/{name}"), may_create=True)
        assert caught.value.reason == "setup:transit"


def test_a_key_that_is_not_there_is_not_made_unasked(bao_settings: Settings) -> None:
    root = open_transit(bao_settings, may_create=False)

    with pytest.raises(BadConfiguration):
        root.check()
    root.close()


def test_a_store_of_another_transit_key_is_refused(tmp_path: Path, bao_settings: Settings) -> None:
    store = store_on(tmp_path, bao_settings)
    ((n, _),) = store.create(orders(1))
    store.close()
    elsewhere = replace(bao_settings, root_key=bao_settings.root_key + "x")
    other = KeyStore(file_at(tmp_path), open_root(elsewhere, may_create=True))

    with pytest.raises(BadConfiguration) as caught:
        other.keys_of(n)
    other.close()
    assert caught.value.reason == "setup:wrong-root"


# ---- the line


@pytest.mark.parametrize("url", ["http://bao.example:8200", "http://10.0.0.7:8200", "http://127.0.0.1.bao.example"])
def test_a_server_elsewhere_is_never_spoken_to_without_tls(bao_settings: Settings, url: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        open_transit(replace(bao_settings, root_key=f"transit:{url}#transit/key"), may_create=False)
    assert "https://" in str(caught.value)


def test_a_token_that_others_may_read_is_refused(bao_settings: Settings) -> None:
    assert bao_settings.transit_token_file is not None
    bao_settings.transit_token_file.chmod(0o644)

    with pytest.raises(BadConfiguration) as caught:
        open_transit(bao_settings, may_create=False)
    assert caught.value.reason == "setup:transit-token"
    assert ROOT_TOKEN not in str(caught.value)


def test_a_setting_without_its_token_file_is_refused(bao_settings: Settings) -> None:
    with pytest.raises(BadConfiguration) as caught:
        open_transit(replace(bao_settings, transit_token_file=None), may_create=False)
    assert caught.value.place == "ORDERVEIL_TRANSIT_TOKEN_FILE"


def test_a_refused_token_is_told_and_a_renewed_one_taken_up(bao_settings: Settings, bao_root: TransitRoot) -> None:
    assert bao_settings.transit_token_file is not None
    write_token(bao_settings.transit_token_file, "expired")
    old = open_transit(bao_settings, may_create=False)

    with pytest.raises(Unavailable) as caught:
        old.wrap([(b"k" * 32, b"c")])
    assert caught.value.reason == "keys:root-denied"
    assert "expired" not in str(caught.value)
    write_token(bao_settings.transit_token_file, ROOT_TOKEN)
    assert len(old.wrap([(b"k" * 32, b"c")])) == 1
    old.close()


def test_no_proxy_of_the_environment_sees_a_key(bao_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    root = open_transit(bao_settings, may_create=True)

    root.check()
    root.close()


def test_the_policy_in_the_guide_is_enough(bao: BaoServer, bao_settings: Settings, tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "guide" / "keys.md").read_text("utf-8")
    found = re.search(r"```hcl\n(.*?)```", guide, re.DOTALL)
    assert found is not None
    bao.ask("PUT", "sys/policies/acl/orderveil", {"policy": found[1]})
    made = bao.ask("POST", "auth/token/create", {"policies": ["orderveil"], "no_default_policy": True})
    assert bao_settings.transit_token_file is not None
    write_token(bao_settings.transit_token_file, made["auth"]["client_token"])
    narrow = replace(bao_settings, root_key=bao_settings.root_key.rpartition("/")[0] + "/orderveil")
    store = store_on(tmp_path, narrow)
    ((n, one),) = store.create(orders(1))

    store.check()
    store.purge(replace_root=True)
    store.close()
    store = store_on(tmp_path, narrow)
    assert plain(store.keys_of(n)) == plain(one)
    store.close()


# ---- replacing the root


def test_a_new_root_trims_the_old_versions_and_closes_old_copies(
    bao: BaoServer, bao_settings: Settings, tmp_path: Path
) -> None:
    store = store_on(tmp_path, bao_settings)
    made = dict(store.create(orders(CAPACITY + 10)))
    named = store.named("ledger:main")
    before = copy_of(tmp_path, "before")
    store.destroy([3])

    report = store.purge(replace_root=True)
    store.close()

    facts = key_facts(bao, bao_settings)
    assert report.root_replaced
    assert (facts["latest_version"], facts["min_available_version"], facts["min_decryption_version"]) == (2, 2, 2)
    store = store_on(tmp_path, bao_settings)
    assert store.named("ledger:main") == named
    assert all(plain(store.keys_of(n)) == plain(one) for n, one in made.items() if n != 3)
    with pytest.raises(Erased):
        store.keys_of(3)
    store.close()
    old = KeyStore(before, open_root(bao_settings, may_create=False))
    for n in (2, 3):
        with pytest.raises(BadConfiguration) as caught:
            old.keys_of(n)
        assert caught.value.reason == "setup:wrong-root"
    old.close()


class Stop(BaseException):
    """Stands for a kill."""


@pytest.mark.parametrize("step", ["R1", "R2", "R3", "R4", "R5"])
def test_a_replacement_that_was_stopped_anywhere_ends_later(
    bao: BaoServer, bao_settings: Settings, tmp_path: Path, step: str
) -> None:
    def stop(reached: str) -> None:
        if reached == step:
            raise Stop

    store = store_on(tmp_path, bao_settings, on_step=stop)
    ((n, one),) = store.create(orders(1))
    with pytest.raises(Stop):
        store.rotate_root()
    store.close()
    store = store_on(tmp_path, bao_settings)

    assert store.status().is_replacing
    assert plain(store.keys_of(n)) == plain(one)
    assert store.purge(replace_root=False).root_replaced
    assert not store.status().is_replacing
    store.close()
    store = store_on(tmp_path, bao_settings)
    assert plain(store.keys_of(n)) == plain(one)
    store.close()
    facts = key_facts(bao, bao_settings)
    assert facts["min_available_version"] == facts["latest_version"]


# ---- moving from a file


@pytest.mark.parametrize("step", ["R1", "R2", "R3", "R4", "F5", "R5"])
def test_a_store_moves_from_a_file_to_a_server_and_the_file_ends(
    bao_settings: Settings, tmp_path: Path, step: str
) -> None:
    """Both roots open meanwhile; stopped anywhere, nothing is lost; then the file is gone."""

    def stop(reached: str) -> None:
        if reached == step:
            raise Stop

    bao_settings = replace(bao_settings, keys=tmp_path / "keys")
    store = store_at(tmp_path)
    made = dict(store.create(orders(CAPACITY + 1)))
    named = store.named("ledger:main")
    store.close()
    store = KeyStore(file_at(tmp_path), open_root(bao_settings, may_create=False, on_step=stop), on_step=stop)
    made.update(store.create([order(5000)]))
    with pytest.raises(Stop):
        store.rotate_root()
    store.close()
    store = KeyStore(file_at(tmp_path), open_root(bao_settings, may_create=False))
    assert all(plain(store.keys_of(n)) == plain(one) for n, one in made.items())
    store.rotate_root()
    assert list((tmp_path / "keys").iterdir()) == []
    store.close()
    store = KeyStore(file_at(tmp_path), open_root(bao_settings, may_create=False))
    assert store.named("ledger:main") == named
    assert all(plain(store.keys_of(n)) == plain(one) for n, one in made.items())
    store.close()
