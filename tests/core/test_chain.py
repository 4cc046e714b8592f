"""The tree of RFC 6962, against published vectors and against itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderveil.core.chain import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    perfect_root,
    root_at,
    root_of,
)

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors/ledger/tree.json").read_text())
LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
ROOTS = [bytes.fromhex(root) for root in VECTORS["roots"]]
MANY = [leaf_hash(number.to_bytes(4, "big")) for number in range(600)]


def node(level: int, index: int) -> bytes:
    return perfect_root(MANY[index << level : (index + 1) << level])


def small_node(level: int, index: int) -> bytes:
    return perfect_root(LEAVES[index << level : (index + 1) << level])


def hashes(proof: list[str]) -> list[bytes]:
    return [bytes.fromhex(one) for one in proof]


def test_published_roots() -> None:
    assert bytes.fromhex(VECTORS["empty_root"]) == EMPTY_ROOT == root_of([])
    frontier = Frontier()
    for size, root in enumerate(ROOTS, 1):
        frontier.append(LEAVES[size - 1])

        assert root_of(LEAVES[:size]) == frontier.root() == root_at(size, small_node) == root


@pytest.mark.parametrize("case", VECTORS["inclusion"])
def test_published_inclusion_proofs(case: dict[str, Any]) -> None:
    index, size, proof = case["index"], case["size"], hashes(case["proof"])

    assert inclusion_proof(index, size, small_node) == proof
    assert is_included(index, size, LEAVES[index], proof, ROOTS[size - 1])


@pytest.mark.parametrize("case", VECTORS["consistency"])
def test_published_consistency_proofs(case: dict[str, Any]) -> None:
    old, size, proof = case["old_size"], case["size"], hashes(case["proof"])

    assert consistency_proof(old, size, small_node) == proof
    assert is_consistent((old, ROOTS[old - 1]), (size, ROOTS[size - 1]), proof)


@pytest.mark.parametrize("case", VECTORS["inclusion"])
def test_a_changed_inclusion_proof_is_refused(case: dict[str, Any]) -> None:
    index, size, proof = case["index"], case["size"], hashes(case["proof"])
    leaf, root = LEAVES[index], ROOTS[size - 1]
    wrong = [
        (index - 1, size, leaf, proof, root), (index + 1, size, leaf, proof, root),
        (index ^ 2, size, leaf, proof, root),
        (index, size * 2, leaf, proof, root), (index, size // 2, leaf, proof, root),
        (index, size, b"WrongLeaf", proof, root), (index, size, leaf, proof, EMPTY_ROOT),
        (index, size, leaf, [*proof, b""], root), (index, size, leaf, [*proof, root], root),
        (index, size, leaf, [b"", *proof], root), (index, size, leaf, [root, *proof], root),
    ]  # fmt: skip
    wrong += [(index, size, leaf, change(proof, at), root) for at in range(len(proof))]
    wrong += [(index, size, leaf, proof[:-1], root)] if proof else []

    assert [one for one in wrong if is_included(*one)] == []


@pytest.mark.parametrize("case", VECTORS["consistency"][1:])
def test_a_changed_consistency_proof_is_refused(case: dict[str, Any]) -> None:
    old, size, proof = case["old_size"], case["size"], hashes(case["proof"])
    first, last = ROOTS[old - 1], ROOTS[size - 1]
    wrong = [
        (old - 1, size, first, last, proof), (old + 1, size, first, last, proof), (old ^ 2, size, first, last, proof),
        (old, size * 2, first, last, proof), (old, size // 2, first, last, proof),
        (old, size, b"WrongRoot", last, proof), (old, size, first, b"WrongRoot", proof),
        (old, size, last, first, proof),
        (old, size, first, last, []), (old, size, first, last, [*proof, b""]),
        (old, size, first, last, [*proof, first]),
        (old, size, first, last, [*proof, last]), (old, size, first, last, [b"", *proof]),
        (old, size, first, last, [first, *proof]), (old, size, first, last, [last, *proof]),
        (old, size, first, last, [proof[0], *proof]), (old, size, first, last, proof[:-1]),
    ]  # fmt: skip
    wrong += [(old, size, first, last, change(proof, at)) for at in range(len(proof))]

    assert [one for one in wrong if is_consistent((one[0], one[2]), (one[1], one[3]), one[4])] == []


def change(proof: list[bytes], at: int) -> list[bytes]:
    return [*proof[:at], bytes([proof[at][0] ^ 8]) + proof[at][1:], *proof[at + 1 :]]


@pytest.mark.parametrize(
    ("old", "new", "proof", "is_fine"),
    [
        ((0, EMPTY_ROOT), (0, EMPTY_ROOT), [], True),
        ((0, EMPTY_ROOT), (1, ROOTS[0]), [], True),
        ((0, ROOTS[0]), (1, ROOTS[0]), [], False),
        ((0, EMPTY_ROOT), (1, ROOTS[0]), [ROOTS[0]], False),
        ((1, ROOTS[0]), (1, ROOTS[0]), [], True),
        ((1, ROOTS[0]), (1, ROOTS[0]), [ROOTS[0]], False),
        ((1, ROOTS[0]), (1, ROOTS[1]), [], False),
        ((1, ROOTS[0]), (2, ROOTS[1]), [], False),
        ((2, ROOTS[1]), (1, ROOTS[0]), [], False),
        ((-1, ROOTS[1]), (1, ROOTS[0]), [], False),
    ],
)
def test_edges_of_consistency(
    old: tuple[int, bytes], new: tuple[int, bytes], proof: list[bytes], is_fine: bool
) -> None:
    assert is_consistent(old, new, proof) is is_fine


@given(st.integers(1, 600), st.data())
@settings(max_examples=200, deadline=None)
def test_every_proof_made_is_a_proof_accepted(size: int, data: st.DataObject) -> None:
    root = root_of(MANY[:size])
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(0, size))

    assert root_at(size, node) == root
    assert is_included(index, size, MANY[index], inclusion_proof(index, size, node), root)
    assert is_consistent((old, root_of(MANY[:old])), (size, root), consistency_proof(old, size, node))


@given(st.integers(2, 300), st.data())
@settings(max_examples=100, deadline=None)
def test_a_proof_for_one_place_proves_no_other(size: int, data: st.DataObject) -> None:
    root = root_of(MANY[:size])
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda at: at != index))
    proof = inclusion_proof(index, size, node)

    assert not is_included(other, size, MANY[index], proof, root)
    assert not is_included(index, size, MANY[other], proof, root)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1)])
def test_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="not in the tree"):
        inclusion_proof(index, size, node)


def test_a_tree_never_shrinks() -> None:
    with pytest.raises(ValueError, match="only grows"):
        consistency_proof(2, 1, node)
