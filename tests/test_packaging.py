"""What is installed is whole: the wheel holds every file that the program reads, and pins name no index."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.tree import ROOT, SOURCE

DATA = {".toml", ".json", ".html", ".typed"}
LOCKS = ("requirements.txt", "requirements-test.txt")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
    command = [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "-q", "-w", "dist"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    (built,) = (copy / "dist").glob("*.whl")
    return built


def test_the_wheel_holds_every_module_and_every_file_that_is_read(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        path.relative_to(SOURCE.parent).as_posix()
        for path in SOURCE.rglob("*")
        if path.is_file() and (path.suffix == ".py" or path.suffix in DATA) and "__pycache__" not in path.parts
    }

    assert wanted - held == set()


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    strange = [n for n in zipfile.ZipFile(wheel).namelist() if not n.startswith(("orderveil/", "orderveil-"))]

    assert strange == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_pinned_package_has_its_hashes_and_no_index_is_named(name: str) -> None:
    text = (ROOT / name).read_text()
    pins = re.findall(r"^([a-z0-9._-]+)==\S+ \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE)

    assert len(pins) == len(re.findall(r"^[a-z0-9._-]+==", text, re.MULTILINE))
    assert re.findall(r"^--|https?://| @ ", text, re.MULTILINE) == []


def test_whatever_the_program_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    for lock, wanted in (
        (LOCKS[0], project["dependencies"]),
        (LOCKS[1], project["optional-dependencies"]["test"]),
    ):
        text = (ROOT / lock).read_text()
        names = {re.split(r"[\[>=]", requirement)[0].lower() for requirement in wanted}
        assert {name for name in names if f"\n{name}==" not in f"\n{text}"} == set()
