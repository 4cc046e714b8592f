"""A real OpenID provider for tests: discovery, keys, a page with a button, codes with PKCE, signed tokens, userinfo.

Signs with `cryptography` alone, so that what checks the tokens is not what makes them. A test may make it lie.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

CLIENT, SECRET = "orderveil-console", "an invented client secret"
PATH = "/realms/tea"


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class Signer:
    """One RSA and one P-256 key, and ways to sign rightly or wrongly with them."""

    def __init__(self) -> None:
        self.rsa = rsa.generate_private_key(65_537, 2_048)
        self.ec = ec.generate_private_key(ec.SECP256R1())

    def keys(self) -> list[dict[str, str]]:
        one, two = self.rsa.public_key().public_numbers(), self.ec.public_key().public_numbers()
        return [
            {"kty": "RSA", "kid": "r1", "use": "sig", "alg": "RS256", "n": number(one.n), "e": number(one.e)},
            {"kty": "EC", "kid": "e1", "crv": "P-256", "x": b64(two.x.to_bytes(32)), "y": b64(two.y.to_bytes(32))},
        ]

    def sign(self, payload: dict[str, Any], algorithm: str = "RS256", **header: Any) -> str:
        kid = {"RS256": "r1", "ES256": "e1"}.get(algorithm, "r1")
        head = b64(json.dumps({"alg": algorithm, "kid": kid, "typ": "JWT"} | header).encode())
        text = f"{head}.{b64(json.dumps(payload).encode())}".encode()
        return f"{text.decode()}.{b64(self._signature(text, algorithm))}"

    def _signature(self, text: bytes, algorithm: str) -> bytes:
        if algorithm == "RS256":
            return self.rsa.sign(text, padding.PKCS1v15(), hashes.SHA256())
        if algorithm == "ES256":
            first, second = decode_dss_signature(self.ec.sign(text, ec.ECDSA(hashes.SHA256())))
            return first.to_bytes(32) + second.to_bytes(32)
        if algorithm == "HS256":  # the public key, which everybody has, as a shared secret
            form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            return hmac.digest(self.rsa.public_key().public_bytes(*form), text, "sha256")
        return b""


@dataclass
class Provider:
    """The provider, and what the next sign-in there says."""

    url: str
    signer: Signer = field(default_factory=Signer)
    who: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    lie: Callable[[dict[str, Any]], object] = lambda payload: None  # changes a token before it is signed
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    redeemed: list[dict[str, str]] = field(default_factory=list)
    userinfo: dict[str, Any] | None = None
    doors: dict[str, Any] = field(default_factory=dict)  # changes of what it says of itself
    names_itself: bool = True
    is_down: bool = False

    def is_now(self, email: str, subject: str = "", **claims: Any) -> None:
        """Let somebody be signed in there."""
        self.who = {"sub": subject or f"sub of {email}", "email": email, "email_verified": True} | claims
        self.algorithm, self.lie, self.userinfo, self.names_itself = "RS256", lambda payload: None, None, True

    def environ(self, folder: Path, **more: str) -> dict[str, str]:
        """Return the settings of a console that believes it."""
        file = folder / "client-secret"
        file.write_text(SECRET)
        file.chmod(0o600)
        return {
            "ORDERVEIL_OIDC_ISSUER": self.url, "ORDERVEIL_OIDC_CLIENT_ID": CLIENT, "ORDERVEIL_OIDC_PRIVATE": "yes",
            "ORDERVEIL_OIDC_SECRET_FILE": str(file), "ORDERVEIL_OIDC_LABEL": "Tea & Co",
        } | more  # fmt: skip

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "authorization_response_iss_parameter_supported": True,
        } | self.doors

    def answer_to(self, query: dict[str, str]) -> str:
        """Return the address to which the browser goes back, with a code."""
        self.asked.append(query)
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        back = {"code": code, "state": query["state"]} | ({"iss": self.url} if self.names_itself else {})
        return f"{query['redirect_uri']}?{urllib.parse.urlencode(back)}"

    def redeem(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Return tokens for a code: once, to the client, with its verifier."""
        self.redeemed.append(form)
        query = self.codes.pop(form.get("code", ""), None)
        pair = ":".join(urllib.parse.quote(one, safe="") for one in (CLIENT, SECRET))
        right = f"Basic {base64.b64encode(pair.encode()).decode()}"
        challenge = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if query is None or authorization != right or challenge != query["code_challenge"]:
            return None
        if form.get("redirect_uri") != query["redirect_uri"]:
            return None
        now = int(time.time())
        payload = {"iss": self.url, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": query["nonce"]} | self.who
        if "max_age" in query:
            payload.setdefault("auth_time", now)
        self.lie(payload)
        token = self.signer.sign(payload, self.algorithm)
        return {"access_token": "an-access-token", "token_type": "Bearer", "id_token": token}


@contextmanager
def providing() -> Iterator[Provider]:
    """Run a provider."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.provider = Provider(f"http://localhost:{server.server_address[1]}{PATH}")  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.provider  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    @property
    def provider(self) -> Provider:
        found: Provider = self.server.provider  # type: ignore[attr-defined]
        return found

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path, _, text = self.path.partition("?")
        query = dict(urllib.parse.parse_qsl(text))
        if self.provider.is_down:
            return self._say(503, {})
        if path == f"{PATH}/.well-known/openid-configuration":
            return self._say(200, self.provider.configuration())
        if path == f"{PATH}/keys":
            return self._say(200, {"keys": self.provider.signer.keys()})
        if path == f"{PATH}/userinfo" and self.headers["Authorization"] == "Bearer an-access-token":
            return self._say(200, self.provider.userinfo or {"sub": self.provider.who.get("sub")})
        if path == f"{PATH}/authorize" and "go" in query:
            self.send_response(303)
            self.send_header("Location", self.provider.answer_to(query))
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if path == f"{PATH}/authorize":
            fields = "".join(f'<input type="hidden" name="{name}" value="{query[name]}">' for name in query)
            page = f"<title>There</title><form>{fields}<button name=go value=1>Go on as yourself</button></form>"
            return self._say(200, page)
        return self._say(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(urllib.parse.parse_qsl(body))
        tokens = self.provider.redeem(form, self.headers["Authorization"] or "")
        self._say(200 if tokens else 400, tokens or {"error": "invalid_grant"})

    def _say(self, status: int, what: dict[str, Any] | str) -> None:
        body = (what if isinstance(what, str) else json.dumps(what)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if isinstance(what, str) else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
