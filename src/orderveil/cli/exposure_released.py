"""What really left, as `exposure --released` and `--of-partner` tell it: counts of orders, never which.

The vault counts part after part with nothing opened; here the engine says what each holding makes possible.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import typer

from orderveil.cli.asking import operator, settings, the_vault
from orderveil.cli.exposure_hops import cut_object
from orderveil.cli.exposure_running import is_installed
from orderveil.cli.options import moment_text
from orderveil.cli.showing import print_json, print_table, say
from orderveil.contracts.load import Contracts, load_contracts
from orderveil.core.errors import NotFound
from orderveil.core.exposure.cutting import Cut
from orderveil.core.hop import Hop
from orderveil.exposure.ending import cheapest_of
from orderveil.exposure.hops import Of
from orderveil.exposure.released import Count, Fate, Summary, Told, Via
from orderveil.exposure.words import cut_text, scam_title
from orderveil.vault.client import Vault
from orderveil.vault.messages import ExposureCounted, ExposureOf

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_EXAMPLES = "2026-11-21, 2026-11-21T09:30+05:30"
_GIVEN = {Via.KEY: "", Via.OPERATOR: ", opened at this machine", Via.PERSON: ", opened by people"}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: from `since_ms` to `until_ms` (not in it), of which hops, partner and shop."""

    since_ms: int
    until_ms: int
    hops: tuple[Hop, ...]
    partner: str | None
    shop: str | None

    @staticmethod
    def of(
        since: str | None, until: str | None, hops: tuple[Hop, ...], partner: str | None, shop: str | None
    ) -> Question:
        """Return the question of a command's words. A day is one of UTC; a moment counts to now."""
        if since is None:
            begins, ends = 0, _now_ms() + 1
        else:
            begins, day_after = _moment_ms(since, "--released")
            ends = day_after or _now_ms() + 1
        if until is not None:
            moment, day_after = _moment_ms(until, "--until")
            ends = day_after or moment
        if ends <= begins:
            raise typer.BadParameter("ends before it begins", param_hint="--until")
        return Question(begins, ends, hops, partner, shop)

    def text(self) -> str:
        """Return the period in words."""
        ends = moment_text(self.until_ms)
        return f"until {ends} UTC" if not self.since_ms else f"from {moment_text(self.since_ms)} to {ends} UTC"


@dataclass(slots=True)
class _Answer:
    summary: Summary
    at_ms: int
    ended_logs: list[str]


def tell_released(question: Question, *, is_joined: bool, as_json: bool) -> None:
    """Tell of what left: per holder and scam for how many orders, until when, and what ends it."""
    found = settings()
    if not is_installed(found):
        raise NotFound("there is no installation here, so nothing is on record", place=str(found.home))
    contracts = load_contracts(found.home / "contracts")
    with the_vault(found) as vault:
        answer = _ask(vault, question, is_joined=is_joined)
    told = answer.summary.told()
    if as_json:
        for one in told:
            _print_objects(contracts, question, one)
        return
    if not told:
        say(f"nothing is on record as given, {question.text()}")
    for one in told:
        _print(contracts, question, one)
    if told:
        say("until: as the orders stand now; a scam is believed no longer once the order moves on")
    if answer.ended_logs:
        say(f"not counted: the record of {', '.join(answer.ended_logs)}, whose entries were let go")


def _ask(vault: Vault, question: Question, *, is_joined: bool) -> _Answer:
    answer, part = _Answer(Summary(), 0, []), ""
    while True:
        counted = vault.ask(
            ExposureOf(
                by=operator(), since_ms=question.since_ms, until_ms=question.until_ms,
                hops=tuple([hop.value for hop in question.hops]), partner=question.partner, shop=question.shop,
                joined=is_joined, part=part,
            ),
            ExposureCounted,
        )  # fmt: skip
        answer.summary.add(counted.released)
        answer.at_ms, answer.ended_logs = counted.at_ms, counted.ended_logs
        if counted.next is None:
            return answer
        part = counted.next


