"""What OWASP ASVS 5.0 asks of the source itself: nothing that came from outside becomes a pattern, a format, a program.

Each rule is tried on a line that breaks it first, so that a rule which sees nothing is seen.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from orderveil.console.words import Words
from orderveil.core.errors import BadConfiguration
from orderveil.vault.alert_messages import AlertRow
from orderveil.watch.settings import Mail, read_delivery
from orderveil.watch.telling import mail_of
from tests.tree import SOURCE, shipped

PATTERN_CALLS = {"compile", "findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn"}
# modules whose functions make patterns while running, and of what: never of what was sent
MAKING_PATTERNS = {
    "src/orderveil/detect/branches.py": "patterns of the detector's own, written shorter",
    "src/orderveil/detect/cardgate.py": "constants of its own, for another engine",
    "src/orderveil/detect/gates.py": "ranges of characters, taken from other patterns",
    "src/orderveil/detect/numberplans.py": "plans of numbers of a library",
    "src/orderveil/intake/payment.py": "its own lists of words",
    "src/orderveil/scan/columns/shape.py": "shapes of its own files",
    "src/orderveil/scan/documents/pdfpages.py": "a constant, escaped",
}
# modules that fill in words from files of the package, or statements from constants of their own
FILLING_IN = {
    "src/orderveil/cli/exposure_released.py", "src/orderveil/console/headers.py", "src/orderveil/console/words.py",
    "src/orderveil/exposure/page.py", "src/orderveil/exposure/report.py", "src/orderveil/exposure/reportfindings.py",
    "src/orderveil/exposure/reportwords.py", "src/orderveil/exposure/speech.py", "src/orderveil/exposure/today.py",
    "src/orderveil/exposure/words.py", "src/orderveil/vault/opening.py", "src/orderveil/vault/people/caselist.py",
    "src/orderveil/vault/stories.py", "src/orderveil/watch/rules.py",
}  # fmt: skip
HASHES = {"blake2b", "sha256", "sha384", "sha512"}  # sha384 and sha512: of scripts (SRI) and within Ed25519
OLD_HASHES = {
    ("src/orderveil/console/accounts/recovery.py", "sha1"),  # recovery codes as they were made from seeds before
    ("src/orderveil/console/accounts/breached.py", "sha1"),  # the order of the public lists; nothing is kept under it
}
SINKS = re.compile(
    r"__proto__|\.prototype\b|\bconstructor\b|Object\.(?:assign|defineProperty|setPrototypeOf)|JSON\.parse"
    r"|structuredClone|\w\[(?![0-9\]])[^\]]*\]\s*=(?!=)"
)


def tree(text: str) -> ast.Module:
    return ast.parse(text)


def inside_functions(root: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(root):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            yield from ast.walk(node)


def makes_a_pattern(root: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("re", "re2")
        and node.func.attr in PATTERN_CALLS
        and bool(node.args)
        and not isinstance(node.args[0], ast.Constant)
        for node in inside_functions(root)
    )


def fills_in(root: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("format", "format_map", "vformat")
        and not isinstance(node.func.value, ast.Constant)
        for node in ast.walk(root)
    )


def runs_what_is_made(root: ast.AST) -> bool:
    """Tell whether a template is built of a text, a text is called safe, or a text is run."""
    names = {"eval", "exec", "from_string", "mark_safe", "render_to_string_from", "SafeString"}
    for node in ast.walk(root):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in names or (name == "Template" and not is_of_a_file(node)):
                return True
    return False


def is_of_a_file(node: ast.Call) -> bool:
    return ast.unparse(node) == "Template(_text(template))"  # exposure/styled.py: templates of the package


def hashes_of(root: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(root):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("hashlib", "hashes"):
            found.add(node.attr)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("hmac.digest", "hmac.new", "hashlib.new"):
            found |= {one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        if isinstance(node, ast.ImportFrom) and node.module in ("hashlib", "Crypto.Hash"):
            found |= {alias.name for alias in node.names}
    return found - {"HashAlgorithm"}


def names_where(breaks: Callable[[ast.AST], bool]) -> set[str]:
    return {module.name for module in shipped() if breaks(module.tree)}


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        (makes_a_pattern, "def f(x):\n    return re.search(x, 'a')"),
        (makes_a_pattern, "def f(x):\n    return re.compile(f'a{x}')"),
        (fills_in, "def f(x):\n    return x.format(1)"),
        (runs_what_is_made, "def f(x):\n    return Template(x)"),
        (runs_what_is_made, "engine.from_string(x)"),
        (runs_what_is_made, "mark_safe(x)"),
        (runs_what_is_made, "eval(x)"),
        (lambda root: "sha1" in hashes_of(root), "hmac.digest(k, m, 'sha1')"),
        (lambda root: "md5" in hashes_of(root), "hashlib.md5(x)"),
    ],
)
def test_each_rule_sees_what_breaks_it(rule: Callable[[ast.AST], bool], broken: str) -> None:
    assert rule(tree(broken))


def test_nothing_that_was_sent_becomes_a_pattern() -> None:
    assert names_where(makes_a_pattern) == set(MAKING_PATTERNS)


def test_nothing_that_was_sent_becomes_a_format() -> None:
    assert names_where(fills_in) == FILLING_IN


def test_what_is_filled_in_is_not_read_as_a_format_again() -> None:
    told = Words("en").say("join.hello", name="{name.__class__.__init__.__globals__} {0} %s")
    assert "{name.__class__.__init__.__globals__} {0} %s" in told


def test_no_template_is_made_while_running() -> None:
    assert names_where(runs_what_is_made) == set()


def test_hashes_are_those_that_are_approved() -> None:
    found = {(module.name, one) for module in shipped() for one in hashes_of(module.tree)}
    assert {one for _, one in found} & {"sha256", "blake2b"}
    assert {(name, one) for name, one in found if one not in HASHES} == OLD_HASHES


def test_whoever_calls_another_host_follows_nobody() -> None:
    """`follow_redirects` is off by httpx's own default too; it is written out where a client lives on."""
    calls = list(clients())
    assert calls
    for name, call in calls:
        how = {word.arg: ast.unparse(word.value) for word in call.keywords}
        assert how.get("follow_redirects", "False") == "False", name
        assert ast.unparse(call.func) != "httpx.Client" or how.get("follow_redirects") == "False", name


