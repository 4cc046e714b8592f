"""The hook that refuses a commit with customer data, by git itself, and as pre-commit reads it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tree import ROOT

GUIDE = (ROOT / "docs" / "guide" / "ci.md").read_text(encoding="utf-8")
CLEAN = "sku,stock\nA-1,120\n"
DIRTY = "sku,stock\nA-1,call 99999 00012\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose hook is the one that the guide shows."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    monkeypatch.setenv("ORDERVEIL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    folder = tmp_path / "shop"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (script,) = re.findall(r"```sh\n(#!/bin/sh\n# \.git/hooks/pre-commit\n.*?)```", GUIDE, flags=re.DOTALL)
    hook = folder / ".git" / "hooks" / "pre-commit"
    hook.write_text(script)
    hook.chmod(0o755)
    return folder


def commit(folder: Path) -> subprocess.CompletedProcess[str]:
    subprocess.run(["git", "-C", str(folder), "add", "-A"], check=True)
    who = ["-c", "user.name=somebody", "-c", "user.email=somebody@shop.example"]
    return subprocess.run(
        ["git", "-C", str(folder), *who, "commit", "-q", "-m", "x"], capture_output=True, text=True, check=False
    )


def test_a_commit_with_customer_data_is_refused_and_a_clean_one_passes(repository: Path) -> None:
    (repository / "goods.csv").write_text(CLEAN)
    assert commit(repository).returncode == 0

    (repository / "goods.csv").write_text(DIRTY)
    refused = commit(repository)
    assert refused.returncode != 0
    assert "PHONE" in refused.stdout + refused.stderr
    assert "99999" not in refused.stdout + refused.stderr


def test_what_is_staged_counts_and_not_what_stands_in_the_folder(repository: Path) -> None:
    (repository / "goods.csv").write_text(DIRTY)
    subprocess.run(["git", "-C", str(repository), "add", "-A"], check=True)
    (repository / "goods.csv").write_text(CLEAN)
    who = ["-c", "user.name=somebody", "-c", "user.email=somebody@shop.example"]
    done = subprocess.run(["git", "-C", str(repository), *who, "commit", "-qm", "x"], capture_output=True, check=False)

    assert done.returncode != 0


def test_a_commit_of_other_files_passes(repository: Path) -> None:
    (repository / "main.py").write_text("print('call 99999 00012')\n")

    assert commit(repository).returncode == 0


def test_the_hook_for_pre_commit_is_a_command_of_ours_with_file_names_behind_it(tmp_path: Path) -> None:
    told = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    (entry,) = re.findall(r"^  entry: (.+)$", told, flags=re.MULTILINE)
    (files,) = re.findall(r"^  files: (.+)$", told, flags=re.MULTILINE)
    path = tmp_path / "a.csv"
    path.write_text(DIRTY)
    command = [str(Path(sys.executable).parent / shlex.split(entry)[0]), *shlex.split(entry)[1:], str(path)]

    assert re.search(files, "data/a.csv")
    assert not re.search(files, "src/main.py")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
    path.write_text(CLEAN)
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
