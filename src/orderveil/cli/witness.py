"""`witness`: runs elsewhere than the relay, and cosigns nothing but the consistent growth of its ledger.

`init`, `serve` and `cosign` belong on the witness's own machine and need neither a home nor a vault.
`feed` belongs beside the relay: it carries heads to a witness and hands the cosignatures in.
The witness's key file must never lie on the relay's machine: one thief would then hold both.
"""

from __future__ import annotations

import base64
import os
import secrets
import stat
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import httpx
import typer

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.exits import Exit
from orderveil.cli.options import AsJson
from orderveil.cli.showing import print_json, say, warn
from orderveil.core.checkpoint import (
    COSIGNATURE,
    NoteRefused,
    SignerKey,
    VerifierKey,
    parse_checkpoint,
    parse_note,
    parse_verifier_key,
    signed_by,
)
from orderveil.core.errors import BadConfiguration, Conflict, Unavailable
from orderveil.core.listening import Address, read_address
from orderveil.ledger.statefile import write_state
from orderveil.ledger.witness import MAX_REQUEST_BYTES, Reply, Trust, Witness, request_body
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, LedgerCosign, LedgerExport, LedgerPage, LedgerProof, LedgerProve

_SEED_BYTES = 32
_PREFIX = "PRIVATE+KEY"
_TIMEOUT_SECONDS = 10.0
_PAST_ALL_ENTRIES = 2**53  # the head alone is wanted: no entry is read, so no reading need be recorded
KeyFile = Annotated[Path, typer.Argument(metavar="KEYFILE", help="The witness's key; its state lies beside it.")]
Trusted = Annotated[
    list[str],
    typer.Option("--trust", metavar="KEY", help="A log's public key, as `ledger export` shows it; may be repeated."),
]


def init(
    key_file: KeyFile,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="A URL without its scheme: witness.example/w1.")],
    as_json: AsJson = False,
) -> None:
    """Make a witness: its key, and a state that knows of no log yet."""
    key = SignerKey(name, secrets.token_bytes(_SEED_BYTES), COSIGNATURE)
    public = key.verifier()
    parse_verifier_key(public.text())  # refuses a name with spaces or a plus
    secret = base64.b64encode(bytes([COSIGNATURE]) + key.seed).decode()
    key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{_PREFIX}+{name}+{public.key_id.hex()}+{secret}\n")
        file.flush()
        os.fsync(file.fileno())
    write_state(_state_of(key_file), {})
    if as_json:
        print_json({"public_key": public.text(), "key_file": str(key_file), "state_file": str(_state_of(key_file))})
    else:
        say(public.text())


