"""The project's own files as data, for the tests that hold the house to its rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "orderveil"


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file of the project, read once."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path from the project's root, as the exemptions name it."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def room(self) -> str:
        """The room under src/orderveil, or an empty text outside of it."""
        parts = self.path.relative_to(ROOT).parts
        return parts[2] if parts[:2] == ("src", "orderveil") and len(parts) > 3 else ""

    def imports(self) -> Iterator[str]:
        """Yield every module name that this one imports, absolute."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Return the modules under these folders of the project, by path."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    found = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        found.append(Module(path, text, ast.parse(text, filename=str(path))))
    return tuple(found)


def shipped() -> tuple[Module, ...]:
    """Return the modules that a user runs."""
    return modules("src/orderveil", "verify")


def everything() -> tuple[Module, ...]:
    """Return every module of the project."""
    return modules("src/orderveil", "verify", "benchmarks", "tests", "vectors", "tools")


@cache
def written_files() -> tuple[Path, ...]:
    """Return every text file that people wrote or scripts of ours made, wherever it lies."""
    kinds = {".py", ".md", ".toml", ".txt", ".json", ".svg", ".html", ".yml", ".yaml", ".cfg", ".csv", ".sh", ".ndjson"}
    tools = {"have-chromium", "have-postgresql", "install-debian", "make-venv"}
    bare = {"Makefile", "run", "LICENSE", ".gitignore", *tools}
    skipped = {".venv", ".git", "build", "dist", "__pycache__"}
    return tuple(
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not any(
            part in skipped or part.endswith((".egg-info", "_cache")) or part == ".hypothesis"
            for part in path.relative_to(ROOT).parts
        )
        and (path.suffix in kinds or path.name in bare)
    )


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a module, also those inside classes and functions."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
