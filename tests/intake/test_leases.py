"""Leases of source secrets: bounded, kept by use, and not to be pushed out by made-up names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import pytest

from orderveil.core.settings import Settings
from orderveil.intake import leases
from orderveil.intake.leases import SecretLeases
from orderveil.vault.client import Vault
from orderveil.vault.local import LocalVault, connect
from orderveil.vault.messages import Done, OperatorGrant, PutShop, PutSourceSecret, Request, RoomGrant

BY = OperatorGrant()
T = TypeVar("T")


class Counting:
    """A real vault, and how often it was asked."""

    def __init__(self, vault: Vault, by: RoomGrant) -> None:
        self._vault = vault
        self.by = by
        self.asked = 0

    def ask(self, request: Request, answer: type[T]) -> T:
        self.asked += 1
        return self._vault.ask(request, answer)

    def close(self) -> None:
        self._vault.close()


@pytest.fixture
def vault(home: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    monkeypatch.setattr(leases, "_MOST", 8)
    inside = connect(home)
    assert isinstance(inside, LocalVault)
    vault = Counting(inside, RoomGrant("gateway", inside._service.room_secret("gateway")))
    for number in range(9):
        vault.ask(PutShop(BY, f"shop-{number}"), Done)
        vault.ask(PutSourceSecret(BY, f"shop-{number}", "shopify", f"secret-{number}"), Done)
    yield vault
    vault.close()


def asked(vault: Counting, lent: SecretLeases, shop: str) -> tuple[Any, int]:
    """Return the secrets, and how many questions they cost."""
    before = vault.asked
    return lent.secrets(vault, vault.by, shop, "shopify"), vault.asked - before


def test_made_up_names_push_out_no_shops_lease(vault: Counting) -> None:
    lent = SecretLeases()
    assert asked(vault, lent, "shop-1") == (("secret-1",), 1)
    for number in range(100):
        assert asked(vault, lent, f"made-up-{number}") == ((), 1)

    assert asked(vault, lent, "shop-1") == (("secret-1",), 0)


def test_a_made_up_name_costs_one_question(vault: Counting) -> None:
    lent = SecretLeases()

    assert [asked(vault, lent, "made-up")[1] for _ in range(3)] == [1, 0, 0]


def test_the_lease_that_was_used_longest_ago_goes_first(vault: Counting) -> None:
    lent = SecretLeases()
    for number in range(8):
        asked(vault, lent, f"shop-{number}")
    asked(vault, lent, "shop-0")
    asked(vault, lent, "shop-8")

    assert asked(vault, lent, "shop-0") == (("secret-0",), 0)
    assert asked(vault, lent, "shop-1") == (("secret-1",), 1)
