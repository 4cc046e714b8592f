"""The root in a real OpenBao server: wrapping, replacing, and what goes on while the server is away."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from orderveil.core.errors import BadConfiguration, Erased, SealBroken, Unavailable
from orderveil.core.settings import Settings
from orderveil.vault import transithttp
from orderveil.vault.buckets import CAPACITY
from orderveil.vault.keystore import KeyStore
from orderveil.vault.roots import Wrapped, open_root
from orderveil.vault.transit import TransitRoot, open_transit
from tests.tree import ROOT
from tests.vault.bao_server import ROOT_TOKEN, BaoServer, running
from tests.vault.keys import file_at, orders, plain
from tests.vault.test_keystore_purge import copy_of

_names = iter(range(10_000))


@pytest.fixture(scope="module")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaoServer]:
    with running(tmp_path_factory.mktemp("bao")) as server:
        yield server


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transithttp, "_TIMEOUT", 0.3)
    monkeypatch.setattr(transithttp, "_PAUSES_SECONDS", (0.01,))
    monkeypatch.setattr(transithttp, "_REST_SECONDS", 0.02)
    monkeypatch.setattr(transithttp, "_LONGEST_REST_SECONDS", 0.05)


@pytest.fixture
def settings(bao: BaoServer, home: Settings, tmp_path: Path) -> Settings:
    """Settings that name a transit key of this test's own."""
    token = tmp_path / "token"
    write_token(token, ROOT_TOKEN)
    return replace(home, root_key=f"transit:{bao.url}#transit/shop-{next(_names)}", transit_token_file=token)


