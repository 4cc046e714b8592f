"""The likeliest row of labels of some words, after Viterbi (1967). Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias

from orderveil.detect.model.weights import HALF, LABELS, MASK, STEPS, UNSETTLED, WIDTH


class Run(NamedTuple):
    """Words `first` to `last` that are one name (`N`) or address (`A`)."""

    letter: str
    first: int
    last: int


# The last name or address on the way to a label, and what was told before it.
_Told: TypeAlias = "tuple[_Told | None, str, int, int]"

# All is counted over the row that is neither throughout; what a row is worth so far, with the step further inside
# the name or address it ends in; and what speaks for a word comes raised, which the steps to it take back.
_OVER: Final = {step: by - STEPS["OO"] for step, by in STEPS.items()}
_AHEAD: Final = {"O": 0, "N": _OVER["NP"], "P": _OVER["PP"], "A": _OVER["AB"], "B": _OVER["BB"]}
_INTO: Final = {
    step: by - _AHEAD[step[0]] + _AHEAD[step[1]] - (0 if step[1] == "O" else HALF) for step, by in _OVER.items()
}
_AHEAD_N, _AHEAD_P, _AHEAD_A, _AHEAD_B = (_AHEAD[label] for label in LABELS[1:])
_N, _P, _A, _B = (ahead - HALF for ahead in (_AHEAD_N, _AHEAD_P, _AHEAD_A, _AHEAD_B))
_ON, _OA = _INTO["ON"], _INTO["OA"]
_FROM_N, _FROM_P, _FROM_A, _FROM_B = ([_INTO[label + to] for to in "ONA"] for label in LABELS[1:])
# From how much on the likeliest way to anything but the inside of a name or address leads through one that ends.
_LEAST_N, _LEAST_P, _LEAST_A, _LEAST_B = (
    min(0 - to_o, _ON - to_n, _OA - to_a) for to_o, to_n, to_a in (_FROM_N, _FROM_P, _FROM_A, _FROM_B)
)
_NEVER: Final = -1_000_000


def runs_of(wholes: Sequence[int], at: int) -> list[Run]:
    """Return the names and addresses in the likeliest row of labels; `at` is the number of the first word.

    `wholes` holds, for each word, what speaks for each label over neither: four weights packed, and raised.
    """
    whole = wholes[0]
    n, p, a, b = (whole & MASK) + _N, _NEVER, (whole >> 2 * WIDTH & MASK) + _A, _NEVER
    told: _Told | None = None
    told_n, told_p, told_a, told_b, begun_p, begun_b = told, told, told, told, at, at
    for whole in wholes[1:]:
        to_n, to_a = _ON, _OA
        before_n = before_a = told
        if n >= _LEAST_N or p >= _LEAST_P or a >= _LEAST_A or b >= _LEAST_B:
            best, ways = [0, to_n, to_a], [told, told, told]
            if n >= _LEAST_N:
                _leave(n, _FROM_N, (told_n, "N", at, at), best, ways)
            if p >= _LEAST_P:
                _leave(p, _FROM_P, (told_p, "N", begun_p, at), best, ways)
            if a >= _LEAST_A:
                _leave(a, _FROM_A, (told_a, "A", at, at), best, ways)
            if b >= _LEAST_B:
                _leave(b, _FROM_B, (told_b, "A", begun_b, at), best, ways)
            (surer, to_n, to_a), (told, before_n, before_a) = best, ways
            n, p, a, b, to_n, to_a = n - surer, p - surer, a - surer, b - surer, to_n - surer, to_a - surer
        at += 1
        if not whole & UNSETTLED:
            n = p = a = b = _NEVER
            continue
        if n > p:
            p, begun_p, told_p = n, at - 1, told_n
        if a > b:
            b, begun_b, told_b = a, at - 1, told_a
        p += (whole >> WIDTH & MASK) + _P
        b += (whole >> 3 * WIDTH) + _B
        n, told_n = to_n + (whole & MASK), before_n
        a, told_a = to_a + (whole >> 2 * WIDTH & MASK), before_a
    worth = 0, n - _AHEAD_N, p - _AHEAD_P, a - _AHEAD_A, b - _AHEAD_B
    ends = told, (told_n, "N", at, at), (told_p, "N", begun_p, at), (told_a, "A", at, at), (told_b, "A", begun_b, at)
    return _listed(ends[worth.index(max(worth))])


def _leave(value: int, steps: list[int], run: _Told, best: list[int], ways: list[_Told | None]) -> None:
    """Let a name or an address end, where that is the best way to neither or to the beginning of the next."""
    to_o, to_n, to_a = steps
    if value + to_o >= best[0]:
        best[0], ways[0] = value + to_o, run
    if value + to_n >= best[1]:
        best[1], ways[1] = value + to_n, run
    if value + to_a >= best[2]:
        best[2], ways[2] = value + to_a, run


def _listed(told: _Told | None) -> list[Run]:
    runs = []
    while told:
        told, letter, first, last = told
        runs.append(Run(letter, first, last))
    runs.reverse()
    return runs


_PLACE: Final = {"N": 0, "A": 2 * WIDTH}
_ALONE: Final = {"N": _OVER["ON"] + _OVER["NO"], "A": _OVER["OA"] + _OVER["AO"]}
_FURTHER: Final = {"N": _OVER["PP"], "A": _OVER["BB"]}
_ROUND: Final = {
    "N": _OVER["ON"] + _OVER["NP"] + _OVER["PO"] - _OVER["PP"],
    "A": _OVER["OA"] + _OVER["AB"] + _OVER["BO"] - _OVER["BB"],
}


def margin(wholes: Sequence[int], letter: str) -> int:
    """Return how much surer it is that words are one name (`N`) or address (`A`) than that they are neither."""
    place, further = _PLACE[letter], len(wholes) - 1
    own = (wholes[0] >> place & MASK) - HALF
    if not further:
        return own + _ALONE[letter]
    place += WIDTH
    inside = sum(whole >> place & MASK for whole in wholes[1:])
    return own + inside + _ROUND[letter] + (_FURTHER[letter] - HALF) * further
