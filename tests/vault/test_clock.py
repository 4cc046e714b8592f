"""A clock that jumps destroys nothing and revives nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from orderveil.core.errors import RelayError, Unauthentic
from orderveil.core.fields import RetentionClass
from orderveil.core.grants import Scope
from orderveil.core.order import ShipmentState
from orderveil.core.settings import Settings
from orderveil.vault import clock
from orderveil.vault.clock import JUMP_MS, Clock
from orderveil.vault.local import LocalVault
from orderveil.vault.messages import (
    CheckKey,
    Done,
    Health,
    HealthReport,
    IssueKey,
    KeyChecked,
    KeyGrant,
    KeyIssued,
    ListSetAside,
    Maintain,
    Opened,
    OpenView,
    RecordShipment,
    SetAside,
    SetAsideDone,
    SetAsideRows,
    ShipmentRecorded,
)
from tests.vault.making import BY, draft, opened, parcel, seal

START_MS = 1_790_000_000_000
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


@dataclass
class Fake:
    """The machine's clocks: one that can be set, one that only counts."""

    wall_ms: float = START_MS
    ticks_ms: float = 5_000

    def pass_by(self, ms: float) -> None:
        self.wall_ms += ms
        self.ticks_ms += ms


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    times = Fake()
    monkeypatch.setattr(clock, "wall_ns", lambda: int(times.wall_ms * 1_000_000))
    monkeypatch.setattr(clock, "ticks_ns", lambda: int(times.ticks_ms * 1_000_000))
    return times


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return tmp_path / "clock"


def test_the_time_is_the_machines_while_nothing_jumps(fake: Fake, here: Path) -> None:
    kept = Clock(here)
    for _ in range(1_000):
        fake.pass_by(DAY_MS)
        assert kept.now_ms() == kept.latest_ms() == int(fake.wall_ms)
    assert kept.alarm() is None


def test_a_clock_that_runs_a_little_wrong_is_followed(fake: Fake, here: Path) -> None:
    kept = Clock(here)
    for _ in range(100):
        fake.wall_ms += 60_500
        fake.ticks_ms += 60_000
        assert kept.now_ms() == int(fake.wall_ms)
    assert kept.is_steady()


def test_time_neither_goes_back_nor_stands_still(fake: Fake, here: Path) -> None:
    kept = Clock(here)
    before = kept.now_ms()
    fake.wall_ms -= 30 * 60_000
    assert before <= kept.now_ms() <= before
    times = []
    for _ in range(60 * 60):
        fake.pass_by(1_000)
        times.append(kept.now_ms())

    assert all(second - first >= 500 for first, second in pairwise(times))
    assert times[-1] == int(fake.wall_ms)  # half an hour is caught up with in one


@pytest.mark.parametrize("jump_ms", [-400 * DAY_MS, -2 * HOUR_MS, 2 * HOUR_MS, 400 * DAY_MS])
def test_a_jump_is_not_believed_until_it_is_undone(fake: Fake, here: Path, jump_ms: int) -> None:
    kept = Clock(here)
    fake.wall_ms += jump_ms
    fake.pass_by(DAY_MS)

    assert kept.now_ms() == START_MS + DAY_MS
    assert kept.latest_ms() == START_MS + DAY_MS + max(0, jump_ms)
    assert not kept.is_steady()
    assert "restart vaultd" in str(kept.alarm())
    fake.wall_ms -= jump_ms
    assert kept.is_steady()
    assert kept.now_ms() == kept.latest_ms() == START_MS + DAY_MS


def test_many_small_steps_are_one_jump(fake: Fake, here: Path) -> None:
    kept = Clock(here)
    for _ in range(30):
        fake.wall_ms += JUMP_MS / 10
        kept.now_ms()

    assert not kept.is_steady()
    assert kept.now_ms() <= START_MS + JUMP_MS


def test_a_restart_remembers_the_latest_time_and_takes_a_later_one(fake: Fake, here: Path) -> None:
    kept = Clock(here)
    fake.pass_by(10 * DAY_MS)
    kept.save()
    fake.wall_ms -= 5 * DAY_MS
    after = Clock(here)
    assert after.now_ms() == START_MS + 10 * DAY_MS
    assert not after.is_steady()
    after.save()
    here.unlink()
    assert Clock(here).is_steady()  # what an operator does who knows that the earlier time is right

    fake.wall_ms += 300 * DAY_MS
    assert Clock(here).is_steady()


def test_a_jump_is_not_remembered(fake: Fake, here: Path) -> None:
    kept = Clock(here)
    fake.wall_ms += 400 * DAY_MS
    kept.now_ms()
    kept.save()
    fake.wall_ms -= 400 * DAY_MS

    assert Clock(here).is_steady()


