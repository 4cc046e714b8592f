"""Jobs are done in their time, a failing one is tried again, and takes no other with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from orderveil.core.errors import BadConfiguration, NotAllowed, Unavailable
from orderveil.dispatch.schedule import Job, Schedule
from orderveil.dispatch.state import read_state, write_state
from orderveil.dispatch.worker import read_worker_settings

MINUTE = 60_000


def job(name: str = "maintain", every_ms: int = MINUTE, error: Exception | None = None) -> Job:
    def run() -> Mapping[str, int]:
        if error is not None:
            raise error
        return {"ended": 2}

    return Job(name, every_ms, run)


def at(now_ms: int) -> Callable[[], int]:
    return lambda: now_ms


def test_a_job_is_due_at_once_and_then_after_its_time() -> None:
    schedule = Schedule([job()], {}, 1_000)

    assert [one.name for one in schedule.due(1_000)] == ["maintain"]
    assert schedule.run(job(), at(1_500)).counts == {"ended": 2}
    assert schedule.due(1_500 + MINUTE - 1) == []
    assert schedule.next_due_ms() == 1_500 + MINUTE


def test_a_restart_does_not_begin_everything_anew() -> None:
    schedule = Schedule([job("purge", 24 * 60 * MINUTE)], {"purge": 5_000}, 6_000)

    assert schedule.due(6_000) == []
    assert schedule.next_due_ms() == 5_000 + 24 * 60 * MINUTE


def test_a_clock_that_jumped_back_puts_no_job_off_for_long() -> None:
    schedule = Schedule([job()], {"maintain": 9_000_000}, 1_000)

    assert schedule.next_due_ms() == 1_000 + MINUTE


def test_a_vault_that_is_away_is_asked_again_and_more_and_more_seldom() -> None:
    away = job(error=Unavailable("away"))
    schedule = Schedule([away], {}, 0)
    waits = []
    now = 0
    for _ in range(9):
        outcome = schedule.run(away, at(now))
        waits.append(schedule.next_due_ms() - now)
        now = schedule.next_due_ms()

    assert outcome.reason == "relay:unavailable"
    assert waits == [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]
    assert schedule.done_ms == {}


@pytest.mark.parametrize(
    ("error", "reason", "broke"),
    [(NotAllowed("no"), "access:not-allowed", None), (KeyError("MARKER"), "relay:error", "KeyError")],
)
def test_a_job_that_fails_for_good_waits_its_time_and_tells_no_value(
    error: Exception, reason: str, broke: str | None
) -> None:
    failing = job(error=error)
    schedule = Schedule([failing, job("purge")], {}, 0)
    outcome = schedule.run(failing, at(10))

    assert (outcome.reason, outcome.broke) == (reason, broke)
    assert "MARKER" not in repr(outcome)
    assert [one.name for one in schedule.due(10)] == ["purge"]
    assert [one.name for one in schedule.due(10 + MINUTE)] == ["purge", "maintain"]


def test_what_was_last_done_is_kept_whole(tmp_path: Path) -> None:
    path = tmp_path / "worker" / "state.json"
    assert read_state(path) == {}
    write_state(path, {"purge": 7})
    assert read_state(path) == {"purge": 7}
    path.write_bytes(b'{"purge":')
    assert read_state(path) == {}


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "often"])
def test_a_setting_that_is_no_number_is_named(value: str) -> None:
    with pytest.raises(BadConfiguration, match="ORDERVEIL_PURGE_HOURS"):
        read_worker_settings({"ORDERVEIL_PURGE_HOURS": value})
