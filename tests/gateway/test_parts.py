"""The gateway's parts on their own: errors, limits, settings, pool, access log."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path

import pytest

from orderveil.core import errors
from orderveil.core.errors import BadConfiguration, RelayError, TooMany
from orderveil.core.settings import read_settings
from orderveil.gateway import errors as http_errors
from orderveil.gateway.accesslog import AccessLog, Line
from orderveil.gateway.errors import Busy, reply_to, status_of
from orderveil.gateway.limits import Buckets, Strangers
from orderveil.gateway.metrics import Metrics
from orderveil.gateway.pool import Pool
from orderveil.gateway.settings import GatewaySettings, read_gateway_settings

FAMILY = [
    kind
    for module in (errors, http_errors)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, RelayError)
]
OURS = {RelayError, errors.SealBroken, errors.KeyMissing, errors.BadConfiguration}


@pytest.mark.parametrize("kind", sorted(set(FAMILY), key=lambda kind: kind.__name__))
def test_every_error_has_its_status(kind: type[RelayError]) -> None:
    error = kind("POST") if kind is http_errors.WrongMethod else kind("told")
    reply = reply_to(error)
    body = json.loads(reply.body)

    assert (reply.status == 500) == (kind in OURS)
    assert set(body) == {"reason", "message", "permanent", "place"}
    assert (reply.retry_after_seconds is not None) == (reply.status in (429, 503))


@pytest.mark.parametrize(
    ("reason", "permanent", "status"),
    [
        ("access:quota", False, 429), ("access:gone-elsewhere", True, 403), ("contract:no-purpose", True, 403),
        ("vault:failed", False, 503), ("mode:off", True, 403), ("shop:unknown", True, 404), ("seal:strange", True, 500),
        ("input:odd", True, 400),
    ],
)  # fmt: skip
def test_an_error_that_crossed_the_socket_keeps_its_meaning(reason: str, permanent: bool, status: int) -> None:
    assert status_of(RelayError("told", reason=reason, permanent=permanent)) == status


def test_a_fault_of_ours_is_answered_without_its_words() -> None:
    assert b"which key" not in reply_to(errors.KeyMissing("which key", place="orders/7")).body


def test_a_bucket_refills_with_time_and_no_further_than_its_size() -> None:
    now = [0.0]
    buckets = Buckets(per_second=2.0, burst=3.0, clock=lambda: now[0])
    assert [buckets.spend("a") for _ in range(4)] == [True, True, True, False]
    assert buckets.spend("b")
    now[0] = 0.5
    assert [buckets.spend("a") for _ in range(2)] == [True, False]
    now[0] = 1_000.0
    assert [buckets.spend("a") for _ in range(4)] == [True, True, True, False]


def test_names_that_are_made_up_fill_no_memory() -> None:
    buckets = Buckets(1.0, 1.0)
    for number in range(10_000):
        buckets.spend(f"made-up-{number}")

    assert len(buckets._left) <= 4_096


def test_unknown_keys_from_one_address_are_stopped_and_known_ones_are_not() -> None:
    strangers = Strangers(per_second=0.001, burst=3.0)
    strangers.welcome("ovk_known")
    for number in range(3):
        strangers.admit(f"ovk_guess_{number}", "203.0.113.7")
    with pytest.raises(TooMany):
        strangers.admit("ovk_guess_4", "203.0.113.7")
    strangers.admit("ovk_known", "203.0.113.7")
    strangers.admit("ovk_guess_5", "203.0.113.8")


def settings_of(**environ: str) -> GatewaySettings:
    names = {"ORDERVEIL_HOME": "/nonexistent/h", **environ}
    return read_gateway_settings(names, read_settings(names, Path("/nonexistent")))


def test_only_names_of_this_machine_are_answered_to_unless_others_are_listed() -> None:
    assert settings_of().hosts == {"127.0.0.1", "localhost", "::1"}
    listed = settings_of(ORDERVEIL_HOSTS="Relay.example, ", ORDERVEIL_PUBLIC_URL="https://public.example:8443/x").hosts
    assert listed == {"127.0.0.1", "localhost", "::1", "relay.example", "public.example"}


def test_bound_wider_without_a_list_any_name_passes() -> None:
    assert settings_of(ORDERVEIL_BIND="0.0.0.0:80").hosts is None
    assert settings_of(ORDERVEIL_BIND="0.0.0.0:80", ORDERVEIL_HOSTS="a.example").hosts is not None


@pytest.mark.parametrize(
    ("name", "value"),
    [("ORDERVEIL_BIND", "8470"), ("ORDERVEIL_BIND", "127.0.0.1:0"), ("ORDERVEIL_BIND", "127.0.0.1:99999"),
     ("ORDERVEIL_PUBLIC_URL", "relay"), ("ORDERVEIL_GATEWAY_THREADS", "none")],
)  # fmt: skip
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(BadConfiguration, match=name):
        settings_of(**{name: value})


def test_the_pool_takes_no_more_than_it_says_and_tells_at_once() -> None:
    held = threading.Event()

    async def use() -> tuple[int, list[bool]]:
        pool = Pool(threads=2, waiting=1)
        pool.start(asyncio.get_running_loop())
        waiting = [asyncio.create_task(pool.run(held.wait, 5.0)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await pool.run(held.wait)
        held.set()
        done = await asyncio.gather(*waiting)
        pool.stop()
        return pool.under_way, done

    assert asyncio.run(use()) == (0, [True, True, True])


def test_a_job_whose_client_left_is_finished_and_forgotten() -> None:
    finished = threading.Event()

    async def use() -> int:
        pool = Pool(threads=1, waiting=1)
        pool.start(asyncio.get_running_loop())
        task = asyncio.create_task(pool.run(finished.set))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.get_running_loop().run_in_executor(None, finished.wait)
        await pool.run(int)
        pool.stop()
        return pool.under_way

    assert asyncio.run(use()) == 0
    assert finished.is_set()


def test_the_access_log_loses_lines_rather_than_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orderveil.gateway.accesslog._LIMIT", 2)
    log = AccessLog(str(tmp_path / "logs" / "access.log"))
    line = Line(0.0, "id", "GET", "/healthz", 200, 1.0, 0, 18, "127.0.0.1")
    for _ in range(5):
        log.write(line)
    log.start()
    log.stop()

    assert log.dropped == 3
    written = (tmp_path / "logs" / "access.log").read_text().splitlines()
    assert [json.loads(row)["route"] for row in written] == ["/healthz"] * 2


def test_reasons_that_nobody_foresaw_do_not_grow_the_metrics() -> None:
    metrics = Metrics()
    for number in range(1_000):
        metrics.count("errors", f"strange:{number}")

    assert metrics.text().count(b"orderveil_errors_total{") <= 201
