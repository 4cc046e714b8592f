"""Loading the contracts: the built-in ones, and over them those of the installation, hop, partner, shop.

The layers, each over the one before:
1. `contracts/<hop>.toml` of the relay itself;
2. `<hop>.toml` in the installation's folder;
3. `<hop>.partner.<partner>.toml`;
4. `<hop>.shop.<shop>.toml`.
An overlay may only narrow. Where it gives more it says why, in `widens`, beside what it widens or
for the whole file; a law cannot be widened at all. Files are read once, when contracts are loaded; what
was loaded never changes. Overlays that are no files yet are read by the same rules (`read_overlays`).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NoReturn

from orderveil.contracts.building import Builder
from orderveil.contracts.narrowing import Widening, find_unheard, find_widenings
from orderveil.contracts.pieces import is_reason
from orderveil.contracts.sheet import Problem, Sheet, read_built_in, read_file, read_raw
from orderveil.core.contract import Contract
from orderveil.core.errors import BadConfiguration
from orderveil.core.hop import HOPS, Hop

_FILE = re.compile(r"([a-z]+)(?:\.(partner|shop)\.([A-Za-z0-9][A-Za-z0-9_.-]*))?\.toml")
Key = tuple[Hop, str, str]  # hop; BUILT_IN, "", "partner" or "shop"; its id
BUILT_IN = "built-in"
_Read = Callable[[], tuple[Sheet | None, list[Problem]]]


@dataclass(frozen=True, slots=True)
class Layer:
    """A sheet, and whose it is."""

    sheet: Sheet
    partner: str | None = None
    shop: str | None = None


class Contracts:
    """Every contract of an installation. Safe to use from many threads; the same question, the same object."""

    def __init__(self, sheets: Mapping[Key, Sheet]) -> None:
        self.sheets = sheets
        self._named = {kind: {name for _, k, name in sheets if k == kind} for kind in ("partner", "shop")}
        self._made: dict[tuple[Hop, str | None, str | None], Contract] = {}
        self._lock = threading.Lock()

    def of(self, hop: Hop, partner: str | None = None, shop: str | None = None) -> Contract:
        """Return the contract of `hop` for a partner in a shop.

        Raises BadConfiguration naming file and line: a partner's and a shop's overlay may each be
        right alone and wrong together. Loading finds what is wrong with each alone.
        """
        partner = partner if partner in self._named["partner"] else None  # no overlay: as anybody
        shop = shop if shop in self._named["shop"] else None
        key = (hop, partner, shop)
        made = self._made.get(key)
        if made is None:
            with self._lock:
                made = self._made.get(key) or self._make(hop, partner, shop)
                self._made[key] = made
        return made

    def overlays(self) -> list[Key]:
        """Return which overlays there are: (hop, "" | "partner" | "shop", id)."""
        return sorted(key for key in self.sheets if key[1] != BUILT_IN)

    def layers(self, hop: Hop, partner: str | None, shop: str | None) -> list[Layer]:
        """Return the sheets that apply, the built-in one first."""
        found: list[tuple[Sheet | None, str | None, str | None]] = [
            (self.sheets.get((hop, BUILT_IN, "")), None, None),
            (self.sheets.get((hop, "", "")), None, None),
            (self.sheets.get((hop, "partner", partner or "")), partner, None),
            (self.sheets.get((hop, "shop", shop or "")), None, shop),
        ]
        return [Layer(sheet, whose, where) for sheet, whose, where in found if sheet is not None]

    def _make(self, hop: Hop, partner: str | None, shop: str | None) -> Contract:
        contract = self._built(hop, partner, shop)
        if contract.reference_hop is None:
            return contract
        # whoever's reference is carried decides its format, whichever of the two is released first
        other = self._built(contract.reference_hop, partner, shop)
        return replace(contract, reference=other.reference)

    def _built(self, hop: Hop, partner: str | None, shop: str | None) -> Contract:
        contract, problems = build(self.layers(hop, partner, shop), hop)
        if contract is None or problems:
            raise_problems(problems)
        return contract


def load_contracts(overlays: Path | None) -> Contracts:
    """Return the contracts under the overlays in a folder (None, or one that does not exist: none).

    Raises BadConfiguration at the first problem, in the order of files and lines.
    """
    sheets, problems = read_all(overlays)
    contracts = Contracts(sheets)
    problems += find_problems(contracts)
    if problems:
        raise_problems(problems)
    return contracts


def find_problems(contracts: Contracts) -> list[Problem]:
    """Return what is wrong with the built-in contracts and with each overlay alone, sorted, each once."""
    problems: set[Problem] = set()
    for hop, kind, name in [*((hop, "", "") for hop in HOPS), *contracts.overlays()]:
        if (hop, BUILT_IN, "") in contracts.sheets:
            layers = contracts.layers(hop, name if kind == "partner" else None, name if kind == "shop" else None)
            problems.update(build(layers, hop)[1])
    return sorted(problems)


def build(layers: list[Layer], hop: Hop) -> tuple[Contract | None, list[Problem]]:
    """Return the contract of layers laid over one another, and what is wrong with it."""
    contract: Contract | None = None
    merged = layers[0].sheet
    problems: list[Problem] = []
    for number, layer in enumerate(layers):
        if number:
            merged = layer.sheet.laid_over(merged)
        builder = Builder(merged, hop)
        built = builder.build(
            partner=layer.partner or (contract.partner if contract else None),
            shop=layer.shop or (contract.shop if contract else None),
        )
        problems = builder.problems
        if contract is not None and not problems:
            problems, reasons = _judge(contract, built, layer.sheet)
            problems += _unheard(built, layer.sheet)
            built = replace(built, widened=(*contract.widened, *reasons))
        contract = built
        if problems:
            return None, problems
    return contract, problems


def _judge(old: Contract, new: Contract, sheet: Sheet) -> tuple[list[Problem], list[str]]:
    """Return the widenings of an overlay that say no reason, and what those say that do."""
    problems, reasons = [], []
    for widening in find_widenings(old, new):
        why = _reason_for(widening, sheet)
        if why is None:
            problems.append(
                sheet.place(*widening.path).problem(
                    f"gives more than the contract below it: {widening.message}; "
                    'narrow it, or say why in widens = "..."'
                )
            )
        else:
            reasons.append(f"{sheet.place(*widening.path)}: {widening.message}: {why}")
    return problems, reasons


def _unheard(built: Contract, sheet: Sheet) -> list[Problem]:
    """Return where an overlay's `always` is not heard: stages below it that give more stay in force."""
    return [
        sheet.place("fields", name, "always").problem(
            f"{name} = {treatment.value} is not heard in {', '.join(stages)}, which the contract below gives more "
            "in; name these stages too"
        )
        for name, treatment, stages in find_unheard(built, sheet.data.get("fields"))
    ]


