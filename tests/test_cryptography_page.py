"""docs/spec/cryptography.md names every key, algorithm and certificate that the program has (ASVS 11.1.2)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from orderveil.console.accounts.oidc_tokens import ALGORITHMS as SIGNATURES
from tests.tree import ROOT, Module, modules, shipped

PAGE = (ROOT / "docs" / "spec" / "cryptography.md").read_text(encoding="utf-8")
# what the names of a library stand for in the page
ALGORITHMS = {
    "AESGCM": "AES-256-GCM", "AESGCMSIV": "AES-256-GCM-SIV", "Ed25519PrivateKey": "Ed25519",
    "Ed25519PublicKey": "Ed25519", "PasswordHasher": "Argon2id", "hash_secret_raw": "Argon2id",
    "blake2b": "BLAKE2b", "sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512",
    "Argon2PasswordHasher": "Argon2id", "siphash": "SipHash",
}  # fmt: skip
NO_ALGORITHMS = {"InvalidTag", "InvalidSignature", "VerificationError", "Type"}
# what hands names on or means a table of its own, and what a name is that comes as an argument
NOT_ASKING = {"src/orderveil/vault/keyring/keystore.py"}
ELSEWHERE = {"src/orderveil/vault/contractfiles.py: self._keys.named(key)": "contract-files"}
LABEL = re.compile(rb"orderveil[ /-][a-z0-9 /%-]{2,40}")


def constants(module: Module) -> dict[str, ast.expr]:
    """Return what stands under a name in a module or one of its functions, last one first."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, node.value)
        if isinstance(node, ast.FunctionDef):
            back = [one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None]
            if back:
                found.setdefault(f"{node.name}()", back[-1])
    return found


EVERYWHERE = {name: node for module in modules("src/orderveil/vault") for name, node in constants(module).items()}


def beginning(node: ast.expr, known: dict[str, ast.expr], depth: int = 0) -> str | None:
    """Return the text with which a key's name begins, as far as the source says."""
    if depth > 6:
        return None
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return beginning(node.values[0], known, depth + 1)
    if isinstance(node, ast.FormattedValue):
        return beginning(node.value, known, depth + 1)
    if isinstance(node, ast.IfExp):
        return beginning(node.body, known, depth + 1)
    if isinstance(node, ast.BinOp):
        return beginning(node.left, known, depth + 1)
    name = node.id if isinstance(node, ast.Name) else ""
    if isinstance(node, ast.Call):
        name = f"{getattr(node.func, 'id', getattr(node.func, 'attr', ''))}()"
    found = known.get(name, EVERYWHERE.get(name))
    return beginning(found, known, depth + 1) if found is not None else None


def named_keys() -> Iterator[tuple[str, str | None]]:
    """Yield every place that asks the key store for a key by its name, and with what the name begins."""
    for module in modules("src/orderveil/vault"):
        known = constants(module)
        for node in ast.walk(module.tree):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) == 1
            if is_call and node.func.attr in ("named", "_named") and module.name not in NOT_ASKING:
                if module.name.endswith("/apikeys.py") and node.func.attr == "_named":
                    continue  # a key of a partner's, by its id
                yield f"{module.name}: {ast.unparse(node)}", beginning(node.args[0], known)


def algorithms() -> Iterator[tuple[str, str]]:
    """Yield each algorithm that shipped code imports, calls or names, and where."""
    for module in shipped():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ("cryptography", "argon2"):
                yield from ((alias.name, module.name) for alias in node.names)
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("hashlib", "hashes"):
                yield node.attr, module.name
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("hmac.digest", "hmac.new", "hashlib.new"):
                named = [one.value for one in node.args if isinstance(one, ast.Constant)]
                yield from ((one, module.name) for one in named if isinstance(one, str))


def labels() -> Iterator[tuple[str, str]]:
    for module in shipped():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, bytes) and LABEL.match(node.value):
                yield node.value.rstrip(b"\0").decode(), module.name


def test_every_key_of_the_key_store_is_in_the_page() -> None:
    found = dict(named_keys())
    assert len({name for name in found.values() if name}) > 20
    for place, name in found.items():
        name = name or ELSEWHERE.get(place)
        assert name, f"{place}: no test sees how this key is called"
        assert f"`{name}`" in PAGE, place


def test_every_algorithm_is_in_the_page() -> None:
    found = {name: place for name, place in algorithms() if name not in NO_ALGORITHMS}
    assert {"AESGCM", "AESGCMSIV", "blake2b", "sha256", "hash_secret_raw"} <= set(found)
    for name, place in found.items():
        assert name in ALGORITHMS, f"{place}: {name}"
        assert re.search(rf"(?m)^\| (HMAC-)?{re.escape(ALGORITHMS[name])}\b", PAGE), f"{place}: {name}"


def test_every_label_is_in_the_page() -> None:
    found = dict(labels())
    assert len(found) > 10
    for label, place in found.items():
        assert f"`{label}`" in PAGE, f"{place}: {label}"


def test_what_a_provider_may_sign_with_is_in_the_page() -> None:
    for name in SIGNATURES:
        assert f"`{name}`" in PAGE, name
    assert not {"none", "HS256", "HS384", "HS512"} & set(SIGNATURES)


def test_settings_of_certificates_are_in_the_page() -> None:
    for word in ("ORDERVEIL_TRANSIT_CA_FILE", "sslrootcert", "verify-full"):
        assert word in PAGE


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('keys.named("new")', "new"), ('keys.named(f"new:{shop}")', "new:"), ("_K = 'new'\nkeys.named(_K + x)", "new"),
        ("def _n(x):\n    return f'new:{x}'\nkeys.named(_n(1))", "new:"), ("keys.named(what)", None),
    ],
)  # fmt: skip
def test_the_reading_of_the_source_sees_names(text: str, name: str | None) -> None:
    tree = ast.parse(text)
    module = Module(ROOT / "x.py", text, tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    call = next(node for node in calls if ast.unparse(node.func) == "keys.named")
    assert beginning(call.args[0], constants(module)) == name
