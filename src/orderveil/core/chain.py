"""The tree of RFC 6962: hashes, roots, proofs and their checks. Values in, values out.

A tree is read through `node(level, index)`: the hash of the perfect subtree that covers the
leaves `index * 2**level` up to `(index + 1) * 2**level`. Whoever stores the tree answers it.
Must never guess: a check returns False for anything that is not exactly right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Node = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf: SHA-256(0x00 || data). RFC 6962 section 2.1."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root above a power of two of hashes that stand side by side on one level."""
    row = hashes
    while len(row) > 1:
        row = [sha256(b"\x01" + row[at] + row[at + 1]).digest() for at in range(0, len(row), 2)]
    return row[0]


def peaks_of(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the roots of the perfect subtrees over `hashes`, widest first: its compact range."""
    peaks, at = [], 0
    while at < len(hashes):
        width = 1 << ((len(hashes) - at).bit_length() - 1)
        peaks.append(perfect_root(hashes[at : at + width]))
        at += width
    return peaks


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """Return the tree's root from its compact range, widest first."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes, all of them at hand."""
    return root_of_peaks(peaks_of(leaf_hashes))


class Frontier:
    """A tree that grows at its right edge and keeps no more than one hash per level."""

    __slots__ = ("_stack", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self._stack = list(peaks)
        if len(self._stack) != size.bit_count():
            raise ValueError("a compact range has one hash per set bit of its size")

    def append(self, hash_: bytes) -> None:
        """Add one hash on the lowest level."""
        merges = self.size
        while merges & 1:
            hash_ = sha256(b"\x01" + self._stack.pop() + hash_).digest()
            merges >>= 1
        self._stack.append(hash_)
        self.size += 1

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """The compact range, widest first."""
        return tuple(self._stack)

    def root(self) -> bytes:
        """Return the root over all that was appended."""
        return root_of_peaks(self._stack)


def range_root(start: int, end: int, node: Node) -> bytes:
    """Return the root of leaves `start` to `end` (open), where `start` is what RFC 6962 splits at."""
    width = end - start
    if width <= 0:
        return EMPTY_ROOT
    peaks, at = [], start
    while at < end:
        level = (end - at).bit_length() - 1
        peaks.append(node(level, at >> level))
        at += 1 << level
    return root_of_peaks(peaks)


def root_at(size: int, node: Node) -> bytes:
    """Return the root that the tree had at `size`."""
    return range_root(0, size, node)


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """Return the audit path of leaf `index` in the tree of `size`. RFC 6962 section 2.1.1."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    return _path(index, 0, size, node)


def _path(index: int, start: int, end: int, node: Node) -> list[bytes]:
    path: list[bytes] = []
    while end - start > 1:
        split = start + (1 << ((end - start - 1).bit_length() - 1))
        if index < split:
            path.append(range_root(split, end, node))
            end = split
        else:
            path.append(range_root(start, split, node))
            start = split
    path.reverse()
    return path


def consistency_proof(old_size: int, size: int, node: Node) -> list[bytes]:
    """Return the proof that the tree of `size` grew out of the tree of `old_size`. Section 2.1.2."""
    if not 0 <= old_size <= size:
        raise ValueError("a tree only grows")
    if old_size in (0, size):
        return []
    start, end, whole, proof = 0, size, True, []
    while old_size != end:
        split = start + (1 << ((end - start - 1).bit_length() - 1))
        if old_size <= split:
            proof.append(range_root(split, end, node))
            end = split
        else:
            proof.append(range_root(start, split, node))
            start, whole = split, False
    if not whole:
        proof.append(range_root(start, end, node))
    proof.reverse()
    return proof


def root_from_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """Return the root that an inclusion proof leads to, or None where it cannot be one. RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size or not _are_hashes((leaf, *proof)):
        return None
    at, last, root = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = node_hash(step, root)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            root = node_hash(root, step)
        at >>= 1
        last >>= 1
    return root if last == 0 else None


def is_included(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether `proof` shows that the leaf with hash `leaf` stands at `index` under `root`."""
    return root_from_inclusion(index, size, leaf, proof) == root


def is_consistent(old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """Tell whether `proof` shows that the tree `new` (size, root) grew out of `old`. RFC 9162 section 2.1.4.2."""
    (old_size, old_root), (size, root) = old, new
    if not 0 <= old_size <= size or not _are_hashes((old_root, root, *proof)):
        return False
    if old_size == size:
        return not proof and old_root == root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    steps = list(proof)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    return _roots_from_consistency(old_size, size, steps) == (old_root, root)


def _roots_from_consistency(old_size: int, size: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    at, last = old_size - 1, size - 1
    while at & 1:
        at >>= 1
        last >>= 1
    old_root = root = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            old_root = node_hash(step, old_root)
            root = node_hash(step, root)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            root = node_hash(root, step)
        at >>= 1
        last >>= 1
    return (old_root, root) if last == 0 else None


def _are_hashes(candidates: Iterable[bytes]) -> bool:
    return all(isinstance(one, bytes) and len(one) == HASH_BYTES for one in candidates)
