"""Guessing by searching is bounded on one order by any route, in a burst, by the hour and the day; and it is told."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from orderveil.core.errors import TooMany
from orderveil.core.settings import Settings
from orderveil.core.view import TreatedField, Treatment, View
from orderveil.vault.client import Vault
from orderveil.vault.messages import IssueKey, KeyGrant, KeyIssued, LedgerExport, LedgerPage, OpenedMany, Search
from orderveil.vault.people import probing
from orderveil.vault.people_messages import FindOrders, OrderRows
from tests.vault.making import BY, draft, opened, seal
from tests.vault.people.staff import Staff, hired

ROUTES: dict[str, Callable[[int], dict[str, str]]] = {
    "phone": lambda guess: {"phone": f"+9188{guess:04d}0001"},
    "phone and reference": lambda guess: {"order_ref": "#1", "phone": f"+91888{guess:03d}0000"},
    "last four and postcode": lambda guess: {"last4_postcode": f"0001 560{guess + 100:03d}"},
    "name and postcode": lambda guess: {"name_postcode": f"{NAMES[guess % len(NAMES)]} 560"},
    "digits of a postcode, by a name that is known": lambda guess: {"name_postcode": f"Asha 5609{guess}"},
    "name and reference": lambda guess: {"order_ref": "1", "name_postcode": f"{NAMES[guess % len(NAMES)]} 560"},
    "e-mail": lambda guess: {"email": f"a{guess}@buyers.example"},
    "e-mail and reference": lambda guess: {"order_ref": "#1", "email": f"q{guess}@buyers.example"},
}
NAMES = ("Amit", "Anil", "Arun", "Anita", "Anjali", "Aarti", "Ajay", "Akash", "Amol", "Ankit", "Archana", "Ashok")


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        seal(vault, draft(1), draft(2))
        yield vault


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Move the time that guesses are counted by."""
    ahead = [0]
    monkeypatch.setattr(
        "orderveil.vault.clock.Clock.latest_ms", lambda _: time.time_ns() // 1_000_000 + ahead[0]
    )
    return lambda ms: ahead.__setitem__(0, ahead[0] + ms)


def find(vault: Vault, staff: Staff, criteria: dict[str, str]) -> OrderRows:
    return vault.ask(FindOrders(staff.grant, "tea", "support", criteria), OrderRows)


def may_find(vault: Vault, staff: Staff, criteria: dict[str, str]) -> bool:
    """Tell whether a search was answered, and not refused as a guess too many."""
    with suppress_probing() as refused:
        find(vault, staff, criteria)
    return not refused


@contextmanager
def suppress_probing() -> Iterator[list[TooMany]]:
    refused: list[TooMany] = []
    try:
        yield refused
    except TooMany as error:
        if error.reason != "search:probing":
            raise
        refused.append(error)


def tries(vault: Vault, staff: Staff, route: str, clock: Callable[[int], None]) -> int:
    """Guess by one route, with patience; return how many guesses were answered."""
    for guess in range(40):
        if not may_find(vault, staff, ROUTES[route](guess)):
            return guess
        clock(61_000)
    return 40


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_one_order_is_not_guessed_at_for_long_by_any_route(
    vault: Vault, route: str, clock: Callable[[int], None]
) -> None:
    ben = hired(vault, "Ben", "support_agent")
    find(vault, ben, {"order_ref": "#1"})
    weak = route in ("name and postcode", "digits of a postcode, by a name that is known", "e-mail")
    assert tries(vault, ben, route, clock) == (probing.MOST_NEAR_WEAK if weak else probing.MOST_NEAR)


def test_an_order_that_nobody_saw_is_not_asked_about_by_its_reference(
    vault: Vault, clock: Callable[[int], None]
) -> None:
    ben = hired(vault, "Ben", "support_agent")
    assert tries(vault, ben, "e-mail and reference", clock) == probing.MOST_NEAR


def test_what_was_found_of_others_does_not_hide_a_guess(vault: Vault, clock: Callable[[int], None]) -> None:
    """Each search finds an order, so none is a miss; they are guesses at the other all the same."""
    ben = hired(vault, "Ben", "support_agent")
    seal(vault, *(draft(10 + n, more={"buyer_phone": f"+91888880{n:01d}0001"}) for n in range(6)))
    find(vault, ben, {"order_ref": "#1"})
    with pytest.raises(TooMany) as refused:
        for n in range(6):
            assert find(vault, ben, {"phone": f"+91888880{n:01d}0001"}).rows
    assert refused.value.reason == "search:probing"


