"""The parts of the console, and to whom each is shown. A menu hides; it is the vault that refuses."""

from __future__ import annotations

from dataclasses import dataclass

from orderveil.people.permissions import Permission
from orderveil.vault.people_messages import WhoAmI


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name in words and addresses, and the permissions of which any shows it. Empty: everybody."""

    name: str
    path: str
    needs: frozenset[Permission]


_P = Permission
PARTS: tuple[Part, ...] = (
    Part("relay", "/", frozenset()),
    Part("orders", "/orders/", frozenset({_P.ORDERS_ORDER_READ, _P.ORDERS_ORDER_SEARCH})),
    Part("exposure", "/exposure/", frozenset({_P.EXPOSURE_MAP_READ})),
    Part("who", "/who/", frozenset({_P.LEDGER_LOOK_ASK})),
    Part("contracts", "/contracts/", frozenset({_P.CONTRACTS_CONTRACT_READ})),
    Part("people", "/people/", frozenset({_P.PEOPLE_PERSON_READ})),
    Part("reviews", "/reviews/", frozenset({_P.REVIEWS_CAMPAIGN_READ})),
    Part("integrations", "/integrations/", frozenset({_P.INTEGRATIONS_KEY_READ})),
    Part("alerts", "/alerts/", frozenset({_P.ALERTS_ALERT_READ})),
    Part("ledger", "/ledger/", frozenset({_P.LEDGER_ENTRY_READ})),
    Part("changes", "/changes/", frozenset({_P.CHANGES_CHANGE_READ, _P.PEOPLE_ROLE_PROPOSE})),
)


# further pages that the palette goes to: the word that names each, in addition to the parts
PAGES: tuple[Part, ...] = (
    Part("people.invite", "/people/invite/", frozenset({_P.PEOPLE_PERSON_INVITE})),
    Part("people.matrix", "/people/matrix/", frozenset({_P.PEOPLE_PERSON_READ})),
    Part("stations.title", "/people/stations/", frozenset({_P.SETTINGS_SETTING_READ})),
    Part("reviews.tasks_title", "/reviews/leavers/", frozenset({_P.PEOPLE_PERSON_READ})),
    Part("integrations.scripts", "/integrations/scripts/", frozenset({_P.REVIEWS_CAMPAIGN_OPEN})),
    Part("page.sessions", "/me/", frozenset()),
    Part("page.factors", "/accounts/2fa/", frozenset()),
    Part("account.password_change", "/accounts/password/change/", frozenset()),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu as it is drawn."""

    name: str
    path: str
    is_here: bool


def palette_for(who: WhoAmI) -> list[tuple[str, str]]:
    """Return where somebody may go by the palette: words and addresses."""
    parts = [(f"menu.{part.name}", part) for part in PARTS] + [(page.name, page) for page in PAGES]
    return [(word, part.path) for word, part in parts if not part.needs or part.needs & set(who.permissions)]


def entries_for(who: WhoAmI, path: str) -> list[Entry]:
    """Return the menu of somebody."""
    return [
        Entry(part.name, part.path, path == part.path or (part.path != "/" and path.startswith(part.path)))
        for part in PARTS
        if not part.needs or part.needs & set(who.permissions)
    ]
