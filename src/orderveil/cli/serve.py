"""`serve`: vaultd, gateway, console and worker together, until told to stop."""

from __future__ import annotations

import signal
from dataclasses import replace
from typing import Annotated

import typer

from orderveil.cli.asking import settings
from orderveil.cli.showing import console, print_json, say, warn
from orderveil.cli.supervising import Supervisor
from orderveil.core.settings import Settings
from orderveil.core.standins import stand_ins


def serve(
    as_json: Annotated[bool, typer.Option("--json", help="Print each event as one JSON object.")] = False,
) -> None:
    """Run vault, gateway, console and worker together.

    Until Ctrl-C or SIGTERM. Whichever of them dies is started again.
    """
    found = settings()
    shout(found, as_json=as_json)

    def tell(event: str, facts: dict[str, object]) -> None:
        if as_json:
            print_json({"event": event, **facts})
        else:
            say(" ".join([event, *(f"{name}={value}" for name, value in facts.items())]))

    supervisor = Supervisor(found, tell)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: supervisor.ask_to_stop())
    supervisor.start()
    tell("ready", {"gateway": f"http://{found.bind}", "console": found.console_url, "home": str(found.home)})
    try:
        supervisor.watch()
    finally:
        supervisor.stop()


def shout(of: Settings, *, as_json: bool = False) -> None:
    """Say aloud what is insecure. Production never gets here with any of it."""
    found = stand_ins(replace(of, production=False))
    if as_json:
        for stand_in in found:
            print_json({"event": "insecure", "setting": stand_in.setting, "why": stand_in.why})
        return
    if found:
        console().rule("NOT FOR BUYERS' DATA", style="bold red")
        for stand_in in found:
            warn(f"{stand_in.setting}: {stand_in.why}; {stand_in.instead}")
        console().rule(style="bold red")
