"""The rules of the house, checked on the source itself. What is exempt stands in exemptions.py, and nowhere else."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable

import pytest

from orderveil.core.hop import HOPS
from tests.exemptions import ERRORS_APART, IMPURE_CORE, LONG_FILES, LONG_FUNCTIONS, PRINTING, VAULT_INTERNALS
from tests.tree import ROOT, SOURCE, Module, everything, functions, modules, shipped, written_files

FILE_LINES = 300
TEST_FILE_LINES = 400  # a list of rules is read one rule at a time
FUNCTION_LINES = 40
IMPURE_MODULES = {
    "asyncio", "getpass", "glob", "http", "httpx", "io", "logging", "multiprocessing", "os", "psycopg", "random",
    "requests", "secrets", "shutil", "socket", "sqlite3", "structlog", "subprocess", "tempfile", "threading", "time",
    "urllib.request", "uuid",
}  # fmt: skip
IMPURE_CALLS = {
    "__import__", "eval", "exec", "exists", "getenv", "input", "iterdir", "mkdir", "now", "open", "print",
    "read_bytes", "read_text", "today", "unlink", "utcnow", "write_bytes", "write_text",
}  # fmt: skip
PATTERN_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "service_layer", "base"}
VAULT_DOOR = {
    "orderveil.vault.alert_messages",
    "orderveil.vault.account_messages", "orderveil.vault.contract_messages", "orderveil.vault.client",
    "orderveil.vault.identity_messages",
    "orderveil.vault.control_messages",
    "orderveil.vault.known", "orderveil.vault.local",
    "orderveil.vault.messages", "orderveil.vault.people_messages", "orderveil.vault.record_messages",
    "orderveil.vault.review_messages", "orderveil.vault.role_messages",
}  # fmt: skip
INDEX_HOSTS = re.compile(
    r"(?i)(--(extra-)?index-url|--find-links|--trusted-host|\b(pypi|pythonhosted)\.(org|io)\b"
    r"|https?://[^\s\"'<>]*/simple\b|artifactory|\bnexus\b)"
)
MACHINE_PATHS = re.compile(r"(?<![\w.-])/(root|work|home/[a-z]+|Users/[a-z]+)/")


def unexplained(found: Iterable[str], exempt: dict[str, str]) -> list[str]:
    """Return what is found without an exemption, and exemptions that match nothing any more."""
    seen = set(found)
    stale = [f"exempt and not needed: {name}" for name in exempt if name not in seen]
    return sorted(seen - set(exempt)) + stale


def pure_modules() -> list[Module]:
    views = [module for module in shipped() if module.room == "hops" and module.path.name == "view.py"]
    return [module for module in shipped() if module.room == "core"] + views


def test_files_are_short_enough_to_be_read_at_once() -> None:
    limits = {True: TEST_FILE_LINES, False: FILE_LINES}
    long = [m.name for m in everything() if m.text.count("\n") > limits[m.name.startswith("tests/")]]

    assert unexplained(long, LONG_FILES) == []


def test_functions_are_short_enough_to_be_held_in_mind() -> None:
    long = [
        f"{module.name}: {function.name}"
        for module in shipped()
        for function in functions(module)
        if (function.end_lineno or function.lineno) - function.lineno + 1 > FUNCTION_LINES
    ]

    assert unexplained(long, LONG_FUNCTIONS) == []


def test_package_init_holds_a_docstring_and_nothing_else() -> None:
    """A re-export in a package would carry an import past every wall between rooms."""
    wrong = [
        module.name
        for module in modules("src/orderveil")
        if module.path.name == "__init__.py"
        and not (len(module.tree.body) == 1 and ast.get_docstring(module.tree))
    ]

    assert wrong == []


def test_what_ships_beside_the_code_is_packed_with_it() -> None:
    """An editable checkout finds every file; a wheel holds only what its patterns name."""
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["orderveil"]
    package = ROOT / "src/orderveil"
    packed = {path for pattern in patterns for path in package.glob(pattern)}
    beside = {
        path for path in package.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc") and not path.name.startswith(".")
    }  # fmt: skip

    assert sorted(path.name for path in beside - packed) == []


def test_every_room_has_its_init() -> None:
    rooms = {module.path.parent for module in modules("src/orderveil")}

    assert [room.name for room in sorted(rooms) if not (room / "__init__.py").exists()] == []


def test_every_module_opens_with_what_it_is_for() -> None:
    assert [module.name for module in everything() if not ast.get_docstring(module.tree)] == []


def test_the_core_is_pure() -> None:
    """No clock, randomness, environment, file, network or database under core/, nor in any hop's view."""
    impure = [
        f"{module.name}: {name}"
        for module in pure_modules()
        for name in [*_impure_imports(module), *_impure_calls(module)]
    ]

    assert unexplained(impure, IMPURE_CORE) == []


