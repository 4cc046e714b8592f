"""A real console for tests: vaultd and the console as processes, and people who sign in with a browser or without.

`Served` starts both on a home of its own; `Browser` drives the Chromium of this machine.
"""

from __future__ import annotations

import base64
import hmac
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orderveil.core.settings import Settings, read_settings
from orderveil.vault.client import SocketVault, answers_on
from orderveil.vault.messages import Done, OperatorGrant, PutShop
from orderveil.vault.people_messages import InvitePerson, PersonInvited, RoleRow

PASSWORD = "three invented quiet words"
CHROMIUM = next((path for path in ("chromium", "chromium-browser", "google-chrome") if shutil.which(path)), None)
_SECONDS = 40
_HERE = "http://localhost:"


@dataclass
class Served:
    """A console that serves."""

    url: str
    settings: Settings
    vault: SocketVault
    environ: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)  # vaultd, then the console

    def invite(self, name: str, *roles: str | RoleRow) -> str:
        """Invite somebody; return the address of the page on which they join."""
        rows = [role if isinstance(role, RoleRow) else RoleRow(role) for role in roles]
        asked = InvitePerson(OperatorGrant(), f"{name.lower()}@staff.example", name, rows)
        return f"{self.url}/join/{self.vault.ask(asked, PersonInvited).token}/"


@contextmanager
def serving(folder: Path, **more: str) -> Iterator[Served]:
    """Start vaultd and the console; end both."""
    port = free_port()
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("ORDERVEIL_", "DATABASE_"))},
        "ORDERVEIL_HOME": str(folder / "h"),
        "ORDERVEIL_CONSOLE_BIND": f"127.0.0.1:{port}",
        "ORDERVEIL_CONSOLE_URL": f"http://localhost:{port}",
        "ORDERVEIL_TOTP_STEPS": "1",  # a test is not held up, nor foiled, by the end of half a minute
        **more,
    }
    settings = read_settings(environ, folder)
    log = (folder / "console.log").open("wb")
    started: list[subprocess.Popen[bytes]] = []
    try:
        for module in ("orderveil.vault.main", "orderveil.console.main"):
            started.append(
                subprocess.Popen([sys.executable, "-m", module], env=environ, stdout=log, stderr=log)
            )
            until = time.monotonic() + _SECONDS
            while not (answers_on(settings.socket) if len(started) == 1 else _answers(port)):
                if time.monotonic() > until or started[-1].poll() is not None:
                    raise RuntimeError(f"{module} did not start: {(folder / 'console.log').read_text()[-2000:]}")
                time.sleep(0.1)
        vault = SocketVault(settings.socket)
        vault.ask(PutShop(OperatorGrant(), "tea"), Done)
        yield Served(f"http://localhost:{port}", settings, vault, environ, started)
        vault.close()
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(20)
        log.close()


def code(secret: str, at: float | None = None) -> str:
    """Return the code of an authenticator app: RFC 6238, 30 seconds, 6 digits."""
    counter = struct.pack(">Q", int((at or time.time()) // 30))
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def join_and_sign_in(page: Any, served: Served, name: str, *roles: str | RoleRow) -> str:
    """Join, sign in, and set up an authenticator app, all in the browser; return the app's secret."""
    page.goto(served.invite(name, *roles))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/accounts/login/**")
    sign_in(page, name)
    page.goto(f"{served.url}/accounts/2fa/totp/activate/")
    if "reauthenticate" in page.url:
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
    secret: str = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(code(secret))
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("recovery-codes|/$"))
    return secret


def sign_in(page: Any, name: str) -> None:
    """Fill in the page of signing in."""
    page.get_by_label("E-mail address").fill(f"{name.lower()}@staff.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


@contextmanager
def browser() -> Iterator[Any]:
    """The Chromium of this machine, headless. Whatever its pages complain of fails the tests that used it."""
    from playwright import sync_api

    with sync_api.sync_playwright() as playwright:
        path = shutil.which(CHROMIUM or "chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        complaints: list[str] = []
        open_context = chromium.new_context

        def new_context(**options: Any) -> Any:
            context = open_context(**options)
            listen(context, complaints)
            return context

        chromium.new_context = new_context  # type: ignore[method-assign]
        chromium.new_page = lambda **options: new_context(**options).new_page()  # type: ignore[method-assign]
        yield chromium
        chromium.close()
        if complaints:
            raise AssertionError("the browser complained: " + "; ".join(complaints))


def listen(context: Any, complaints: list[str]) -> None:
    """Keep what pages log, throw, ask of elsewhere or fail to load. That an answer was a refusal is not a complaint."""

    def logged(said: Any) -> None:
        if said.type == "error" and not said.text.startswith("Failed to load resource: the server"):
            complaints.append(f"{said.type}: {said.text}")

    def asked(request: Any) -> None:
        if not request.url.startswith((_HERE, "data:", "blob:")):
            complaints.append(f"asked of elsewhere: {request.url}")

    def failed(request: Any) -> None:
        # a page that was left, or a download; the answer to a form that no-store forbade to keep
        if request.failure not in ("net::ERR_ABORTED", "net::ERR_CACHE_MISS"):
            complaints.append(f"{request.failure}: {request.url}")

    context.on("console", logged)
    context.on("weberror", lambda thrown: complaints.append(f"thrown: {thrown.error}"))
    context.on("request", asked)
    context.on("requestfailed", failed)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
