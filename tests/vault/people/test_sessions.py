"""Sessions: a factor shown again replaces the token, there are so many at once, and time ends them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.core.errors import RelayError, Unauthentic
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import LedgerExport, LedgerPage, LedgerVerified, LedgerVerify
from orderveil.vault.people_messages import CheckSession, ListSessions, SessionBegun, SessionRows, StepUp, WhoAmI
from tests.vault.making import BY, opened
from tests.vault.people.staff import Staff, again, hired, sign_in
from tests.vault.putting_back import again as started_again
from tests.vault.putting_back import alarms, put_back, rows


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def refused(vault: Vault, staff: Staff) -> str | None:
    try:
        vault.ask(CheckSession(staff.grant), WhoAmI)
    except RelayError as error:
        return error.reason
    return None


def ended(vault: Vault) -> list[dict[str, Any]]:
    vault.ask(LedgerVerify(BY), LedgerVerified)  # what waits is numbered
    entries = [json.loads(one) for one in vault.ask(LedgerExport(BY), LedgerPage).entries]
    return [one for one in entries if one["act"] == "people:session:ended"]


def test_a_factor_shown_again_replaces_the_token_at_once(vault: Vault) -> None:
    ben = hired(vault, "Ben", "support_agent")
    before = vault.ask(CheckSession(ben.grant), WhoAmI)
    newer = again(vault, ben, "webauthn")

    assert newer.grant.token != ben.grant.token
    assert refused(vault, ben) == "access:session-replaced"
    after = vault.ask(CheckSession(newer.grant), WhoAmI)
    assert (after.session, after.ends_at_ms) == (before.session, before.ends_at_ms)  # it does not last longer for that
    assert after.strong_at_ms >= before.strong_at_ms
    assert len(vault.ask(ListSessions(newer.grant), SessionRows).rows) == 1
    for _ in range(2):
        newer = again(vault, newer, "totp")
    assert refused(vault, newer) is None


def test_of_two_that_show_one_at_once_one_token_goes_on(vault: Vault) -> None:
    """Both requests came by the token of before; else the browser could be left with the one that died."""
    ben = hired(vault, "Ben", "support_agent")
    given: list[SessionBegun | str] = []
    gate = threading.Barrier(6)

    def show() -> None:
        gate.wait()
        try:
            given.append(vault.ask(StepUp(ben.grant, ("totp",)), SessionBegun))
        except RelayError as error:
            given.append(error.reason)

    threads = [threading.Thread(target=show) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (begun,) = [one for one in given if isinstance(one, SessionBegun)]
    assert given.count("access:session-replaced") == 5
    assert vault.ask(CheckSession(Staff(ben.person, grant_of(ben, begun), ben.session).grant), WhoAmI).is_strong


def grant_of(staff: Staff, begun: SessionBegun) -> Any:
    return type(staff.grant)(begun.token, staff.grant.secret)


def test_a_row_of_the_token_of_before_is_not_believed(each_home: Settings) -> None:
    with opened(each_home) as vault:
        ben = hired(vault, "Ben", "support_agent")
    older = rows(each_home, "sessions")
    with started_again(each_home) as vault:
        newer = again(vault, ben, "totp")
    with started_again(each_home) as vault:
        assert refused(vault, newer) is None
        assert refused(vault, ben) == "access:no-session"
    put_back(each_home, "sessions", older)
    with started_again(each_home) as vault:
        assert refused(vault, ben) == "access:no-session"
        assert "table sessions" in alarms(vault)


def test_the_oldest_session_makes_room_and_the_record_says_so(vault: Vault) -> None:
    ben, mira = hired(vault, "Ben", "support_agent"), hired(vault, "Mira", "support_agent")
    bound = vault._service._in.sessions_at_once  # type: ignore[attr-defined]
    held = [ben, *(sign_in(vault, ben.person) for _ in range(bound))]
    assert [refused(vault, one) for one in held] == ["access:no-session", *[None] * bound]
    assert refused(vault, mira) is None
    (entry,) = ended(vault)
    assert entry["detail"] == {"person": ben.person, "why": "too-many"}
    assert entry["counts"] == {"sessions": 1}


@pytest.mark.parametrize(("minutes", "is_used"), [(61, False), (12 * 60 + 1, True)])
def test_a_session_ends_idle_and_in_use(vault: Vault, minutes: int, is_used: bool) -> None:
    ben = hired(vault, "Ben", "support_agent")
    room = vault._service._desk.room  # type: ignore[attr-defined]
    (live,) = room.sessions.living(room.interior.clock.latest_ms(), ben.person)
    later = room.interior.clock.latest_ms() + minutes * 60_000
    if is_used:
        live.seen_at_ms = later
    assert room.sessions.of(ben.grant.token, later - 2 * 60_000) is not None
    assert room.sessions.of(ben.grant.token, later) is None
    with pytest.raises(Unauthentic):
        vault.ask(CheckSession(grant_of(ben, SessionBegun("s", "ovs_unknown", 0, 0))), WhoAmI)
