"""The Merkle tree of RFC 6962: hashes of leaves and nodes, and a tree that grows by appending.

A tree of n leaves is kept as its peaks: the roots of the perfect subtrees that n is made of, the largest first, one
for every 1 in the binary form of n.
"""

import hashlib
from dataclasses import dataclass
from typing import Self

WIDTH = 32
"""Bytes of a hash."""


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of 0x00 and the leaf's data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and the hashes of both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def grow(peaks: list[bytes], size: int, leaf: bytes) -> list[bytes]:
    """Put a leaf's hash on the peaks of a tree of `size` leaves; the hashes of the nodes it completes, from level 1."""
    completed = []
    while size & 1:
        leaf = node_hash(peaks.pop(), leaf)
        completed.append(leaf)
        size >>= 1
    peaks.append(leaf)
    return completed


@dataclass(frozen=True)
class Node:
    """The root of a perfect subtree of 2^level leaves, the `index`-th of its level from 0."""

    level: int
    index: int
    hash: bytes


@dataclass(frozen=True)
class Tree:
    """How many leaves there are, and the peaks above them."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> tuple[Self, list[Node]]:
        """The tree with one more leaf (its hash), and the nodes above level 0 that the leaf completes, lowest first."""
        peaks = list(self.peaks)
        completed = enumerate(grow(peaks, self.size, leaf), start=1)
        nodes = [Node(level, self.size >> level, node) for level, node in completed]
        return type(self)(self.size + 1, tuple(peaks)), nodes

    @property
    def root(self) -> bytes:
        """The hash that stands for all leaves in their order; that of nothing for an empty tree."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            root = node_hash(peak, root)
        return root

    def stored(self) -> bytes:
        """The peaks in one piece, the largest first."""
        return b"".join(self.peaks)

    @classmethod
    def restored(cls, size: int, peaks: bytes) -> Self:
        """The tree kept by `stored`; raises ValueError where `peaks` can't belong to a tree of this size."""
        if len(peaks) != WIDTH * size.bit_count():
            raise ValueError(f"{len(peaks)} bytes of peaks for {size} leaves")
        return cls(size, tuple(peaks[start : start + WIDTH] for start in range(0, len(peaks), WIDTH)))
