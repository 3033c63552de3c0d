"""Proofs against RFC 6962's vectors, a tree by its definition, pymerkle, and everything that must not pass for one."""

from collections.abc import Sequence
from typing import Any

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from app.audit.log.subtrees import stored
from app.audit.tlog.proofs import Unproven, consistency, inclusion, root, verify_consistency, verify_inclusion
from app.audit.tlog.tree import Tree, leaf_hash, node_hash
from app.core import db
from tests.audit.conftest import Log

VECTORS = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
INCLUSIONS = {
    (0, 1): "",
    (2, 3): "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    (0, 8): "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
    " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
    " 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    (5, 8): "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
    " ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
    " d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
}
CONSISTENCIES = {
    (1, 8): INCLUSIONS[0, 8],
    (2, 5): "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
    " bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    (6, 8): "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
    " ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
    " d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
}


class Grown:
    """A tree with all its perfect subtrees, counting how often and how much is read."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = [leaf_hash(leaf) for leaf in leaves]
        self.subtrees = {(0, index): leaf for index, leaf in enumerate(self.leaves)}
        self.questions: list[int] = []
        tree = Tree()
        for leaf in self.leaves:
            tree, nodes = tree.append(leaf)
            self.subtrees |= {(node.level, node.index): node.hash for node in nodes}

    def read(self, positions: frozenset[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        self.questions.append(len(positions))
        return {position: self.subtrees[position] for position in positions}

    def root(self, size: int) -> bytes:
        return by_definition(self.leaves[:size])


def by_definition(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) <= 1:
        return leaves[0] if leaves else Tree().root
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of RFC 9162, 2.1.3.1."""
    if len(leaves) == 1:
        return []
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < split:
        return [*path(index, leaves[:split]), by_definition(leaves[split:])]
    return [*path(index - split, leaves[split:]), by_definition(leaves[:split])]