def serve(
    key_file: KeyFile,
    trust: Trusted,
    listen: Annotated[str, typer.Option("--listen", metavar="HOST:PORT", help="Where to listen.")] = "127.0.0.1:8472",
) -> None:
    """Answer `POST /add-checkpoint` as C2SP tlog-witness has it. Put TLS in front of it."""
    server = make_server(_witness(key_file, trust), read_address(listen, "--listen"))
    warn(f"witness {_read_key(key_file).name} listens on {listen}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        warn("witness ends")
    finally:
        server.server_close()


def cosign(
    key_file: KeyFile,
    trust: Trusted,
    request: Annotated[Path | None, typer.Argument(metavar="[REQUEST]", help="Default: standard input.")] = None,
) -> None:
    """Answer one request from a file: for a witness that no network reaches."""
    if request is None:
        body = sys.stdin.buffer.read(MAX_REQUEST_BYTES + 1)
    else:
        with request.open("rb") as file:
            body = file.read(MAX_REQUEST_BYTES + 1)
    reply = _witness(key_file, trust).add_checkpoint(body, int(time.time()))
    sys.stdout.write(reply.body.decode())
    if reply.status != 200:
        warn(f"refused ({reply.status}): {reply.why}")
        raise typer.Exit(Exit.NOT_IN_ORDER)


def feed(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where the witness listens: https://witness.example.")],
    witness: Annotated[str, typer.Option("--witness", metavar="KEY", help="The witness's public key.")],
    tenant: Annotated[str, typer.Option("--tenant", metavar="TENANT", help="Whose ledger.")] = "main",
    every: Annotated[int | None, typer.Option("--every", metavar="SECONDS", help="Go on, that often.")] = None,
    as_json: AsJson = False,
) -> None:
    """Carry the newest head to a witness and hand its cosignature in."""
    key = parse_verifier_key(witness)
    while True:
        with the_vault() as vault:
            size = feed_once(vault, url, key, tenant)
        if as_json:
            print_json({"tenant": tenant, "size": size, "witness": key.name})
        else:
            say(f"{key.name} cosigned {size} entries")
        if every is None:
            return
        time.sleep(max(1, every))


def feed_once(vault: Vault, url: str, key: VerifierKey, tenant: str) -> int:
    """Have one head cosigned; return its size. Raises Conflict where the witness refuses it."""
    page = vault.ask(LedgerExport(by=operator(), tenant=tenant, start=_PAST_ALL_ENTRIES, limit=1), LedgerPage)
    old_size = _size_held(page, key.name)
    reply = _post(url, request_body(old_size, _proof(vault, tenant, page, old_size), page.checkpoint))
    if reply.status_code == 409 and reply.text.strip().isdecimal() and int(reply.text) <= page.size:
        old_size = int(reply.text)
        reply = _post(url, request_body(old_size, _proof(vault, tenant, page, old_size), page.checkpoint))
    if reply.status_code != 200:
        raise Conflict(
            f"the witness refused the ledger's head with status {reply.status_code}; if it says that the ledger "
            "was forked or rolled back, treat that as an incident",
            reason="ledger:not-cosigned", place=key.name,
        )  # fmt: skip
    _check_reply(page.checkpoint, reply.text, key)
    vault.ask(LedgerCosign(by=operator(), tenant=tenant, checkpoint=page.checkpoint, cosignature=reply.text), Done)
    return page.size


def _check_reply(checkpoint: str, line: str, key: VerifierKey) -> None:
    try:
        signed_by(parse_note(checkpoint + line), [key])
    except NoteRefused:
        raise Conflict(
            "what came back is not signed by that witness", reason="ledger:not-cosigned", place=key.name
        ) from None


def _size_held(page: LedgerPage, witness: str) -> int:
    """Return the size that this witness cosigned last, as far as the ledger knows."""
    sizes = [
        parse_checkpoint(note.text).size
        for note in map(parse_note, page.cosignatures)
        if any(signature.name == witness for signature in note.signatures)
    ]
    return max(sizes, default=0)


def _proof(vault: Vault, tenant: str, page: LedgerPage, old_size: int) -> list[bytes]:
    asked = LedgerProve(by=operator(), tenant=tenant, log=page.log, old_size=old_size, size=page.size)
    return vault.ask(asked, LedgerProof).hashes


def _post(url: str, body: bytes) -> httpx.Response:
    try:
        return httpx.post(f"{url.rstrip('/')}/add-checkpoint", content=body, timeout=_TIMEOUT_SECONDS)
    except httpx.HTTPError as error:
        raise Unavailable(f"the witness does not answer: {type(error).__name__}", reason="ledger:no-witness") from None


def make_server(witness: Witness, address: Address) -> ThreadingHTTPServer:
    """Return a server that listens there, not yet serving."""

    class Handler(_Handler):
        answers = witness

    return ThreadingHTTPServer((address.host, address.port), Handler)


class _Handler(BaseHTTPRequestHandler):
    """One request. It logs the status and the reason, both of which hold no data of anybody."""

    answers: Witness
    timeout = _TIMEOUT_SECONDS
    protocol_version = "HTTP/1.1"
    server_version = "witness"
    sys_version = ""

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint":
            self._answer(Reply(404, b"", why="another path"))
        elif not length.isdecimal() or "Transfer-Encoding" in self.headers:
            self._answer(Reply(411, b"", why="no length"))
        elif int(length) > MAX_REQUEST_BYTES:
            self._answer(Reply(413, b"", why="too long"))
        else:
            self._answer(self.answers.add_checkpoint(self.rfile.read(int(length)), int(time.time())))

    def _answer(self, reply: Reply) -> None:
        if reply.status != 200:
            warn(f"refused ({reply.status}): {reply.why}")
            self.close_connection = True  # whatever follows on this connection was not read
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing per request."""


def _witness(key_file: Path, trust: list[str]) -> Witness:
    state = _state_of(key_file)
    if not state.exists():
        raise BadConfiguration(
            "the witness's state is gone; retire this witness and its key, and make a new one", place=state.name
        )
    return Witness(_read_key(key_file), [Trust.of(parse_verifier_key(one)) for one in trust], state)


def _state_of(key_file: Path) -> Path:
    return key_file.with_name(f"{key_file.name}.state")


def _read_key(key_file: Path) -> SignerKey:
    if stat.S_IMODE(key_file.stat().st_mode) & 0o077:
        raise BadConfiguration("others may read the witness's key; chmod 600 it", place=key_file.name)
    parts = key_file.read_text().strip().split("+", 4)
    try:
        private, key, name, key_id, secret = parts
        raw = base64.b64decode(secret, validate=True)
    except ValueError:
        raise BadConfiguration("not a witness's key", place=key_file.name) from None
    found = SignerKey(name, raw[1:], COSIGNATURE)
    if f"{private}+{key}" != _PREFIX or len(raw) != _SEED_BYTES + 1 or raw[0] != COSIGNATURE:
        raise BadConfiguration("not a witness's key", place=key_file.name)
    if found.verifier().key_id.hex() != key_id:
        raise BadConfiguration("the key does not fit its name", place=key_file.name)
    return found