@pytest.mark.parametrize("text", ["", "x", "-5", "9" * 5_000, "\u0661"])
def test_a_file_that_cannot_be_read_is_no_memory(fake: Fake, here: Path, text: str) -> None:
    here.write_text(text, "utf-8")

    assert Clock(here).now_ms() == START_MS


# ---- in the vault


def aside(vault: LocalVault) -> None:
    vault.ask(SetAside(BY, "tea", "shopify", "w-1", "input:untranslatable", "$", b"raw", b'{"name":"Asha"}'),
              SetAsideDone)  # fmt: skip


def bodies(vault: LocalVault) -> list[bytes | None]:
    return [row.body for row in vault.ask(ListSetAside(BY, with_bodies=True), SetAsideRows).rows]


def inside(vault: object) -> LocalVault:
    assert isinstance(vault, LocalVault)
    return vault


def test_a_jump_forward_destroys_nothing_until_vaultd_is_started_anew(fake: Fake, home: Settings) -> None:
    with opened(home) as asked:
        vault = inside(asked)
        seal(vault, draft(1, unknown={"x": "Asha"}))
        aside(vault)
        fake.wall_ms += 400 * DAY_MS
        counts = vault.ask(Maintain(BY), Done).counts
        assert (counts["unknown_ended"], counts["set_aside_ended"], counts["requests_ended"]) == (0, 0, 0)
        report = vault.ask(Health(BY), HealthReport)
        assert not report.ok
        assert report.is_serving()  # an alarm turns nobody away
        assert "clock" in report.checks["clock"]
        fake.wall_ms -= 400 * DAY_MS
        vault.ask(Maintain(BY), Done)
        assert vault.ask(Health(BY), HealthReport).ok
        assert bodies(vault) == [b'{"name":"Asha"}']
        assert vault._service._in.keys.keys_of(1)[RetentionClass.UNKNOWN]
        fake.wall_ms += 400 * DAY_MS
    with opened(home, None) as asked:  # the operator says that it is that late
        vault = inside(asked)
        vault.ask(Maintain(BY), Done)
        assert bodies(vault) == [None]
        assert vault._service._in.keys.keys_of(1)[RetentionClass.UNKNOWN] is None


def test_a_clock_set_back_revives_no_key(fake: Fake, home: Settings) -> None:
    with opened(home) as vault:
        request = IssueKey(BY, "tea", "courier", "fast", tuple(Scope), START_MS + DAY_MS)
        grant = KeyGrant(vault.ask(request, KeyIssued).token)
        assert vault.ask(CheckKey(grant), KeyChecked)
        fake.pass_by(2 * DAY_MS)
        for back_ms in (0, 30 * 60_000, 2 * DAY_MS):
            fake.wall_ms -= back_ms
            with pytest.raises(Unauthentic):
                vault.ask(CheckKey(grant), KeyChecked)
        fake.wall_ms += 2 * DAY_MS
    fake.wall_ms -= 2 * DAY_MS
    with opened(home, None) as vault:
        with pytest.raises(Unauthentic):
            vault.ask(CheckKey(grant), KeyChecked)
        assert not vault.ask(Health(BY), HealthReport).ok


def test_a_clock_set_back_revives_no_view(fake: Fake, home: Settings) -> None:
    with opened(home) as vault:
        order = seal(vault, draft(1, shipments=(parcel(state=ShipmentState.OUT_FOR_DELIVERY),)))[0].order or ""
        vault.ask(RecordShipment(BY, "tea", order, "delivered", START_MS), ShipmentRecorded)
        view = vault.ask(OpenView(BY, "courier", order), Opened).views[0]
        assert view.state == "open"
        fake.pass_by(100 * DAY_MS)
        fake.wall_ms -= 100 * DAY_MS

        assert vault.ask(OpenView(BY, "courier", order), Opened).views[0].state != "open"


def test_what_comes_in_while_the_clock_is_wrong_is_not_dated_in_the_future(fake: Fake, home: Settings) -> None:
    with opened(home) as asked:
        vault = inside(asked)
        fake.wall_ms += 400 * DAY_MS
        seal(vault, draft(1))
        with vault._service._in.database.reading() as tx:
            assert tx.one("SELECT received_at, updated_at FROM orders") == (START_MS, START_MS)


def test_what_ends_ends_early_rather_than_late_while_the_clock_is_wrong(fake: Fake, home: Settings) -> None:
    with opened(home) as vault:
        request = IssueKey(BY, "tea", "courier", "fast", tuple(Scope), START_MS + DAY_MS)
        grant = KeyGrant(vault.ask(request, KeyIssued).token)
        fake.wall_ms += 2 * DAY_MS
        with pytest.raises(RelayError):
            vault.ask(CheckKey(grant), KeyChecked)
        fake.wall_ms -= 2 * DAY_MS
        assert vault.ask(CheckKey(grant), KeyChecked)