def subproof(old: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) of RFC 9162, 2.1.4.1."""
    if old == len(leaves):
        return [] if whole else [by_definition(leaves)]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    if old <= split:
        return [*subproof(old, leaves[:split], whole), by_definition(leaves[split:])]
    return [*subproof(old - split, leaves[split:], False), by_definition(leaves[:split])]


def leaves_of(size: int) -> list[bytes]:
    return [b"%d" % number for number in range(size)]


GROWN = Grown(leaves_of(300))


def in_bytes(text: str) -> list[bytes]:
    return [bytes.fromhex(digest) for digest in text.split()]


@pytest.mark.parametrize(("which", "expected"), INCLUSIONS.items())
def test_inclusion_proofs_are_the_vectors(which: tuple[int, int], expected: str) -> None:
    tree, (index, size) = Grown(VECTORS), which
    proof = inclusion(index, size, tree.read)
    assert proof == in_bytes(expected)
    verify_inclusion(tree.leaves[index], index, size, proof, tree.root(size))


@pytest.mark.parametrize(("which", "expected"), CONSISTENCIES.items())
def test_consistency_proofs_are_the_vectors(which: tuple[int, int], expected: str) -> None:
    tree, (old, new) = Grown(VECTORS), which
    proof = consistency(old, new, tree.read)
    assert proof == in_bytes(expected)
    verify_consistency(old, new, proof, tree.root(old), tree.root(new))


@given(st.data())
def test_inclusion_is_as_defined_in_one_small_reading(data: Any) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    GROWN.questions.clear()
    proof = inclusion(index, size, GROWN.read)
    assert proof == path(index, GROWN.leaves[:size])
    assert len(GROWN.questions) <= 1
    assert sum(GROWN.questions) <= 2 * size.bit_length()
    verify_inclusion(GROWN.leaves[index], index, size, proof, GROWN.root(size))


@given(st.data())
def test_consistency_is_as_defined_in_one_small_reading(data: Any) -> None:
    new = data.draw(st.integers(1, 300))
    old = data.draw(st.integers(1, new))
    GROWN.questions.clear()
    proof = consistency(old, new, GROWN.read)
    assert proof == subproof(old, GROWN.leaves[:new], True)
    assert len(GROWN.questions) <= 1
    assert sum(GROWN.questions) <= 3 * new.bit_length()
    verify_consistency(old, new, proof, GROWN.root(old), GROWN.root(new))


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 70), st.data())
def test_roots_and_proofs_are_those_of_pymerkle(size: int, data: Any) -> None:
    old = data.draw(st.integers(1, size))
    tree = pymerkle.InmemoryTree.init_from_entries(leaves_of(size))
    ours = Grown(leaves_of(size))
    assert root(old, ours.read) == tree.get_root(old)
    theirs = tree.prove_inclusion(old, size).path
    assert [ours.leaves[old - 1], *inclusion(old - 1, size, ours.read)] == theirs
    verify_consistency(old, size, consistency(old, size, ours.read), tree.get_root(old), tree.get_root(size))


def test_there_is_no_proof_beyond_the_size_and_none_from_nothing() -> None:
    for index, size in ((3, 3), (-1, 3), (0, 0)):
        with pytest.raises(Unproven, match="is not within size"):
            inclusion(index, size, GROWN.read)
    for old, new in ((0, 3), (4, 3), (-1, 3), (0, 0)):
        with pytest.raises(Unproven, match="nothing is proven"):
            consistency(old, new, GROWN.read)


@given(st.data())
def test_a_changed_inclusion_proof_proves_nothing(data: Any) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    leaf, proof, whole = GROWN.leaves[index], inclusion(index, size, GROWN.read), GROWN.root(size)
    changed = data.draw(
        st.sampled_from(
            [
                (leaf, index, size, [*proof, whole], whole),
                (leaf, index, size, [*proof, leaf], whole),
                (leaf, index, size, [*damaged(data, proof)], whole),
                (whole, index, size, [], whole) if size > 1 else (bytes(32), 0, 1, [], whole),
                (flipped(leaf), index, size, proof, whole),
                (leaf, index, size, proof, flipped(whole)),
                (leaf, size, size, proof, whole),
                (leaf, (index + 1) % size, size, proof, whole) if size > 1 else (leaf, 1, 1, proof, whole),
                (leaf[:31], index, size, proof, whole),
                (leaf, index, size, proof, whole + b"\x00"),
            ]
        )
    )
    with pytest.raises(Unproven):
        verify_inclusion(*changed)


@given(st.data())
def test_a_changed_consistency_proof_proves_nothing(data: Any) -> None:
    new = data.draw(st.integers(2, 300))
    old = data.draw(st.integers(1, new - 1))
    proof, before, after = consistency(old, new, GROWN.read), GROWN.root(old), GROWN.root(new)
    changed = data.draw(
        st.sampled_from(
            [
                (old, new, [*proof, after], before, after),
                (old, new, damaged(data, proof), before, after),
                (old, new, proof, flipped(before), after),
                (old, new, proof, before, flipped(after)),
                (old, new, proof, after, before),
                (0, new, proof, Tree().root, after),
                (0, new, [], Tree().root, after),
                (new, old, proof, after, before),
                (new, new, proof, after, after),
                (new, new, [], before, after),
                (old, new, [], before, after),
                (old, new, proof, before[:31], after),
                (old, new, [digest + b"\x00" for digest in proof], before, after),
            ]
        )
    )
    with pytest.raises(Unproven):
        verify_consistency(*changed)


def test_a_hash_has_32_bytes_wherever_it_stands() -> None:
    proof, leaf, whole = inclusion(2, 3, GROWN.read), GROWN.leaves[2], GROWN.root(3)
    for odd in ((leaf + b"0", proof, whole), (leaf, [proof[0] + b"0"], whole), (leaf, proof, whole + b"0")):
        with pytest.raises(Unproven, match="a hash has 32 bytes"):
            verify_inclusion(odd[0], 2, 3, odd[1], odd[2])
        with pytest.raises(Unproven, match="a hash has 32 bytes"):
            verify_consistency(1, 2, odd[1], odd[0], odd[2])


def flipped(digest: bytes) -> bytes:
    return bytes([digest[0] ^ 1]) + digest[1:]


def damaged(data: Any, proof: list[bytes]) -> list[bytes]:
    """A proof with one hash changed, left out or swapped with its neighbour."""
    if not proof:
        return [bytes(32)]
    place = data.draw(st.integers(0, len(proof) - 1))
    ways = [[*proof[:place], flipped(proof[place]), *proof[place + 1 :]], [*proof[:place], *proof[place + 1 :]]]
    if len(proof) > 1:
        other = (place + 1) % len(proof)
        swapped = list(proof)
        swapped[place], swapped[other] = swapped[other], swapped[place]
        ways.append(swapped)
    return data.draw(st.sampled_from(ways))


def test_proofs_from_the_database_take_two_statements(log: Log) -> None:
    log.write(37)
    leaves = [row.leaf_hash for row in log.rows()]
    with log.unit() as session:
        connection, statements = session.connection(), []
        event.listen(connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
        read = stored(connection, 1)
        for old in range(1, 38):
            statements.clear()
            proof = consistency(old, 37, read)
            assert len(statements) <= 2
            verify_consistency(old, 37, proof, by_definition(leaves[:old]), by_definition(leaves))
            verify_inclusion(leaves[old - 1], old - 1, 37, inclusion(old - 1, 37, read), by_definition(leaves))
            assert root(old, read) == by_definition(leaves[:old])


def test_a_missing_node_is_named(log: Log) -> None:
    log.write(8)
    log.tamper('DELETE FROM audit_node WHERE "level" = 2 AND "index" = 0')
    with log.unit(), pytest.raises(LookupError, match=r"log 1 lacks the subtree \(2, 0\)"):
        inclusion(5, 8, stored(db.session().connection(), 1))


def test_a_proof_reads_no_table_from_end_to_end(log: Log, database: Any) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads a table this small as a whole, and picks the index by itself as it grows")
    log.write(37)
    with log.unit() as session:
        connection, asked = session.connection(), []
        event.listen(connection, "before_cursor_execute", lambda *args: asked.append(args[2:4]))
        consistency(11, 37, stored(connection, 1))
        questions = tuple(asked)
        for statement, values in questions:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert not [step for *_ids, step in plan if step.startswith("SCAN")]