def write_token(path: Path, token: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(f"{token}\n")


@pytest.fixture
def root(settings: Settings) -> Iterator[TransitRoot]:
    opened = open_transit(settings, may_create=True)
    yield opened
    opened.close()


def store_on(tmp_path: Path, settings: Settings, **more: object) -> KeyStore:
    root = open_root(settings, may_create=not file_at(tmp_path).exists())
    return KeyStore(file_at(tmp_path), root, **more)  # type: ignore[arg-type]


def key_facts(bao: BaoServer, settings: Settings) -> dict[str, object]:
    facts: dict[str, object] = bao.ask("GET", f"transit/keys/{settings.root_key.rpartition('/')[2]}")["data"]
    return facts


# ---- wrapping


def test_the_server_wraps_opens_and_honours_what_is_bound(root: TransitRoot) -> None:
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


def test_a_key_that_can_be_carried_away_is_refused(bao: BaoServer, settings: Settings) -> None:
    bao.ask("POST", "transit/keys/loose", {"type": "aes256-gcm96", "exportable": True})
    bao.ask("POST", "transit/keys/signing", {"type": "ed25519"})
    base = settings.root_key.rpartition("/")[0]

    for name in ("loose", "signing"):
        with pytest.raises(BadConfiguration) as caught:
            open_transit(replace(settings, root_key=f"{base}/{name}"), may_create=True)
        assert caught.value.reason == "setup:transit"


def test_a_key_that_is_not_there_is_not_made_unasked(settings: Settings) -> None:
    root = open_transit(settings, may_create=False)

    with pytest.raises(BadConfiguration):
        root.check()
    root.close()


def test_a_store_of_another_transit_key_is_refused(tmp_path: Path, settings: Settings) -> None:
    store = store_on(tmp_path, settings)
    ((n, _),) = store.create(orders(1))
    store.close()
    other = KeyStore(file_at(tmp_path), open_root(replace(settings, root_key=settings.root_key + "x"), may_create=True))

    with pytest.raises(BadConfiguration) as caught:
        other.keys_of(n)
    other.close()
    assert caught.value.reason == "setup:wrong-root"


# ---- the line


@pytest.mark.parametrize("url", ["http://bao.example:8200", "http://10.0.0.7:8200", "http://127.0.0.1.bao.example"])
def test_a_server_elsewhere_is_never_spoken_to_without_tls(settings: Settings, url: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        open_transit(replace(settings, root_key=f"transit:{url}#transit/key"), may_create=False)
    assert "https://" in str(caught.value)


def test_a_token_that_others_may_read_is_refused(settings: Settings) -> None:
    assert settings.transit_token_file is not None
    settings.transit_token_file.chmod(0o644)

    with pytest.raises(BadConfiguration) as caught:
        open_transit(settings, may_create=False)
    assert caught.value.reason == "setup:transit-token"
    assert ROOT_TOKEN not in str(caught.value)


def test_a_setting_without_its_token_file_is_refused(settings: Settings) -> None:
    with pytest.raises(BadConfiguration) as caught:
        open_transit(replace(settings, transit_token_file=None), may_create=False)
    assert caught.value.place == "ORDERVEIL_TRANSIT_TOKEN_FILE"


def test_a_refused_token_is_told_and_a_renewed_one_taken_up(settings: Settings, root: TransitRoot) -> None:
    assert settings.transit_token_file is not None
    write_token(settings.transit_token_file, "expired")
    old = open_transit(settings, may_create=False)

    with pytest.raises(Unavailable) as caught:
        old.wrap([(b"k" * 32, b"c")])
    assert caught.value.reason == "keys:root-denied"
    assert "expired" not in str(caught.value)
    write_token(settings.transit_token_file, ROOT_TOKEN)
    assert len(old.wrap([(b"k" * 32, b"c")])) == 1
    old.close()


def test_no_proxy_of_the_environment_sees_a_key(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    root = open_transit(settings, may_create=True)

    root.check()
    root.close()


def test_the_policy_in_the_guide_is_enough(bao: BaoServer, settings: Settings, tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "guide" / "keys.md").read_text("utf-8")
    found = re.search(r"```hcl\n(.*?)```", guide, re.DOTALL)
    assert found is not None
    bao.ask("PUT", "sys/policies/acl/orderveil", {"policy": found[1]})
    made = bao.ask("POST", "auth/token/create", {"policies": ["orderveil"], "no_default_policy": True})
    assert settings.transit_token_file is not None
    write_token(settings.transit_token_file, made["auth"]["client_token"])
    narrow = replace(settings, root_key=settings.root_key.rpartition("/")[0] + "/orderveil")
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
    bao: BaoServer, settings: Settings, tmp_path: Path
) -> None:
    store = store_on(tmp_path, settings)
    made = dict(store.create(orders(CAPACITY + 10)))
    named = store.named("ledger:main")
    before = copy_of(tmp_path, "before")
    store.destroy([3])

    report = store.purge(replace_root=True)
    store.close()

    facts = key_facts(bao, settings)
    assert report.root_replaced
    assert (facts["latest_version"], facts["min_available_version"], facts["min_decryption_version"]) == (2, 2, 2)
    store = store_on(tmp_path, settings)
    assert store.named("ledger:main") == named
    assert all(plain(store.keys_of(n)) == plain(one) for n, one in made.items() if n != 3)
    with pytest.raises(Erased):
        store.keys_of(3)
    store.close()
    old = KeyStore(before, open_root(settings, may_create=False))
    for n in (2, 3):
        with pytest.raises(BadConfiguration) as caught:
            old.keys_of(n)
        assert caught.value.reason == "setup:wrong-root"
    old.close()


class Stop(BaseException):
    """Stands for a kill."""


@pytest.mark.parametrize("step", ["R1", "R2", "R3", "R4", "R5"])
def test_a_replacement_that_was_stopped_anywhere_ends_later(
    bao: BaoServer, settings: Settings, tmp_path: Path, step: str
) -> None:
    def stop(reached: str) -> None:
        if reached == step:
            raise Stop

    store = store_on(tmp_path, settings, on_step=stop)
    ((n, one),) = store.create(orders(1))
    with pytest.raises(Stop):
        store.rotate_root()
    store.close()
    store = store_on(tmp_path, settings)

    assert store.status().is_replacing
    assert plain(store.keys_of(n)) == plain(one)
    assert store.purge(replace_root=False).root_replaced
    assert not store.status().is_replacing
    store.close()
    store = store_on(tmp_path, settings)
    assert plain(store.keys_of(n)) == plain(one)
    store.close()
    facts = key_facts(bao, settings)
    assert facts["min_available_version"] == facts["latest_version"]


# ---- outage


@pytest.fixture(params=["hangs", "is sealed"])
def away(request: pytest.FixtureRequest, bao: BaoServer) -> Iterator[BaoServer]:
    """A server that a test sends away by `begin_outage`; it always comes back."""
    yield bao
    bao.go_on()
    bao.unseal()


def begin_outage(request: pytest.FixtureRequest, bao: BaoServer) -> None:
    if request.node.callspec.params["away"] == "hangs":
        bao.hang()
    else:
        bao.seal()


def end_outage(bao: BaoServer) -> None:
    bao.go_on()
    bao.unseal()
    time.sleep(0.1)


def test_reading_intake_and_erasing_go_on_while_the_server_is_away(
    request: pytest.FixtureRequest, away: BaoServer, settings: Settings, tmp_path: Path
) -> None:
    store = store_on(tmp_path, settings, spares=3)
    made = dict(store.create(orders(100)))
    store.named("ledger:main")
    store.top_up()

    begin_outage(request, away)
    made.update(store.create(orders(2 * CAPACITY, 1000)))
    assert store.destroy([5]) == 1
    assert all(plain(store.keys_of(n)) == plain(one) for n, one in made.items() if n != 5)
    assert len(store.named("ledger:main")) == 32
    for act in (
        lambda: store.named("tags:demo:202611"),
        lambda: store.create(orders(3 * CAPACITY, 5000)),
        lambda: store.rotate_root(),
        lambda: store.check(),
    ):
        with pytest.raises(Unavailable) as caught:
            act()
        assert caught.value.reason == "keys:root-unavailable"
        assert not caught.value.permanent

    end_outage(away)
    made.update(store.create(orders(3 * CAPACITY, 5000)))
    assert store.purge(replace_root=True).root_replaced
    assert all(plain(store.keys_of(n)) == plain(one) for n, one in made.items() if n != 5)
    store.close()


def test_after_a_restart_what_was_warmed_outlasts_an_outage(
    request: pytest.FixtureRequest, away: BaoServer, settings: Settings, tmp_path: Path
) -> None:
    store = store_on(tmp_path, settings)
    made = dict(store.create(orders(2 * CAPACITY)))
    store.close()
    cold, warm = store_on(tmp_path, settings), store_on(tmp_path, settings)
    warm.warm()

    begin_outage(request, away)
    assert all(plain(warm.keys_of(n)) == plain(made[n]) for n in (1, CAPACITY, 2 * CAPACITY))
    assert warm.create(orders(1, 9000))
    with pytest.raises(Unavailable):
        cold.keys_of(1)
    end_outage(away)
    assert plain(cold.keys_of(1)) == plain(made[1])
    cold.close()
    warm.close()


def test_who_asks_during_an_outage_is_told_at_once_and_not_after_a_time_out(
    bao: BaoServer, settings: Settings, root: TransitRoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transithttp, "_REST_SECONDS", 60.0)
    monkeypatch.setattr(transithttp, "_LONGEST_REST_SECONDS", 60.0)
    asked: list[str] = []
    once = transithttp.TransitLine._once
    monkeypatch.setattr(
        transithttp.TransitLine, "_once", lambda *args: asked.append(args[2]) or once(*args)  # type: ignore[func-returns-value]
    )
    bao.hang()
    try:
        for _ in range(50):
            with pytest.raises(Unavailable):
                root.wrap([(b"k" * 32, b"c")])
    finally:
        bao.go_on()

    assert len(asked) == 1


def test_a_server_that_is_gone_is_unavailable(settings: Settings, tmp_path: Path) -> None:
    with running(tmp_path) as server:
        gone = replace(settings, root_key=f"transit:{server.url}#transit/key")
        root = open_transit(gone, may_create=True)
        root.check()
    with pytest.raises(Unavailable) as caught:
        root.check()
    root.close()
    assert server.url not in str(caught.value)