def _impure_imports(module: Module) -> list[str]:
    return sorted({name for name in module.imports() if name in IMPURE_MODULES})


def _impure_calls(module: Module) -> list[str]:
    found = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in IMPURE_CALLS:
                found.add(name)
    return sorted(found)


def test_others_know_the_vault_by_its_door_alone() -> None:
    """Gateway, command line, intake and the rest reach client, messages and local; never the vault's insides."""
    behind = [
        f"{module.name}: {name}"
        for module in shipped()
        if module.room not in ("vault", "")
        for node in ast.walk(module.tree)
        for name in _vault_modules(node)
        if name not in VAULT_DOOR
    ]

    assert unexplained(behind, VAULT_INTERNALS) == []


def _vault_modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if alias.name.startswith("orderveil.vault")]
    if isinstance(node, ast.ImportFrom) and node.module == "orderveil.vault":
        return [f"{node.module}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("orderveil.vault."):
        return [node.module or ""]
    return []


def test_the_checker_of_exports_shares_no_code_with_what_it_checks() -> None:
    ours = [m.name for m in modules("verify") for name in m.imports() if name.split(".")[0] == "orderveil"]

    assert ours == []


def test_hops_never_import_each_other() -> None:
    wrong = []
    for module in (m for m in shipped() if m.room == "hops"):
        own = module.path.relative_to(SOURCE / "hops").parts[0]
        for name in module.imports():
            parts = name.split(".")
            if parts[:2] == ["orderveil", "hops"] and len(parts) > 2 and parts[2] != own and parts[2] in HOPS:
                wrong.append(f"{module.name}: {name}")

    assert wrong == []


def test_folders_name_what_happens_and_never_a_pattern() -> None:
    named = [m.name for m in everything() if {m.path.stem, *m.path.relative_to(ROOT).parts[:-1]} & PATTERN_NAMES]

    assert named == []


def test_only_the_command_line_and_the_processes_speak_to_a_terminal_or_exit() -> None:
    found = []
    for module in modules("src/orderveil"):
        if module.room == "cli" or module.path.name in ("main.py", "worker.py"):
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "sys.exit", "os._exit", "exit"):
                found.append(f"{module.name}: {ast.unparse(node.func)}")

    assert unexplained(found, PRINTING) == []


def test_no_error_is_swallowed_whole() -> None:
    """`except Exception: pass` would let an act go on without its entry in the ledger."""
    found = []
    for module in shipped():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            kind = ast.unparse(node.type) if node.type else "everything"
            silent = all(isinstance(line, ast.Pass | ast.Continue) for line in node.body)
            if kind in ("everything", "Exception", "BaseException") and silent:
                found.append(f"{module.name}:{node.lineno}")

    assert found == []


def test_values_of_the_core_cannot_be_changed_once_made() -> None:
    loose = []
    for module in pure_modules():
        for node in ast.walk(module.tree):
            for decorator in node.decorator_list if isinstance(node, ast.ClassDef) else []:
                text = ast.unparse(decorator)
                if text.startswith("dataclass") and not ("frozen=True" in text and "slots=True" in text):
                    loose.append(f"{module.name}: {getattr(node, 'name', '')}")

    assert loose == []


def test_every_error_stands_in_one_family() -> None:
    """An error outside the family has no reason and no mapping. One that never leaves its module is private."""
    outside = []
    for module in modules("src/orderveil"):
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.ClassDef):
                continue
            bases = {ast.unparse(base).split(".")[-1] for base in node.bases}
            is_bare = bool(bases & {"Exception", "BaseException", "RuntimeError", "OSError"})
            if is_bare and node.name != "RelayError" and not node.name.startswith("_"):
                outside.append(f"{module.name}: {node.name}")

    assert unexplained(outside, ERRORS_APART) == []


@pytest.mark.parametrize("hop", [hop.value for hop in HOPS])
def test_every_hop_has_its_contract(hop: str) -> None:
    assert (SOURCE / "contracts" / f"{hop}.toml").is_file()


def test_nothing_names_a_machine_or_a_package_index() -> None:
    found = []
    for path in written_files():
        if path.name == "test_house.py":
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for pattern in (INDEX_HOSTS, MACHINE_PATHS):
            match = pattern.search(text)
            if match:
                found.append(f"{path.relative_to(ROOT)}: {match.group(0)}")

    assert found == []


def test_nothing_is_left_half_done() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b|in a real (system|deployment)")
    found = [module.name for module in shipped() if words.search(module.text)]

    assert found == []