def _print(contracts: Contracts, question: Question, one: Told) -> None:
    say(f"{_name(one)}: {one.orders} order{'s' if one.orders > 1 else ''}, {question.text()}{_fates(one)}")
    rows = [
        (
            scam_title(scam), _counts(count.direct, count.detour), _counts(count.direct_now, count.detour_now),
            _until(count), _ending(contracts, question, one, scam),
        )
        for scam, count in one.scams.items()
        if count.possible
    ]  # fmt: skip
    print_table(
        ("scam", "was possible", "is possible now", "until", "what ends it"),
        rows,
        empty="none of the ten hangs on what was given here alone",
    )
    if one.assumed:
        say(f"of {one.assumed} orders the record tells fields and no treatments: today's contract was taken")


def _name(one: Told) -> str:
    holder = one.holder
    return f"{holder.hop}{f' ({holder.partner})' if holder.partner else ''}{_GIVEN[Via(holder.via)]}"


def _fates(one: Told) -> str:
    words = {
        Fate.ENDED: "of {count} the view has ended",
        Fate.ERASED: "{count} were erased since, and when scams were believed of them is not known",
        Fate.UNREADABLE: "of {count} the row was altered in the store, and its times are not believed",
    }
    told = [text.format(count=one.fates[fate]) for fate, text in words.items() if one.fates[fate]]
    return f"; {'; '.join(told)}" if told else ""


def _counts(direct: int, detour: int) -> str:
    told = [f"{direct} directly"] if direct else []
    return ", ".join([*told, f"{detour} by a detour"] if detour else told) or "-"


def _until(count: Count) -> str:
    if not count.direct_now + count.detour_now:
        return "-"
    latest = "no end" if count.is_endless else moment_text(count.latest_ms)
    earliest = moment_text(count.earliest_ms) if count.earliest_ms is not None else latest
    return latest if earliest == latest else f"{earliest} to {latest}"


def _cut(contracts: Contracts, question: Question, one: Told, scam: str) -> tuple[Cut | None, bool]:
    hops = [Hop(hop) for hop in one.holder.hop.split("+")]
    parties = [Of(hop, one.holder.partner, question.shop) for hop in hops]
    return cheapest_of(contracts, parties, scam, one.scams[scam].held)


def _ending(contracts: Contracts, question: Question, one: Told, scam: str) -> str:
    cut, is_every = _cut(contracts, question, one, scam)
    if cut is None:
        return "no change of these fields"
    return cut_text(cut) if is_every else f"but for detours: {cut_text(cut)}"


def _print_objects(contracts: Contracts, question: Question, one: Told) -> None:
    for scam, count in one.scams.items():
        cut = _cut(contracts, question, one, scam) if count.possible else None
        print_json(
            {
                "hop": one.holder.hop,
                "partner": one.holder.partner,
                "via": one.holder.via,
                "since_ms": question.since_ms,
                "until_ms": question.until_ms,
                "scam": scam,
                "orders": one.orders,
                "assumed": one.assumed,
                "fates": {fate.value: number for fate, number in one.fates.items()},
                "was": {"directly": count.direct, "by a detour": count.detour, "untimed": count.untimed},
                "now": {"directly": count.direct_now, "by a detour": count.detour_now},
                "earliest_end_ms": count.earliest_ms,
                "latest_end_ms": None if count.is_endless else count.latest_ms,
                "ends": cut_object(*cut) if cut is not None else None,
            }
        )


def _moment_ms(text: str, option: str) -> tuple[int, int | None]:
    """Return when it begins, and for a day when the day after does."""
    try:
        if _DAY.fullmatch(text):
            day = datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
            return _ms(day), _ms(day + timedelta(days=1))
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"write a day, or a moment: {_EXAMPLES}", param_hint=option) from None
    if moment.tzinfo is None:
        raise typer.BadParameter(f"a moment names its offset: {_EXAMPLES}", param_hint=option)
    return _ms(moment), None


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
