"""Inclusion and consistency proofs of RFC 9162 (2.1.3, 2.1.4): made from few nodes, and verified.

A proof is a list of 32-byte hashes, leaf to root. Index, sizes and roots are always the caller's, never the proof's.
Making one needs a reader of perfect subtrees, which is asked once for all O(log n) of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from app.audit.tlog.tree import WIDTH, Tree, node_hash

Position = tuple[int, int]
"""Level and index of a perfect subtree: (0, i) is the i-th leaf hash, (l, i) covers the 2^l leaves from i * 2^l."""

Reader = Callable[[frozenset[Position]], Mapping[Position, bytes]]
"""Answers the hash of every position asked for; each lies within the tree."""

Range = tuple[int, int]
"""The leaves from the first to before the second."""


class Unproven(ValueError):
    """The proof does not prove it; the message says why."""


def root(size: int, read: Reader) -> bytes:
    """The root over the first `size` leaves."""
    (hash_of_all,) = _hashes([(0, size)], read)
    return hash_of_all


def inclusion(index: int, size: int, read: Reader) -> list[bytes]:
    """Proof that leaf `index` is among the first `size`. Raises ValueError unless 0 <= index < size."""
    _require_within(index, size)
    return _hashes(_siblings(index, size), read)


def consistency(old: int, new: int, read: Reader) -> list[bytes]:
    """Proof that the first `new` leaves begin with the first `old`; empty for equal sizes.

    Raises ValueError unless 0 < old <= new.
    """
    _require_grown(old, new)
    return _hashes(_between(old, new), read)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], tree_root: bytes) -> None:
    """Raise Unproven unless `proof` shows that the leaf hash stands at `index` in the tree of this size and root."""
    _require_within(index, size)
    _require_hashes([leaf, tree_root, *proof])
    ranges = _siblings(index, size)
    _require_length(proof, len(ranges))
    computed = leaf
    for (start, _end), sibling in zip(ranges, proof, strict=True):
        computed = node_hash(computed, sibling) if index < start else node_hash(sibling, computed)
    if computed != tree_root:
        raise Unproven(f"leaf {index} is not in the tree of size {size} and root {tree_root.hex()}")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raise Unproven unless `proof` shows that the tree of size and root `new` begins with that of `old`."""
    _require_grown(old, new)
    _require_hashes([old_root, new_root, *proof])
    if old == new:
        _require_length(proof, 0)
        if old_root != new_root:
            raise Unproven(f"two roots of size {new}: {old_root.hex()} and {new_root.hex()}")
        return
    ranges = _between(old, new)
    _require_length(proof, len(ranges))
    steps = list(zip(ranges, proof, strict=True))
    if ranges[0][1] <= old:
        (_first, seed), *steps = steps
    else:
        seed = old_root
    before = after = seed
    for (_start, end), sibling in steps:
        if end <= old:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
        else:
            after = node_hash(after, sibling)
    if before != old_root:
        raise Unproven(f"the proof does not lead to the old root {old_root.hex()} of size {old}")
    if after != new_root:
        raise Unproven(f"the proof does not lead to the new root {new_root.hex()} of size {new}")


def _siblings(index: int, size: int) -> list[Range]:
    """What lies beside the way from a leaf to the root, the lowest first."""
    start, end, ranges = 0, size, []
    while end - start > 1:
        split = _split(start, end)
        if index < split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((start, split))
            start = split
    return ranges[::-1]


def _between(old: int, new: int) -> list[Range]:
    """What a consistency proof holds: the last subtree of the old tree unless it is the whole, then what lies beside
    the way from it to the root."""
    start, end, ranges = 0, new, []
    while old != end:
        split = _split(start, end)
        if old <= split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((start, split))
            start = split
    if start > 0:
        ranges.append((start, end))
    return ranges[::-1]


def _split(start: int, end: int) -> int:
    """Where a tree over more than one leaf parts: after the largest power of two below its size."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _hashes(ranges: Sequence[Range], read: Reader) -> list[bytes]:
    parts = [list(_perfect(*part)) for part in ranges]
    wanted = frozenset(position for part in parts for position in part)
    known = read(wanted) if wanted else {}
    return [
        Tree(end - start, tuple(known[position] for position in part)).root
        for (start, end), part in zip(ranges, parts, strict=True)
    ]


def _perfect(start: int, end: int) -> Iterator[Position]:
    """The perfect subtrees that a range of a tree is made of, the largest first."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _require_within(index: int, size: int) -> None:
    if not 0 <= index < size:
        raise Unproven(f"index {index} is not within size {size}")


def _require_grown(old: int, new: int) -> None:
    if not 0 < old <= new:
        raise Unproven(f"nothing is proven from size {old} to size {new}")


def _require_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(digest) != WIDTH for digest in hashes):
        raise Unproven(f"a hash has {WIDTH} bytes")


def _require_length(proof: Sequence[bytes], length: int) -> None:
    if len(proof) != length:
        raise Unproven(f"the proof has {len(proof)} hashes, not {length}")
