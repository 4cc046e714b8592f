"""The likeliest row of labels of some words, after Viterbi (1967). Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orderveil.detect.model.weights import LABELS, STEPS

Scores = tuple[int, int, int, int]
"""What speaks for the beginning and inside of a name and of an address, over neither, in tenths."""

# A score is kept times eight, and the step into it has the place of the label it comes from in the bits below.
_PLACES: Final = 8
_WAYS: Final = _PLACES - 1
_INTO: Final = {step: _PLACES * by + LABELS.index(step[0]) for step, by in STEPS.items()}
_OO, _NO, _PO, _AO, _BO = (_INTO[label + "O"] for label in LABELS)
_ON, _NN, _PN, _AN, _BN = (_INTO[label + "N"] for label in LABELS)
_OA, _NA, _PA, _AA, _BA = (_INTO[label + "A"] for label in LABELS)
_NP, _PP, _AB, _BB = (_INTO[step] for step in ("NP", "PP", "AB", "BB"))
_NEVER: Final = -1_000_000
# A word against which this much speaks, whatever its label, is neither: rows before it are settled there.
_SETTLED: Final = -120


def labels_of(scores: Sequence[Scores]) -> str:
    """Return the likeliest label of each word, a letter of LABELS each."""
    o, p, b = 0, _NEVER, _NEVER
    n, a = scores[0][0] * _PLACES, scores[0][2] * _PLACES
    came: list[tuple[int, int, int, int, int]] = []
    for name, further, address, on in scores[1:]:
        to_o = max(o + _OO, n + _NO, p + _PO, a + _AO, b + _BO)
        if name < _SETTLED and further < _SETTLED and address < _SETTLED and on < _SETTLED:
            came.append((to_o, 0, 0, 0, 0))
            o, n, p, a, b = to_o & ~_WAYS, _NEVER, _NEVER, _NEVER, _NEVER
            continue
        to_n = max(o + _ON, n + _NN, p + _PN, a + _AN, b + _BN)
        to_a = max(o + _OA, n + _NA, p + _PA, a + _AA, b + _BA)
        to_p, to_b = max(n + _NP, p + _PP), max(a + _AB, b + _BB)
        came.append((to_o, to_n, to_p, to_a, to_b))
        o, n, p = to_o & ~_WAYS, (to_n & ~_WAYS) + name * _PLACES, (to_p & ~_WAYS) + further * _PLACES
        a, b = (to_a & ~_WAYS) + address * _PLACES, (to_b & ~_WAYS) + on * _PLACES
    ends = (o, n, p, a, b)
    at = ends.index(max(ends))
    labels = [at]
    for step in reversed(came):
        at = step[at] & _WAYS
        labels.append(at)
    return "".join(LABELS[label] for label in reversed(labels))


def margin(scores: Sequence[Scores], letter: str) -> int:
    """Return how much surer it is that words are one name (`N`) or address (`A`) than that they are neither."""
    inside = "P" if letter == "N" else "B"
    place = 0 if letter == "N" else 2
    into, on, out = STEPS["O" + letter], STEPS[inside * 2], STEPS[(inside if len(scores) > 1 else letter) + "O"]
    steps = into + out
    if len(scores) > 1:
        steps += STEPS[letter + inside] + on * (len(scores) - 2)
    return scores[0][place] + sum(score[place + 1] for score in scores[1:]) + steps - STEPS["OO"] * (len(scores) + 1)
