"""A mail server and a web server on sockets of this machine, which keep what they are handed."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


@dataclass
class Kept:
    """What came in. `answers`: statuses of the web server, one a call; 200 when none is left."""

    port: int = 0
    mails: list[str] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    refuses: bool = False


@contextmanager
def mail_server(certificate: tuple[Path, Path] | None = None) -> Iterator[Kept]:
    """SMTP as RFC 5321 has it, as far as one sender needs it; with a certificate and its key within TLS."""
    kept = Kept()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 mail.example ESMTP")
            while line := self.rfile.readline().decode().strip():
                word = line.upper()
                if word.startswith("DATA"):
                    self._say("354 go on")
                    kept.mails.append(self._data())
                    self._say("250 kept")
                elif word.startswith("QUIT"):
                    self._say("221 bye")
                    return
                elif word.startswith("RCPT") and kept.refuses:
                    self._say("550 nobody here")
                else:
                    if word.startswith("RCPT"):
                        kept.to.append(line.partition(":")[2].strip().partition(" ")[0].strip("<>"))
                    self._say("250 mail.example")

        def _data(self) -> str:
            lines = []
            while (line := self.rfile.readline().decode()) != ".\r\n":
                lines.append(line.removeprefix(".") if line.startswith("..") else line)
            return "".join(lines)

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    server = _Quiet(("127.0.0.1", 0), Handler)
    _within_tls(server, certificate)
    with _running(server, kept):
        yield kept


def _within_tls(server: socketserver.TCPServer, certificate: tuple[Path, Path] | None) -> None:
    if certificate is not None:
        within = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        within.load_cert_chain(*certificate)
        server.socket = within.wrap_socket(server.socket, server_side=True)


class _Quiet(socketserver.ThreadingTCPServer):
    def handle_error(self, *_: object) -> None:
        """A sender that does not trust this server breaks off."""


@contextmanager
def web_server() -> Iterator[Kept]:
    """Takes webhooks."""
    kept = Kept()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.answers.pop(0) if kept.answers else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with _running(HTTPServer(("127.0.0.1", 0), Handler), kept):
        yield kept


@contextmanager
def _running(server: socketserver.TCPServer, kept: Kept) -> Iterator[None]:
    kept.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
