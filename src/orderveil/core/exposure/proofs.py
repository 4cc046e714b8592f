"""Minimal sets, as bits of whole numbers: what is enough for a fact or a scam, and what hits all of that.

A proof is a set of facts that fields give, from which the rules lead to something. A family of proofs
is kept minimal: none holds another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from orderveil.core.exposure.words import All, Fact, Need, Rule

Family = tuple[int, ...]
ALWAYS: Family = (0,)
NEVER: Family = ()


def minimal(sets: Iterable[int]) -> Family:
    """Return the sets that hold no other of them, fewest members first."""
    kept: list[int] = []
    for one in sorted(set(sets), key=lambda bits: (bits.bit_count(), bits)):
        if not any(less & one == less for less in kept):
            kept.append(one)
    return tuple(kept)


def joined(families: Iterable[Family]) -> Family:
    """Return what is enough for all of them: one set of each, put together."""
    found = ALWAYS
    for family in families:
        found = minimal(one | other for one in found for other in family)
    return found


def proofs_of_facts(given: Mapping[Fact, int], rules: Iterable[Rule]) -> dict[Fact, Family]:
    """Return the minimal proofs of every fact, from the bits of those that fields give.

    Rules may lead in circles: the families grow to a fixed point and there are finitely many.
    """
    rules = tuple(rules)
    proofs: dict[Fact, Family] = {fact: (bit,) for fact, bit in given.items()}
    changed = True
    while changed:
        changed = False
        for rule in rules:
            known = proofs.get(rule.gives, NEVER)
            found = minimal((*known, *joined(proofs.get(fact, NEVER) for fact in rule.needs)))
            if found != known:
                proofs[rule.gives] = found
                changed = True
    return proofs


def proofs_of_need(need: Need, proofs: Mapping[Fact, Family]) -> Family:
    """Return the minimal proofs of a need."""
    if isinstance(need, str):
        return proofs.get(need, NEVER)
    parts = [proofs_of_need(part, proofs) for part in need.parts]
    return joined(parts) if isinstance(need, All) else minimal(one for part in parts for one in part)


def is_proved(family: Family, present: int) -> bool:
    """Tell whether one of the proofs is present."""
    return any(proof & present == proof for proof in family)


def hitting_sets(family: Family) -> Family:
    """Return the minimal sets that meet every proof (Berge); none, where a proof needs nothing."""
    found = ALWAYS
    for proof in family:
        grown = []
        for hitting in found:
            grown += [hitting] if hitting & proof else [hitting | bit for bit in bits_of(proof)]
        found = minimal(grown)
    return found


def bits_of(number: int) -> list[int]:
    """Return the single bits of a number, lowest first."""
    bits = []
    while number:
        bits.append(number & -number)
        number &= number - 1
    return bits
