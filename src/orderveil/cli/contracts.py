"""`contracts`: what each hop is owed, as files that people write: checked, compared, shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from orderveil.cli.asking import settings
from orderveil.cli.exits import Exit
from orderveil.cli.options import AsJson, HopArgument, Partner
from orderveil.cli.showing import print_facts, print_json, print_table, say
from orderveil.cli.views import hop_named
from orderveil.contracts.check import check as find_problems
from orderveil.contracts.diff import Change
from orderveil.contracts.diff import diff as find_changes
from orderveil.contracts.load import Contracts, load_contracts
from orderveil.core.contract import Contract, FieldRule
from orderveil.core.errors import NotFound
from orderveil.core.hop import HOPS, Hop
from orderveil.exposure.changing import shifts as find_shifts
from orderveil.exposure.hops import Of as Exposed
from orderveil.exposure.words import cell_text

BUILT_IN = "built-in"
Of = tuple[Hop, str | None, str | None]


def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="A folder of overlays (default: this home's contracts).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check overlays on the contracts, by file and line. Changes nothing."""
    if folder is not None and not folder.is_dir():
        raise NotFound("there is no such folder", place=str(folder), reason="input:no-file")
    problems = find_problems(folder or settings().home / "contracts")
    if as_json:
        print_json({"ok": not problems, "problems": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            say(str(problem))
        say("eleven contracts and their overlays hold together" if not problems else f"{len(problems)} wrong")
    if problems:
        raise typer.Exit(Exit.NOT_IN_ORDER)


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A folder of overlays, or 'built-in'.")],
    new: Annotated[
        str | None, typer.Argument(metavar="[NEW]", help="Another (default: this home's contracts).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell what changes from OLD to NEW, and what of it gives more.

    Also what the change does to exposure, scam by scam. Exit code 1: something gives more.
    """
    before = _load(old)
    after = _load(new) if new is not None else load_contracts(settings().home / "contracts")
    found = list(_changes(before, after))
    if as_json:
        for of, change in found:
            print_json({"hop": of[0].value, "partner": of[1], "shop": of[2], **asdict(change)})
    else:
        print_table(
            ("contract", "what", "old", "new", "gives more", "at"),
            [(_name(of), c.what, c.old, c.new, "MORE" if c.widens else "", c.place) for of, c in found],
            empty="they give the same",
        )
    if any(change.widens for _, change in found):
        raise typer.Exit(Exit.NOT_IN_ORDER)


def _changes(before: Contracts, after: Contracts) -> Iterator[tuple[Of, Change]]:
    overlaid = {*before.overlays(), *after.overlays()}
    of_partners = [(hop, name, None) for hop, kind, name in overlaid if kind == "partner"]
    of_shops = [(hop, None, name) for hop, kind, name in overlaid if kind == "shop"]
    every: list[Of] = [*((hop, None, None) for hop in HOPS), *sorted(of_partners), *sorted(of_shops)]
    for of in every:
        for change in find_changes(before.of(*of), after.of(*of)):
            yield of, change
        for shift in find_shifts(before, after, Exposed(*of)):
            old, new = cell_text(shift.old), cell_text(shift.new)
            yield of, Change(f"exposure.{shift.scam}", old, new, shift.is_worse)


def _name(of: Of) -> str:
    hop, partner, shop = of
    return f"{hop.value} for {partner}" if partner else f"{hop.value} in {shop}" if shop else hop.value


def _load(name: str) -> Contracts:
    if name == BUILT_IN:
        return load_contracts(None)
    folder = Path(name)
    if not folder.is_dir():
        raise NotFound("there is no such folder", place=name, reason="input:no-file")
    return load_contracts(folder)


def show(
    hop: HopArgument,
    partner: Partner = None,
    shop: Annotated[str | None, typer.Option("--shop", metavar="SHOP", help="As this shop's overlay has it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a hop is owed: every field, in which states, why, and when it ends."""
    contract = load_contracts(settings().home / "contracts").of(hop_named(hop), partner, shop)
    if as_json:
        print_json(contract_object(contract))
        return
    print_facts(
        {
            "hop": contract.hop.value,
            "why": contract.why,
            "ends": "; ".join(f"{end.days} days after {end.after}" for end in contract.endings) or "-",
            "at most": f"{contract.at_most_days} days",
            "controls": ", ".join(contract.controls) or "-",
        }
    )
    print_table(
        ("field", "treatment, by stage", "why"),
        [(rule.field, _stages(rule), rule.why) for rule in contract.fields.values()],
        empty="nothing is owed",
        whole=("field",),
    )
    for purpose in contract.purposes.values():
        reveals = ", ".join(f"{name} {treatment.value}" for name, treatment in purpose.fields.items())
        say(f"purpose {purpose.name}: {purpose.why}. Reveals {reveals}.")
    for why in contract.widened:
        say(f"gives more than what comes with the relay: {why}")


def contract_object(contract: Contract) -> dict[str, Any]:
    """Return a contract as programs are told of it."""
    return {
        "hop": contract.hop.value,
        "partner": contract.partner,
        "shop": contract.shop,
        "why": contract.why,
        "per_shipment": contract.per_shipment,
        "at_most_days": contract.at_most_days,
        "ends": {end.after: end.days for end in contract.endings},
        "controls": list(contract.controls),
        "fields": {
            name: {
                "why": rule.why,
                "needs": rule.needs,
                "stages": {stage.name: stage.treatment.value for stage in rule.stages},
            }
            for name, rule in contract.fields.items()
        },
        "purposes": {
            name: {
                "why": purpose.why,
                "needs_reference": purpose.needs_reference,
                "fields": {field: treatment.value for field, treatment in purpose.fields.items()},
            }
            for name, purpose in contract.purposes.items()
        },
        "never": sorted(contract.never),
        "widened": list(contract.widened),
    }


def _stages(rule: FieldRule) -> str:
    words = ", ".join(f"{stage.name} {stage.treatment.value}" for stage in rule.stages)
    return f"{words} (needs {rule.needs})" if rule.needs else words
