"""The console's process: `python -m orderveil.console.main`.

Django under granian's WSGI, on an address of its own: what people look at is not on the port that shops
and partners send to. It speaks to the vault as the room `console`, and holds no key of its own.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import structlog
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from orderveil.console.accounts.oidc_issuer import the_issuer
from orderveil.console.asking import forget_vault, room_secret, the_settings
from orderveil.core.errors import BadConfiguration, RelayError
from orderveil.core.standins import refuse_in_production
from orderveil.host.memory import keep_memory_private
from orderveil.host.ports import why_not_listen

THREADS = 8
_WAIT_SECONDS = 30.0
_log = structlog.get_logger("console")


def main() -> int:
    """Serve until told to stop. Returns the process's exit code."""
    os.umask(0o077)
    keep_memory_private()
    os.environ["DJANGO_SETTINGS_MODULE"] = "orderveil.console.project"
    try:
        settings = the_settings()
        refuse_in_production(settings)
        address = settings.console_bind
        if why := why_not_listen(address.host, address.port):
            raise BadConfiguration(why, place="ORDERVEIL_CONSOLE_BIND", reason="setup:cannot-listen")
        if settings.oidc is not None:
            the_issuer().check_settings()
        _wait_for_secret()
        prepare()
    except RelayError as error:
        print(f"console: {error} ({error.reason})", file=sys.stderr)
        return 1
    _log.info("console.ready", bind=str(address))
    make: Any = Server
    make(
        "orderveil.console",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        blocking_threads=THREADS,
        backlog=1_024,
        backpressure=4 * THREADS,
        http1_settings=HTTP1Settings(header_read_timeout=15_000, max_buffer_size=64 * 1024),
        log_level=LogLevels.warning,
        log_access=False,
        workers_kill_timeout=10,
    ).serve(target_loader=load_app, wrap_loader=False)
    return 0


def load_app() -> Any:
    """Return the application. Called by the server in the working process."""
    keep_memory_private()
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def prepare() -> None:
    """Bring the console's own tables up to date."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from orderveil.console.accounts.memory import clear_ended
    from orderveil.console.accounts.recovery import let_seeds_go

    clear_ended()
    let_seeds_go()
    forget_vault()  # the working process makes a connection of its own


def _wait_for_secret() -> None:
    """Wait for a vaultd that is still starting."""
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            room_secret(the_settings())
            return
        except BadConfiguration:
            if time.monotonic() > until:
                raise
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