def test_many_people_together_do_not_guess_at_one_order(vault: Vault, clock: Callable[[int], None]) -> None:
    answered = 0
    for number in range(8):
        staff = hired(vault, f"Agent{number}", "support_agent")
        for guess in range(2):  # each stays below what one person may
            answered += may_find(vault, staff, {"order_ref": "#1", "phone": f"+9188{number}{guess}00000"})
    assert answered == probing.MOST_NEAR_ALL


def test_a_burst_of_one_session_waits_for_a_minute(vault: Vault, clock: Callable[[int], None]) -> None:
    ben = hired(vault, "Ben", "support_agent")
    with pytest.raises(TooMany) as refused:
        for guess in range(20):
            find(vault, ben, {"order_ref": f"#{guess + 500}"})
    assert refused.value.reason == "search:misses"
    clock(61_000)
    find(vault, ben, {"order_ref": "#777"})


def test_an_agent_who_looks_for_what_is_not_there_is_not_taken_for_a_prober(
    vault: Vault, clock: Callable[[int], None]
) -> None:
    """Callers who never ordered, numbers mistyped once, names that many share: an ordinary day."""
    ben = hired(vault, "Ben", "support_agent")
    seal(vault, *(draft(100 + n) for n in range(60)))
    for n in range(60):
        find(vault, ben, {"order_ref": f"#{100 + n}"})
        if n % 3 == 0:
            find(vault, ben, {"phone": f"+9198{n:02d}{n:02d}{n:02d}{n + 11:02d}"})
        if n % 20 == 0:
            find(vault, ben, {"name_postcode": f"{NAMES[n % 12]} 560"})
        clock(10_000)


def test_whoever_came_near_too_often_is_in_the_record(vault: Vault, clock: Callable[[int], None]) -> None:
    ben = hired(vault, "Ben", "support_agent")
    order = find(vault, ben, {"order_ref": "#1"}).rows[0].order
    tries(vault, ben, "phone", clock)
    time.sleep(0.4)
    raw = b"".join(vault.ask(LedgerExport(BY), LedgerPage).entries).decode()
    assert raw.count('"act":"view:search:probed"') == 1
    assert order in raw[raw.index("view:search:probed"):]


def test_a_partners_key_misses_so_often_and_no_more(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orderveil.vault.misses.MOST_AN_HOUR", 5)
    ends = time.time_ns() // 1_000_000 + 86_400_000
    scopes = ("search:orders:find",)
    issued = vault.ask(IssueKey(BY, "tea", "support", "desk", scopes, ends, 10_000), KeyIssued)
    with pytest.raises(TooMany) as refused:
        for guess in range(20):
            criteria = {"phone": f"+91888{guess:03d}0001"}
            vault.ask(Search(KeyGrant(issued.token), shop="tea", hop="support", criteria=criteria), OpenedMany)
    assert refused.value.reason == "search:misses"


def test_a_busy_desk_among_many_orders_is_not_stopped() -> None:
    """Twenty thousand orders on everybody's lists: each phone's end is some other order's too."""
    chance, guard = random.Random(7), probing.Probing()
    phones = [f"+91{chance.randrange(10**9, 10**10)}" for _ in range(20_000)]
    for number, phone in enumerate(phones):
        shown = {"buyer_phone": TreatedField(Treatment.MASK, f"+91******{phone[-4:]}")}
        view = View("support", None, "confirmed", shown)
        guard.note_read(f"p{number % 40}", SimpleNamespace(order=str(number)), [view])  # type: ignore[arg-type]
    now = 1_800_000_000_000
    for call in range(300):
        now += 90_000
        is_unknown = call % 6 == 0  # whoever calls from another phone than the one they ordered with
        number = chance.randrange(20_000)
        phone = f"+91{chance.randrange(10**9, 10**10)}" if is_unknown else phones[number]
        for _ in range(1 if is_unknown else 4):  # the same caller, looked up anew
            guard.admit("p0", "s0", {"phone": phone}, now)
            guard.note_search(("p0", "s0"), {"phone": phone}, () if is_unknown else (str(number),), now)
