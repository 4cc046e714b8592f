"""Telling the vault what became of an account: a sign-in that failed, a factor that changed. Never what was typed."""

from __future__ import annotations

import structlog

from orderveil.console.asking import as_console, the_vault
from orderveil.core.errors import RelayError
from orderveil.vault.messages import Done
from orderveil.vault.people_messages import RecordSignIn

_log = structlog.get_logger("console")


def tell(outcome: str, person: str | None, method: str = "", reason: str = "") -> None:
    """Record an outcome. A vault that cannot be reached lets nobody in either; the log says that one is missing."""
    try:
        the_vault().ask(RecordSignIn(as_console(), outcome, person, method, reason), Done)
    except RelayError as error:
        _log.warning("console.not_recorded", outcome=outcome, reason=error.reason)
