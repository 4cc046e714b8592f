"""How long every page of the console takes among a million orders: `python -m benchmarks.pages --orders 1000000`.

A store is filled (benchmarks.pages_world), then the real vaultd and console are started, somebody signs in with a
password and an app, and each page is asked for `--requests` times about different things over one connection.
Told are p50, p95 and p99 of the time from the request's first byte to the answer's last; p50 and p95 of the processor
time that console and vaultd spent meanwhile, which a machine that is busy otherwise does not stretch (and in which
waiting for the disk is not); how that is shared between them; and the largest page as it is sent and gzipped. The
first page comes last, for it begins a check of the whole record, which is waited for. `--keep FOLDER` keeps the store
there and uses it again.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import msgspec

from benchmarks.installation import Installation
from benchmarks.pages_asking import Answer, Visitor, served, spent_ms, wait_until_idle
from benchmarks.pages_world import BY, SHOP, World, fill, invented, phone, postcode
from orderveil.core.hop import HOPS
from orderveil.core.settings import read_settings
from orderveil.vault.people_messages import CaseOpened, InvitePerson, OpenCase, PersonInvited, RoleRow
from orderveil.vault.review_messages import CampaignRead, CampaignRows, ListCampaigns, OpenCampaign

BAR_MS, LARGEST_BYTES = 100.0, 100 * 1024
_WARM = 3
_FINDS, _HAS = ("search", "reveal"), re.compile(rb'class="open"|data-revealed')
Request = tuple[str, dict[str, str] | None]


@dataclass
class Page:
    """What was measured of one page."""

    name: str
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_p50_ms: float
    cpu_p95_ms: float
    console_ms: float
    vaultd_ms: float
    bytes: int
    gzipped: int
    wrong: dict[int, int] = field(default_factory=dict)  # by status; 0: answers without what was asked for

    @property
    def is_within(self) -> bool:
        return self.p95_ms < BAR_MS and self.bytes < LARGEST_BYTES and not any(self.wrong.values())


class Asker:
    """Makes requests about things of a world, a different one each time."""

    def __init__(self, world: World, campaign: str) -> None:
        self.world, self.campaign = world, campaign
        self.chance = random.Random(7)
        self.older = "/orders/"
        self.turn = 0

    def number(self) -> int:
        return self.chance.randrange(len(self.world.orders))

    def order(self) -> str:
        return self.world.orders[self.number()]

    def hop(self) -> str:
        self.turn += 1
        return list(HOPS)[self.turn % len(HOPS)].value

    def find(self, what: str, kind: str) -> Request:
        return "/orders/find/", {"what": what, "kind": kind, "shop": SHOP, "hop": "support"}

    def revealed(self) -> Request:
        """One of two hundred cases of one's own; each pays for the reveal that it explains."""
        self.turn += 1
        number = self.turn % 200
        order = self.world.orders[number * (len(self.world.orders) // 200)]
        return f"/orders/{order}/reveal/", {
            "hop": "support", "shop": SHOP, "field": "buyer_phone", "purpose": "call_buyer", "case": f"OWN-{number}",
        }  # fmt: skip

    def fields(self) -> dict[str, object]:
        return invented(self.number()).fields

    def pages(self) -> dict[str, Callable[[], Request]]:
        """Return every page by name, as what asks for it."""
        since = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 3 * 86_400))
        plain = {
            "orders, newest": f"/orders/?shop={SHOP}&hop=support",
            "orders, one state": f"/orders/?shop={SHOP}&hop=support&state=shipped",
            "orders, a state that none has": f"/orders/?shop={SHOP}&hop=support&state=returned",
            "exposure": "/exposure/", "contracts": "/contracts/", "people": "/people/",
            "matrix": "/people/matrix/", "reviews": "/reviews/", "review: 500 rights": f"/reviews/{self.campaign}/",
            "integrations": "/integrations/", "scripts": "/integrations/scripts/", "alerts": "/alerts/",
            "ledger": "/ledger/", "changes": "/changes/", "me": "/me/", "stations": "/people/stations/",
            "who, nothing asked": "/who/", "cases": "/cases/",
        }  # fmt: skip
        asked: dict[str, Callable[[], Request]] = {
            "search by phone": lambda: self.find(phone(self.number()), "phone"),
            "search by e-mail": lambda: self.find(str(self.fields()["buyer_email"]), "email"),
            "search by reference": lambda: self.find(str(self.fields()["order_number"]), "order_ref"),
            "search by name and postcode": self._name,
            "search by last four and postcode": self._last_four,
            "orders, older": lambda: (self.older, None),
            "an order": lambda: (f"/orders/{self.order()}/?hop=support", None),
            "an order, eleven hops": lambda: (f"/orders/{self.order()}/hops/", None),
            "reveal": self.revealed,
            "exposure, slider": lambda: (f"/exposure/?at={self.chance.randrange(12)}", None),
            "exposure, a hop": lambda: (f"/exposure/{self.hop()}/", None),
            "who, an order": lambda: (f"/who/?order={self.order()}", None),
            "who, a person": lambda: (f"/who/?person={self.chance.choice(self.world.people)}", None),
            "who, a partner": lambda: (f"/who/?partner=courier{self.chance.randrange(7)}", None),
            "who, since three days": lambda: (f"/who/?since={since}&kind=reveal", None),
            "a contract": lambda: (f"/contracts/{self.hop()}/", None),
            "a person": lambda: (f"/people/{self.chance.choice(self.world.people)}/", None),
        }  # fmt: skip
        last: dict[str, Callable[[], Request]] = {
            "relay": lambda: ("/", None), "relay, a hop": lambda: (f"/relay/{self.hop()}/", None)
        }  # fmt: skip
        return asked | {name: (lambda path=path: (path, None)) for name, path in plain.items()} | last

    def _last_four(self) -> Request:
        number = self.number()
        return self.find(f"{phone(number)[-4:]} {postcode(number)}", "last4_postcode")

    def _name(self) -> Request:
        values = self.fields()
        return self.find(f"{values['buyer_name']} {values['ship_postcode']}", "name_postcode")