def clients() -> Iterator[tuple[str, ast.Call]]:
    for module in shipped():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and re.fullmatch(
                r"httpx\.(Client|get|post|put|request|stream)", ast.unparse(node.func)
            ):
                yield module.name, node
        assert not {"requests", "urllib3", "aiohttp"} & {one.partition(".")[0] for one in module.imports()}
        assert "urllib.request" not in set(module.imports()), module.name  # it follows redirects unasked


@pytest.mark.parametrize("line", ['a["__proto__"].x = 1', "held[name] = value", "Object.assign({}, JSON.parse(text))"])
def test_the_rule_of_scripts_sees_what_breaks_it(line: str) -> None:
    assert SINKS.search(line)


def test_no_script_merges_what_came_from_outside() -> None:
    files = sorted(SOURCE.rglob("*.js"))
    assert files
    for file in files:
        code = re.sub(r"//[^\n]*|'[^'\n]*'|\"[^\"\n]*\"|`[^`]*`", '""', file.read_text(encoding="utf-8"))
        assert not SINKS.search(code), file.name


@pytest.mark.parametrize("where", ["kind", "alert", "who", "role"])
def test_a_line_end_makes_no_header_of_a_mail(where: str) -> None:
    poison = "x\r\nBcc: all@outside.example\r\n\r\nsent"
    row = {"alert": "a_1", "kind": "bulk", "who": "person:p_1", "role": "owner"} | {where: poison}
    more: dict[str, Any] = {"tenant": "main", "at_ms": 0, "raised_at_ms": 0, "score": 1.0, "counts": {}, "state": "new"}
    alert = AlertRow(**more, **row)
    mail = Mail("smtps", "mail.shop.example", 465, ("lead@shop.example",), "relay@shop.example")
    if where in ("kind", "alert"):  # they stand in headers
        with pytest.raises(ValueError, match="linefeed"):
            mail_of(alert, mail, "https://console.shop.example")
        return
    message = mail_of(alert, mail, "https://console.shop.example")
    assert set(message.keys()) == {
        "Subject", "From", "To", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding",
        "MIME-Version",
    }  # fmt: skip
    assert not re.search(rb"(?mi)^bcc:", bytes(message).replace(b"\r\n", b"\n").partition(b"\n\n")[0])


@pytest.mark.parametrize("name", ["ORDERVEIL_ALERT_EMAIL", "ORDERVEIL_ALERT_FROM"])
def test_a_recipient_with_a_line_end_is_refused_at_start(name: str) -> None:
    sound = {"ORDERVEIL_SMTP_URL": "smtps://mail.shop.example", "ORDERVEIL_ALERT_EMAIL": "lead@shop.example"}
    assert read_delivery(sound).mail is not None
    with pytest.raises(BadConfiguration):
        read_delivery(sound | {name: "a@shop.example\r\nBcc: all@outside.example"})
