"""The stored perfect subtrees of a log, for making proofs."""

from collections.abc import Mapping

from sqlalchemy import Connection, and_, or_, select

from app.audit.proofs import Position, Reader
from app.audit.writing import EVENT, NODE


def stored(connection: Connection, log: int) -> Reader:
    """A reader of one log's subtrees: a statement for leaves, one for nodes, each only where there are any.

    The reader raises LookupError where the database lacks one.
    """

    def read(positions: frozenset[Position]) -> Mapping[Position, bytes]:
        found = _leaves(connection, log, positions) | _nodes(connection, log, positions)
        if missing := positions - found.keys():
            raise LookupError(f"log {log} lacks the subtree {min(missing)}")
        return found

    return read


def _leaves(connection: Connection, log: int, positions: frozenset[Position]) -> dict[Position, bytes]:
    indexes = [index for level, index in positions if level == 0]
    if not indexes:
        return {}
    leaves = select(EVENT.c.seq, EVENT.c.leaf_hash).where(EVENT.c.log == log, EVENT.c.seq.in_(indexes))
    return {(0, seq): leaf for seq, leaf in connection.execute(leaves)}


def _nodes(connection: Connection, log: int, positions: frozenset[Position]) -> dict[Position, bytes]:
    wanted = [and_(NODE.c.level == level, NODE.c.index == index) for level, index in positions if level > 0]
    if not wanted:
        return {}
    nodes = select(NODE.c.level, NODE.c.index, NODE.c.hash).where(NODE.c.log == log, or_(*wanted))
    return {(level, index): node for level, index, node in connection.execute(nodes)}
