"""Takes the pictures of the console that the guides show: a real console, a real browser, invented orders.

    python tools/shoot_console.py docs

It starts vaultd and the console on a home of its own, lets an owner join with a second factor, and
writes `console-relay.png`, `console-order.png` and `console-exposure.png` into the folder.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from orderveil.vault.messages import Done, OperatorGrant, SetMode  # noqa: E402
from orderveil.vault.people_messages import CaseOpened, OpenCase  # noqa: E402
from tests.console.serving import browser, join_and_sign_in, serving  # noqa: E402
from tests.vault.making import draft, seal  # noqa: E402

BY = OperatorGrant()
ENFORCED = ("oms", "wms", "label", "courier", "support", "comms", "ims")


def main(folder: Path) -> None:
    """Take them."""
    home = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))  # a Unix socket's path must be short
    try:
        with serving(home) as served, browser() as chromium:
            orders = [one.order or "" for one in seal(served.vault, *[draft(number) for number in range(1, 9)])]
            for hop in ENFORCED:
                served.vault.ask(SetMode(BY, "tea", hop, "enforced"), Done)
            served.vault.ask(OpenCase(BY, "tea", orders[0], "ticket", "T-1041"), CaseOpened)
            page = chromium.new_page(viewport={"width": 1200, "height": 800})
            join_and_sign_in(page, served, "Asha", "owner", "support_lead")
            page.goto(served.url)
            time.sleep(1)  # the record is rechecked behind the page
            for name, path in (("relay", "/"), ("order", f"/orders/{orders[0]}/"), ("exposure", "/exposure/?at=5")):
                page.goto(served.url + path)
                page.screenshot(path=folder / f"console-{name}.png")
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
