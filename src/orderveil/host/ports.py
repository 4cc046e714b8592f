"""Whether this machine lets a process listen at an address, asked before the server is started."""

from __future__ import annotations

import errno
import socket

_WHY = {
    errno.EADDRINUSE: "another process listens there already",
    errno.EADDRNOTAVAIL: "this machine has no such address",
    errno.EACCES: "this user may not listen there",
}


def why_not_listen(host: str, port: int) -> str | None:
    """Return why `host` and `port` cannot be listened at; None where they can. Whoever is faster still gets them."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: connections that end
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        return _WHY.get(error.errno or 0, "this machine cannot listen there")
    return None
