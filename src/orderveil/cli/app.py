"""`orderveil`: every command, its example, and how errors end it.

A command asks the vault and prints what it answers; it holds no key and decides nothing itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from traceback import extract_tb
from typing import Annotated, Any, NoReturn

import typer

from orderveil.cli import (
    alerts,
    aside,
    backfill,
    cases,
    contracts,
    controls,
    demo,
    doctor,
    ending,
    exposure,
    ingest,
    init,
    keys,
    ledger,
    ledger_who,
    mapping,
    modes,
    partners,
    people,
    reviews,
    roles,
    scan,
    serve,
    shipments,
    shops,
    views,
    witness,
)
from orderveil.cli.exits import Exit, exit_code
from orderveil.cli.showing import print_error
from orderveil.core.errors import RelayError

WIDTH = 100
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": WIDTH}


HELP = """The relay between the systems of an e-commerce brand: every hop sees its own view of an order, and no more.

ORDERVEIL_HOME names the installation (default: ~/.orderveil); it is made when it is not there.
DATABASE_URL puts the sealed orders into PostgreSQL. Exit codes stand in docs/guide/commands.md.
"""


def _group(help_text: str, **more: Any) -> typer.Typer:
    return typer.Typer(
        **more,
        help=help_text,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,  # a pretty trace shows local variables, and they hold buyers' data
        context_settings=_CONTEXT,
    )


def _add(group: typer.Typer, name: str, command: Callable[..., Any], *examples: str) -> None:
    lines = "\n".join(f"  {example}" for example in examples)
    title = "Example" if len(examples) == 1 else "Examples"
    group.command(name, epilog=f"\b\n{title}:\n{lines}")(command)


app = _group(HELP, name="orderveil")

_add(app, "init", init.init, "orderveil init --profile india-d2c --shop kiosk")
_add(app, "demo", demo.demo, "orderveil demo --once")
_add(app, "serve", serve.serve, "ORDERVEIL_HOME=/srv/orderveil orderveil serve")
_add(
    app, "ingest", ingest.ingest, "orderveil ingest shopify order.json --json",
    "orderveil ingest csv orders.csv --mapping warehouse-sheet --failed failed.csv",
)  # fmt: skip
_add(app, "backfill", backfill.backfill, "orderveil backfill shopify --since 2026-01-01 --file credential.json")
_add(
    app, "view", views.view_one, "orderveil view courier 01K9Z3V4X5B6C7D8E9F0G1H2J3 --partner swiftship",
    "orderveil view support 01K9Z3V4X5B6C7D8E9F0G1H2J3 --purpose call-back --reference T-1041",
)  # fmt: skip
_add(app, "views", views.view_all, "orderveil views 01K9Z3V4X5B6C7D8E9F0G1H2J3 --json")
_add(app, "search", views.search, "orderveil search --by phone < number.txt")
_add(
    app, "scan", scan.scan, "orderveil scan orders.csv chats.jsonl",
    "orderveil scan chats.jsonl --text-field text --format jsonl", "orderveil scan courier.csv --hop courier",
)  # fmt: skip
_add(app, "shipment", shipments.record, "orderveil shipment 01K9Z3V4X5B6C7D8E9F0G1H2J3 manifested --awb-file awb.txt")
_add(app, "erase", ending.erase, "orderveil erase 01K9Z3V4X5B6C7D8E9F0G1H2J3 --reason buyer-asked")
_add(app, "purge", ending.purge, "orderveil purge --json")
_add(app, "maintain", ending.maintain, "orderveil maintain")
_add(app, "controls", controls.show, "orderveil controls --json")
_add(app, "attest", controls.attest, "orderveil attest wms:registered-stations-only --by staff-17 --for 90d")
_add(
    app, "exposure", exposure.exposure, "orderveil exposure", "orderveil exposure courier --json",
    "orderveil exposure --fields buyer_phone,order_total,order_number=mask",
    "orderveil exposure --csv orders.csv", "orderveil exposure --html board.html",
    "orderveil exposure courier --released 2026-11-21", "orderveil exposure --of-partner swiftship",
    "orderveil exposure --together courier,comms", "orderveil exposure --payload order.json --source shopify",
)  # fmt: skip
_add(app, "doctor", doctor.doctor, "orderveil doctor --json")

_add(app, "controls", controls.show, "orderveil controls --json")
_add(app, "attest", controls.attest, "orderveil attest wms:registered-stations-only --by floor-lead --for 90d")

_contracts = _group("What each hop is owed, as files.")
_add(_contracts, "check", contracts.check, "orderveil contracts check /srv/orderveil/contracts")
_add(_contracts, "diff", contracts.diff, "orderveil contracts diff built-in new/ --json")
_add(_contracts, "show", contracts.show, "orderveil contracts show courier --partner swiftship")
app.add_typer(_contracts, name="contracts")

_ledger = _group("The tamper-evident record.")
_add(_ledger, "verify", ledger.verify, "orderveil ledger verify --json")
_add(
    _ledger, "who", ledger_who.who, "orderveil ledger who 01K9Z3V4X5B6C7D8E9F0G1H2J3",
    "orderveil ledger who --partner swiftship --since 7d --json",
)  # fmt: skip
_add(_ledger, "export", ledger.export, "orderveil ledger export --to ledger.ndjson")
_add(_ledger, "proof", ledger.proof, "orderveil ledger proof 17 --json", "orderveil ledger proof --since 100")
_add(_ledger, "reindex", ledger.reindex, "orderveil ledger reindex")
_add(
    _ledger, "rotate-key", ledger.rotate_key, "orderveil ledger rotate-key",
    "orderveil ledger rotate-key --confirm 5f0c1d2e3a4b",
)  # fmt: skip
_add(
    _ledger, "end-log", ledger.end_log, "orderveil ledger end-log 2024Q1",
    "orderveil ledger end-log 2024Q1 --confirm 5f0c1d2e3a4b",
)  # fmt: skip
app.add_typer(_ledger, name="ledger")

_witness = _group("Runs elsewhere, and cosigns only a ledger that grew.")
_add(_witness, "init", witness.init, "orderveil witness init /srv/witness/key --name witness.example/w1")
_add(_witness, "serve", witness.serve, "orderveil witness serve /srv/witness/key --trust $LOG_KEY")
_add(_witness, "cosign", witness.cosign, "orderveil witness cosign key request.txt --trust $LOG_KEY")
_add(_witness, "feed", witness.feed, "orderveil witness feed https://witness.example --witness $WITNESS_KEY --every 60")
app.add_typer(_witness, name="witness")

_keys = _group("Partners' keys, sources' secrets, sealing keys.")
_add(_keys, "issue", keys.issue, "orderveil keys issue courier swiftship --expires 90d")
_add(_keys, "list", keys.list_keys, "orderveil keys list --json")
_add(_keys, "check", keys.check, "orderveil keys check --file partner.key")
_add(_keys, "revoke", keys.revoke, "orderveil keys revoke key_0a1b2c3d4e5f")
_add(_keys, "secret", keys.secret, "orderveil keys secret shopify --file secret.txt --keep-old 24h")
_add(_keys, "rotate", keys.rotate, "orderveil keys rotate root")
app.add_typer(_keys, name="keys")

_mode = _group("How far each hop is taken up, step by step.")
_add(_mode, "show", modes.show, "orderveil mode show --shop kiosk")
_add(_mode, "set", modes.set_mode, "orderveil mode set label 10%", "orderveil mode set all enforced")
_add(_mode, "back", modes.back, "orderveil mode back label")
_add(
    _mode, "bypass", modes.bypass,
    "orderveil mode bypass label old-label-app --field recipient_phone --field recipient_name",
)  # fmt: skip
app.add_typer(_mode, name="mode")

_shops = _group("The shops of this installation.")
_add(_shops, "list", shops.list_shops, "orderveil shops list")
_add(_shops, "add", shops.put_shop, "orderveil shops add kiosk --name 'The Kiosk' --country IN --warehouse pune")
app.add_typer(_shops, name="shops")

_mapping = _group("What the columns of a CSV file mean.")
_add(_mapping, "propose", mapping.propose, "orderveil mapping propose orders.csv --save warehouse-sheet")
_add(_mapping, "preview", mapping.preview, "orderveil mapping preview orders.csv --mapping warehouse-sheet")
app.add_typer(_mapping, name="mapping")

_aside = _group("Signed payloads that could not be read.")
_add(_aside, "list", aside.list_aside, "orderveil aside list --json")
_add(_aside, "resolve", aside.resolve, "orderveil aside resolve 3")
app.add_typer(_aside, name="aside")

_cases = _group("Tickets and calls: what a reveal is explained by.")
_add(
    _cases, "open", cases.open_case,
    "orderveil cases open 01K9Z3V4X5B6C7D8E9F0G1H2J3 --kind ticket --reference T-1041 --shop kiosk",
)  # fmt: skip
_add(_cases, "close", cases.close_case, "orderveil cases close T-1041 --shop kiosk")
_add(_cases, "list", cases.list_cases, "orderveil cases list --shop kiosk --json")
app.add_typer(_cases, name="cases")

_people = _group("Accounts, roles, and why somebody may do something.")
_add(
    _people, "invite", people.invite, "orderveil people invite you@example.com --name You --role owner",
    "orderveil people invite ben@example.com --name Ben --role support_agent --shop kiosk",
)  # fmt: skip
_add(_people, "list", people.list_people, "orderveil people list --json")
_add(_people, "assign", people.set_roles, "orderveil people assign p_0a1b2c3d4e5f --role support_lead")
_add(
    _people, "roles", roles.roles, "orderveil people roles --json", "orderveil people roles --text > roles.toml",
    "orderveil people roles check roles.toml", "orderveil people roles check --change c_0a1b2c3d4e5f",
    "orderveil people roles put roles.toml --why 'agents list orders'",
)  # fmt: skip
_add(_people, "remove", people.remove, "orderveil people remove p_0a1b2c3d4e5f")
_add(
    _people, "explain", people.explain,
    "orderveil people explain p_0a1b2c3d4e5f orders:field:reveal --shop kiosk --hop support --field buyer_phone",
)  # fmt: skip
_add(_people, "matrix", people.show_matrix, "orderveil people matrix --role support_agent --json")
app.add_typer(_people, name="people")

_alerts = _group("What the watch found unusual, and the answers.")
_add(_alerts, "list", alerts.list_alerts, "orderveil alerts list --state open", "orderveil alerts list a_0a1b2c3d4e5f")
_add(_alerts, "answer", alerts.answer, "orderveil alerts answer a_0a1b2c3d4e5f coached --note 'talked it over'")
app.add_typer(_alerts, name="alerts")

_changes = _group("Changes that wait for a second person.")
_add(_changes, "list", people.list_changes, "orderveil changes list --all")
_add(_changes, "approve", people.approve, "orderveil changes approve c_0a1b2c3d4e5f")
_add(_changes, "refuse", people.refuse, "orderveil changes refuse c_0a1b2c3d4e5f")
app.add_typer(_changes, name="changes")

_partners = _group("Outside systems, checkout scripts, and keys in turn.")
_add(
    _partners, "import", partners.import_list, "orderveil partners import shopify staff.csv",
    "orderveil partners import workspace users.csv --json",
)  # fmt: skip
_add(_partners, "accounts", partners.list_accounts, "orderveil partners accounts --tasks")
_add(_partners, "ended", partners.tick, "orderveil partners ended o_0a1b2c3d4e5f6071")
_add(_partners, "connected", partners.connected, "orderveil partners connected --json")
_add(_partners, "replace-key", partners.replace_key, "orderveil partners replace-key key_0a1b2c3d4e5f --overlap 48")
_add(_partners, "scripts", partners.scripts, "orderveil partners scripts checkout.html --shop kiosk")
app.add_typer(_partners, name="partners")

_reviews = _group("Access reviews: every right kept or removed.")
_add(_reviews, "list", reviews.list_campaigns, "orderveil reviews list")
_add(_reviews, "open", reviews.open_campaign, "orderveil reviews open --days 14")
_add(_reviews, "show", reviews.show, "orderveil reviews show v_0a1b2c3d4e5f --undecided")
_add(_reviews, "decide", reviews.decide, "orderveil reviews decide v_0a1b2c3d4e5f 7 remove")
_add(_reviews, "close", reviews.close, "orderveil reviews close v_0a1b2c3d4e5f --remove-undecided")
app.add_typer(_reviews, name="reviews")


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"orderveil {version('orderveil')}")
        raise typer.Exit


@app.callback()
def _root(
    _: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_tell_version, help="Say which version this is.")
    ] = False,
) -> None:
    """Options before the command."""


def main() -> None:
    """Run the command line; end with the exit code that tells how it went."""
    os.umask(0o077)  # whatever a command writes is its owner's alone
    try:
        app(prog_name="orderveil")
    except RelayError as error:
        print_error(error, as_json="--json" in sys.argv)
        sys.exit(exit_code(error))
    except OSError as error:
        _end_on_file(error)
    except Exception as error:  # the last resort: whatever it says may hold a buyer's data, so its text is withheld
        _end_on_flaw(error)


def _end_on_file(error: OSError) -> NoReturn:
    if isinstance(error, BrokenPipeError):  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.OK)
    told = RelayError(error.strerror or "the file cannot be used", reason="input:file", place=error.filename)
    print_error(told, as_json="--json" in sys.argv)
    sys.exit(exit_code(told))


def _end_on_flaw(error: Exception) -> NoReturn:
    """Tell where an error of our own came up, and of what kind it is, but not what it says."""
    frames = extract_tb(error.__traceback__)[-6:]
    sys.stderr.write(f"orderveil: a flaw of the relay: {type(error).__name__}; its text is withheld\n")
    for frame in frames:
        sys.stderr.write(f"  {frame.name} ({Path(frame.filename).name}:{frame.lineno})\n")
    sys.exit(Exit.FLAW)
