"""Looks at a connection to PostgreSQL that stands: whether it stays on this machine, or is one that proves its name.

What the address says is looked at before (core/databaseurl.py); this asks libpq what it really did, since its
environment (PGHOST, PGSERVICE, PGSSLMODE) can lead elsewhere than the address does.
"""

from __future__ import annotations

import psycopg

from orderveil.core.databaseurl import VERIFIED, is_of_this_machine
from orderveil.core.errors import BadConfiguration
from orderveil.store.database import Row


def require_private_line(connection: psycopg.Connection[Row]) -> None:
    """Raise BadConfiguration, and close, where the connection leaves this machine without TLS that is verified."""
    info = connection.info
    if is_of_this_machine(info.host) and is_of_this_machine(info.hostaddr):
        return
    if info.pgconn.ssl_in_use and info.get_parameters().get("sslmode") == VERIFIED:
        return
    connection.close()
    raise BadConfiguration(
        "the line to PostgreSQL leaves this machine and is not one whose server has proved its name; "
        "add ?sslmode=verify-full&sslrootcert=FILE",
        reason="setup:insecure",
        place="DATABASE_URL",
    )
