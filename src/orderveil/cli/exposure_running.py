"""How the installation runs, for `exposure`: modes and what goes past the relay, and what that means in words.

Where there is no installation, or its vault does not answer, contracts are told alone, and that is said.
"""

from __future__ import annotations

from orderveil.cli.asking import operator, settings, the_vault
from orderveil.controls.running import running_of
from orderveil.core.errors import Unavailable
from orderveil.core.settings import Settings
from orderveil.exposure.today import Running
from orderveil.vault.messages import GetModes, Modes

NO_INSTALLATION = "contracts alone: there is no installation here, so nothing is known of how it runs"
NO_ANSWER = "contracts alone: the vault does not answer, so nothing is known of how it runs"
NO_SHOP = "contracts alone: no shop is behind the relay yet, so every hop holds what it does in an ordinary shop"
_VAULT = "vault"


def is_installed(of: Settings) -> bool:
    """Tell whether there is an installation: asking must not make one."""
    return (of.home / _VAULT).is_dir()


def ask_running(shop: str | None = None) -> tuple[Running | None, str | None]:
    """Return how the installation runs, or None and why that is not known."""
    found = settings()
    if not is_installed(found):
        return None, NO_INSTALLATION
    try:
        with the_vault(found) as vault:
            modes = vault.ask(GetModes(by=operator(), shop=shop), Modes)
    except Unavailable:
        return None, NO_ANSWER
    return (running_of(modes), None) if modes.rows else (None, NO_SHOP)