def measure(
    installed: Installation, visitor: Visitor, asker: Asker, requests: int, only: str = ""
) -> Iterator[Page]:  # fmt: skip
    """Ask for each page so often; `only`: those whose names begin so."""
    for name, make in asker.pages().items():
        if not name.startswith(only):
            continue
        # Nobody searches a thousand times a day, and guessing is stopped before that: what fits orders that were looked
        # at counts as near them. Hence searches come first, each kind asked by somebody else.
        asks = newcomer(installed)[0].ask if name.startswith("search") else visitor.ask
        if name == "relay":
            visitor.ask("/")
            wait_until_idle(installed)
        for _ in range(_WARM):
            path, form = make()
            _note_older(asker, asks(path, form, htmx=form is not None))
        before = {process: installed.cpu_seconds(process) for process in ("console", "vaultd")}
        answers, own = [], []
        for _ in range(requests):
            path, form = make()
            before_ms = spent_ms(installed)
            answers.append(asks(path, form, htmx=form is not None))
            own.append(max(0.0, spent_ms(installed) - before_ms))
            _note_older(asker, answers[-1])
        spent = {process: (installed.cpu_seconds(process) - then) * 1e3 / requests for process, then in before.items()}
        took, own = sorted(one.took_ms for one in answers), sorted(own)
        largest = max(answers, key=lambda one: len(one.body))
        wrong = dict(Counter(one.status for one in answers if one.status != 200))
        if name.startswith(_FINDS):  # one order opens by itself, several stand in a list, a value is shown
            wrong[0] = sum(not one.to and not _HAS.search(one.body) for one in answers)
        p50, p95, p99 = [took[min(requests - 1, int(requests * share))] for share in (0.5, 0.95, 0.99)]
        yield Page(
            name, p50, p95, p99, own[requests // 2], own[min(requests - 1, int(requests * 0.95))], spent["console"],
            spent["vaultd"], len(largest.body), largest.packed_bytes, wrong,
        )  # fmt: skip


def _note_older(asker: Asker, answer: Answer) -> None:
    found = re.search(r'rel="next" href="([^"]+)"', answer.body.decode(errors="replace"))
    if found:
        asker.older = found[1].replace("&amp;", "&")


def newcomer(installed: Installation) -> tuple[Visitor, str]:
    """Invite an owner who also leads support, and sign them in; return them and their id."""
    name = f"asha{time.time_ns()}"
    invited = installed.vault.ask(
        InvitePerson(BY, f"{name}@staff.example", "Asha", [RoleRow("owner"), RoleRow("support_lead")]), PersonInvited
    )
    visitor = Visitor(installed.port)
    visitor.join(f"/join/{invited.token}/", f"{name}@staff.example")
    return visitor, invited.person


def sign_in(installed: Installation, world: World) -> tuple[Visitor, str]:
    """Return somebody with cases of their own, and the review that is open."""
    visitor, person = newcomer(installed)
    for number in range(200):
        order = world.orders[number * (len(world.orders) // 200)]
        asked = OpenCase(BY, SHOP, order, "call", f"OWN-{number}", assigned=person)
        installed.vault.ask(asked, CaseOpened)
    rows = installed.vault.ask(ListCampaigns(BY), CampaignRows).rows
    campaign = next((row.campaign for row in rows if row.state == "open"), "")
    if not campaign:
        campaign = installed.vault.ask(OpenCampaign(BY, 14, tenant="main"), CampaignRead).campaign.campaign
    return visitor, campaign


def the_world(folder: Path, orders: int, per_order: int) -> World:
    """Return the world of a folder, filled now where it is not there."""
    kept = folder / "world.json"
    if not kept.exists():
        began, spent = time.monotonic(), time.process_time()
        world = fill(read_settings({"ORDERVEIL_HOME": str(folder / "h")}, folder), orders, per_order)
        kept.write_bytes(msgspec.json.encode(world))
        took, of_them = time.monotonic() - began, time.process_time() - spent
        print(f"filled in {took:.0f} s, {of_them:.0f} s of processor", file=sys.stderr, flush=True)
    return msgspec.json.decode(kept.read_bytes(), type=World)


def run(folder: Path, asked: argparse.Namespace) -> list[Page]:
    """Fill, serve, measure; print each page as it is measured."""
    # in a process of its own: filling moves that process's clock
    subprocess.run(
        [sys.executable, "-m", "benchmarks.pages", "--fill", str(folder), "--orders", str(asked.orders),
         "--entries", str(asked.entries)], check=True,
    )  # fmt: skip
    world, found = the_world(folder, asked.orders, asked.entries), []
    with served(folder) as installed:
        visitor, campaign = sign_in(installed, world)
        for page in measure(installed, visitor, Asker(world, campaign), asked.requests, asked.only):
            found.append(page)
            if not asked.json:
                print(_line(page), flush=True)
    return found


def _line(page: Page) -> str:
    times = f"p50 {page.p50_ms:6.1f}  p95 {page.p95_ms:6.1f}  p99 {page.p99_ms:6.1f} ms"
    times += f"  cpu p50 {page.cpu_p50_ms:5.1f}  p95 {page.cpu_p95_ms:5.1f} ms"
    spent = f"mean console {page.console_ms:5.1f} vaultd {page.vaultd_ms:5.1f} ms"
    size = f"{page.bytes / 1024:5.1f} KB, {page.gzipped / 1024:4.1f} gzipped"
    wrong = f" {page.wrong}" if any(page.wrong.values()) else ""
    return f"{page.name:>34}  {times}  {spent}  {size}{'' if page.is_within else '  BEYOND THE BAR'}{wrong}"


def main() -> int:
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("--orders", type=int, default=50_000)
    asks.add_argument("--entries", type=int, default=2, help="entries of the record an order, beside its sealing")
    asks.add_argument("--requests", type=int, default=200)
    asks.add_argument("--only", default="", help="pages whose names begin so")
    asks.add_argument("--keep", type=Path, help="a folder in which the store stays, and is used again")
    asks.add_argument("--json", action="store_true")
    asks.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    asked = asks.parse_args()
    if asked.fill is not None:
        the_world(asked.fill, asked.orders, asked.entries)
        return 0
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="ov-pages-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        found = run(folder, asked)
    finally:
        if asked.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    if asked.json:
        print(json.dumps({"bench": "pages", "orders": asked.orders, "pages": [asdict(page) for page in found]}))
    return int(not all(page.is_within for page in found))


if __name__ == "__main__":
    sys.exit(main())
