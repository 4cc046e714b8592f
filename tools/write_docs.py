"""Writes the reference pages that are made from the program itself, so that they cannot be untrue.

    python tools/write_docs.py            write the pages listed in PAGES
    python tools/write_docs.py --check    fail if one of them is not what would be written
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["COLUMNS"] = "100"
os.environ.pop("ORDERVEIL_SHOP", None)

from typer.testing import CliRunner

from orderveil.cli.app import app
from orderveil.cli.exits import MEANINGS
from orderveil.contracts.load import load_contracts
from orderveil.core.contract import Contract
from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS
from orderveil.core.laws import LAWS

ROOT = Path(__file__).resolve().parent.parent
_MADE = "<!-- made by tools/write_docs.py (make docs); what stands here comes from the program -->"


def help_of(*words: str) -> str:
    """Return what `--help` prints for a command."""
    result = CliRunner().invoke(app, [*words, "--help"], prog_name="orderveil", terminal_width=100)
    return "\n".join(line.rstrip() for line in result.output.strip().splitlines())


def commands() -> Iterator[tuple[str, ...]]:
    """Yield every command as its words, groups among them, in the order of the help."""
    for command in app.registered_commands:
        yield (str(command.name),)
    for group in app.registered_groups:
        yield (str(group.name),)
        assert group.typer_instance is not None
        for command in group.typer_instance.registered_commands:
            yield (str(group.name), str(command.name))


def commands_page() -> str:
    """Return docs/guide/commands.md."""
    lines = ["# Commands", "", _MADE, ""]
    lines += ["Results go to standard output, everything else to the error stream.", ""]
    lines += ["With `--json` a command prints one JSON object per line, and errors are JSON too.", ""]
    lines += ["## Exit codes", "", "| code | meaning |", "|---|---|"]
    lines += [f"| {int(code)} | {meaning} |" for code, meaning in MEANINGS.items()]
    lines += ["", "## orderveil", "", "```text", help_of(), "```", ""]
    for words in commands():
        lines += [f"## orderveil {' '.join(words)}", "", "```text", help_of(*words), "```", ""]
    return "\n".join(lines)


def hops_page() -> str:
    """Return docs/guide/hops.md."""
    contracts = load_contracts(None)
    lines = ["# The eleven hops, and what each is owed", "", _MADE, ""]
    lines += ["What comes with the relay; an installation lays files of its own over it ([how](contracts.md)).", ""]
    lines += ["A field that a contract does not name is not owed; whatever is not plainly allowed is refused.", ""]
    for hop in HOPS:
        lines += _hop_section(contracts.of(hop))
    lines += ["## Laws", "", "No contract, overlay or purpose can allow what these forbid.", ""]
    lines += ["| law | text |", "|---|---|", *(f"| `{law.id}` | {law.text} |" for law in LAWS), ""]
    return "\n".join(lines)


def _hop_section(contract: Contract) -> Iterator[str]:
    yield from (f"## {contract.hop.value}", "", f"{contract.why[:1].upper()}{contract.why[1:]}.", "")
    if contract.endings:
        clocks = ", ".join(f"{end.days} days after `{end.after}`" for end in contract.endings)
        yield from (f"The view ends {clocks}; after {contract.at_most_days} days in any case where no clock runs.", "")
    if contract.controls:
        yield from (f"Controls owed: {', '.join(f'`{control}`' for control in contract.controls)}.", "")
    yield from ("| field | treatment, by stage | why |", "|---|---|---|")
    for rule in contract.fields.values():
        stages = ", ".join(f"{stage.name}: {stage.treatment.value}" for stage in rule.stages)
        needs = f" (needs `{rule.needs}`)" if rule.needs else ""
        yield f"| `{rule.field}` | {stages}{needs} | {rule.why} |"
    yield ""
    for purpose in contract.purposes.values():
        reveals = ", ".join(f"`{field}` {treatment.value}" for field, treatment in purpose.fields.items())
        yield from (f"Purpose `{purpose.name}`: {purpose.why}. It reveals {reveals}.", "")


def fields_page() -> str:
    """Return docs/spec/fields.md."""
    lines = ["# The vocabulary of fields", "", _MADE, ""]
    lines += ["Every source is translated into these words, and every contract is written in them.", ""]
    lines += ["The category is a key of the Fides taxonomy of data.", ""]
    lines += [
        "The sensitivity says how far the field alone carries a stranger: `none`, `context` (makes a pretext "
        "believable), `personal` (describes or locates a person), `reach` (reaches one, or opens money).",
        "",
    ]
    lines += ["The class names the key under which it is sealed, and hence what ends together.", ""]
    lines += ["| field | group | category | sensitivity | class | kind | per parcel |", "|---|---|---|---|---|---|---|"]
    for field in FIELDS.values():
        parcel = "yes" if field.per_shipment else ""
        lines.append(
            f"| `{field.name}` | {field.group} | `{field.category}` | {field.sensitivity.name.lower()} "
            f"| {field.retention} | {field.kind} | {parcel} |"
        )
    return "\n".join([*lines, ""])


def asvs() -> str:
    """Return docs/spec/asvs.md."""
    sys.path.insert(0, str(ROOT))  # run as a script, its own folder stands there
    from tools.asvs_page import asvs_page

    return asvs_page(_MADE.replace("the program", "docs/spec/asvs.toml"))


PAGES = {
    "docs/spec/asvs.md": asvs,
    "docs/guide/commands.md": commands_page,
    "docs/guide/hops.md": hops_page,
    "docs/spec/fields.md": fields_page,
}


def main() -> int:
    """Write the pages, or check them. Returns the exit code."""
    stale = []
    for name, page in PAGES.items():
        path, text = ROOT / name, page()
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        print(f"not what the program says: {', '.join(stale)}; run: make docs", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