def _reason_for(widening: Widening, sheet: Sheet) -> str | None:
    """Return the nearest `widens` above what is widened: its own table's, else the file's."""
    tables = [sheet.data, *_tables(sheet, widening.path)]
    return next((table["widens"] for table in reversed(tables) if is_reason(table.get("widens"))), None)


def _tables(sheet: Sheet, path: tuple[str, ...]) -> Iterator[Mapping[str, object]]:
    table: object = sheet.data
    for key in path:
        table = table.get(key) if isinstance(table, Mapping) else None
        if isinstance(table, Mapping):
            yield table


def read_all(overlays: Path | None) -> tuple[dict[Key, Sheet], list[Problem]]:
    """Return every sheet, built-in and overlaid, and what cannot be read."""
    paths = sorted(overlays.glob("*.toml")) if overlays is not None and overlays.is_dir() else []
    return _read_all({path.name: (str(path), partial(read_file, path)) for path in paths})


def read_overlays(raws: Mapping[str, bytes]) -> tuple[dict[Key, Sheet], list[Problem]]:
    """Return the same of overlays in memory: a file's bytes by its name."""
    return _read_all({name: (name, partial(read_raw, raw, name)) for name, raw in raws.items()})


def overlay_named(name: str) -> Key | None:
    """Return of whom an overlay's file speaks, or None where the name is no overlay's."""
    match = _FILE.fullmatch(name)
    if match is None or match.group(1) not in set(Hop):
        return None
    return Hop(match.group(1)), match.group(2) or "", match.group(3) or ""


def file_of(hop: Hop, kind: str = "", name: str = "") -> str:
    """Return the file's name of an overlay: of everybody, or of the `partner` or `shop` called `name`."""
    return f"{hop.value}.{kind}.{name}.toml" if kind else f"{hop.value}.toml"


def _read_all(files: Mapping[str, tuple[str, _Read]]) -> tuple[dict[Key, Sheet], list[Problem]]:
    sheets: dict[Key, Sheet] = {}
    problems: list[Problem] = []
    for hop in HOPS:
        sheet, wrong = read_built_in(hop)
        problems += wrong
        if sheet is not None:
            sheets[hop, BUILT_IN, ""] = sheet
    for name, (file, read) in sorted(files.items()):
        key = overlay_named(name)
        if key is None:
            problems.append(Problem(file, 1, "name it <hop>.toml, <hop>.partner.<id>.toml or <hop>.shop.<id>.toml"))
            continue
        sheet, wrong = read()
        problems += wrong
        if sheet is not None:
            sheets[key] = sheet
    return sheets, problems


def raise_problems(problems: list[Problem]) -> NoReturn:
    """Raise BadConfiguration for the first of `problems`, telling how many more there are."""
    first, *more = sorted(problems)
    also = f" (and {len(more)} more: orderveil contracts check)" if more else ""
    raise BadConfiguration(
        f"{first.message}{also}", reason="contracts:bad-contract", place=f"{first.file}:{first.line}"
    )
