"""A look-alike shop on a local port: the two sources' order APIs, and ways to misbehave."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from orderveil.intake.newer import latest_ms

TOKEN = "shpat-invented"
KEY, SECRET = "ck_invented", "cs_invented"


@dataclass
class Shop:
    """What the look-alike holds. `faults` are answered first, one a request: (status, headers, body)."""

    orders: list[dict[str, Any]] = field(default_factory=list)
    page: int = 250
    faults: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def credential(self, source: str) -> str:
        """Return the credential that the vault would keep."""
        secrets = {"token": TOKEN} if source == "shopify" else {"key": KEY, "secret": SECRET}
        return json.dumps({"url": self.url, "private": True, **secrets})


class _Handler(BaseHTTPRequestHandler):
    shop: Shop

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.shop.seen.append((self.path, dict(self.headers)))
        if self.shop.faults:
            self._answer(*self.shop.faults.pop(0))
        elif parts.path.startswith("/admin/api/"):
            self._shopify(parts.path, query)
        else:
            self._woocommerce(parts.path, query)

    def _shopify(self, path: str, query: dict[str, str]) -> None:
        if self.headers.get("X-Shopify-Access-Token") != TOKEN:
            self._answer(401, {}, b"{}")
        elif path.endswith("/orders.json"):
            if "page_info" in query:
                since, start = map(int, query["page_info"].split("-"))
            else:
                since, start = latest_ms(query["updated_at_min"]), 0
            found = sorted(
                (order for order in self.shop.orders if latest_ms(order["updated_at"]) >= since),
                key=lambda order: latest_ms(order["updated_at"]),
            )
            more = {}
            if len(found) > start + self.shop.page:
                info = f"{since}-{start + self.shop.page}"
                more = {"Link": f'<https://evil.example/x?limit=1>; rel="previous", '
                                f'<https://evil.example/orders.json?page_info={info}&limit=2>; rel="next"'}  # fmt: skip
            self._answer(200, more, json.dumps({"orders": found[start : start + self.shop.page]}).encode())
        else:
            self._one(path.rpartition("/")[2].removesuffix(".json"), wrapped=True)

    def _woocommerce(self, path: str, query: dict[str, str]) -> None:
        login = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {login}":
            self._answer(401, {}, b"{}")
        elif path == "/wp-json/wc/v3/orders":
            since = latest_ms(query["modified_after"])
            found = sorted(
                (order for order in self.shop.orders if latest_ms(order["date_modified_gmt"]) > since),
                key=lambda order: latest_ms(order["date_modified_gmt"]),
            )
            size = int(query["per_page"])
            start = (int(query["page"]) - 1) * size
            self._answer(200, {}, json.dumps(found[start : start + size]).encode())
        else:
            self._one(path.rpartition("/")[2], wrapped=False)

    def _one(self, ref: str, *, wrapped: bool) -> None:
        for order in self.shop.orders:
            if str(order["id"]) == ref:
                self._answer(200, {}, json.dumps({"order": order} if wrapped else order).encode())
                return
        self._answer(404, {}, b"{}")

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def running(shop: Shop) -> Iterator[Shop]:
    """Serve `shop` on a free port of this machine."""
    handler = type("Handler", (_Handler,), {"shop": shop})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        shop.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield shop
        finally:
            server.shutdown()
            thread.join()
