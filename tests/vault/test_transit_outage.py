"""While the server that holds the root is away: what goes on, what waits, and what is told meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from orderveil.core.errors import Unavailable
from orderveil.core.settings import Settings
from orderveil.vault.keyring import transithttp
from orderveil.vault.keyring.buckets import CAPACITY
from orderveil.vault.keyring.transit import TransitRoot, open_transit
from tests.vault.bao_server import BaoServer, running, store_on
from tests.vault.keys import orders, plain


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
    request: pytest.FixtureRequest, away: BaoServer, bao_settings: Settings, tmp_path: Path
) -> None:
    store = store_on(tmp_path, bao_settings, spares=3)
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
    request: pytest.FixtureRequest, away: BaoServer, bao_settings: Settings, tmp_path: Path
) -> None:
    store = store_on(tmp_path, bao_settings)
    made = dict(store.create(orders(2 * CAPACITY)))
    store.close()
    cold, warm = store_on(tmp_path, bao_settings), store_on(tmp_path, bao_settings)
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
    bao: BaoServer, bao_settings: Settings, bao_root: TransitRoot, monkeypatch: pytest.MonkeyPatch
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
                bao_root.wrap([(b"k" * 32, b"c")])
    finally:
        bao.go_on()

    assert len(asked) == 1


def test_a_server_that_is_gone_is_unavailable(bao_settings: Settings, tmp_path: Path) -> None:
    with running(tmp_path) as server:
        gone = replace(bao_settings, root_key=f"transit:{server.url}#transit/key")
        root = open_transit(gone, may_create=True)
        root.check()
    with pytest.raises(Unavailable) as caught:
        root.check()
    root.close()
    assert server.url not in str(caught.value)
