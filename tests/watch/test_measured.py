"""A few invented teams of the benchmark, so that a change which blinds the watch, or makes it cry, fails here."""

from __future__ import annotations

from benchmarks.alerts import TRAINING, measure


def test_thefts_are_found_and_honest_people_are_left_alone() -> None:
    worlds = 5

    tally = measure(worlds, TRAINING)

    assert tally.found["bulk"] == tally.found["slow50"] == tally.found["same30"] == worlds
    assert tally.found["slow20"] >= worlds - 1
    assert sum(tally.false.values()) / tally.weeks < 1.5
    assert sum(tally.early.values()) / (worlds * 8) < 1.5
