"""`doctor`: looks at the whole installation and says what is wrong, why it matters and what to do.

Looks only: it makes no home, writes no file but the record of its asking, and changes no setting.
"""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from pathlib import Path

import typer

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.examining import (
    Finding,
    Level,
    examine_contracts,
    examine_keys,
    examine_machine,
    examine_modes,
    examine_passwords,
    examine_places,
    examine_provider,
    examine_record,
    examine_stand_ins,
)
from orderveil.cli.exits import Exit, next_step
from orderveil.cli.options import AsJson
from orderveil.cli.showing import print_json, print_table, say
from orderveil.core.errors import RelayError
from orderveil.core.settings import Settings, read_settings
from orderveil.vault.client import Vault, answers_on
from orderveil.vault.messages import (
    GetModes,
    Health,
    HealthReport,
    KeyRows,
    LedgerVerified,
    LedgerVerify,
    ListKeys,
    Modes,
)


def doctor(as_json: AsJson = False) -> None:
    """Examine the whole installation.

    Settings, files, keys, stores, the record, contracts and hops: what is wrong, why it matters, what to do about it.
    """
    try:
        found = read_settings(os.environ, Path.home())
    except RelayError as error:
        _report([_of_error("settings", error)], as_json=as_json)
        return
    findings = [*examine_stand_ins(replace(found, production=False), production=found.production)]
    findings += [*examine_machine(), *examine_places(found), *examine_contracts(found), *examine_passwords(found)]
    findings += examine_provider(found)
    if found.home.exists():
        findings += _ask_the_vault(found)
    _report(findings, as_json=as_json)


def _ask_the_vault(settings: Settings) -> list[Finding]:
    running = answers_on(settings.socket)
    word = "vaultd answers on its socket" if running else "no vaultd runs: commands start one for themselves"
    findings = [Finding("vaultd", Level.OK, word)]
    try:
        with the_vault(replace(settings, production=False)) as vault:
            findings += _examine_vault(vault)
    except RelayError as error:
        findings.append(_of_error("vault", error))
    return findings


def _examine_vault(vault: Vault) -> list[Finding]:
    report = vault.ask(Health(by=operator()), HealthReport)
    findings = [
        Finding(f"vault: {name}", Level.OK if said == "ok" else Level.WRONG, said)
        for name, said in sorted(report.checks.items())
    ]
    findings += examine_record(vault.ask(LedgerVerify(by=operator()), LedgerVerified))
    findings += examine_modes(vault.ask(GetModes(by=operator()), Modes))
    findings += examine_keys(vault.ask(ListKeys(by=operator()), KeyRows).rows)
    return findings


def _of_error(what: str, error: RelayError) -> Finding:
    return Finding(what, Level.WRONG, f"{error} [{error.reason}]", next_step(error) if what != "settings" else None)


def _report(findings: list[Finding], *, as_json: bool) -> None:
    wrong = sum(finding.level is Level.WRONG for finding in findings)
    if as_json:
        print_json({"ok": wrong == 0, "findings": [asdict(finding) for finding in findings]})
    else:
        print_table(
            ("", "what", "found", "do"),
            [(_SIGNS[f.level], f.what, f.found, f.do or "") for f in findings],
            empty="nothing to look at",
        )
        say("all in order" if not wrong else f"{wrong} wrong")
    if wrong:
        raise typer.Exit(Exit.NOT_IN_ORDER)


_SIGNS = {Level.OK: "ok", Level.ADVICE: "!", Level.WRONG: "WRONG"}
