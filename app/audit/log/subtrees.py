"""The stored perfect subtrees of a log, for making proofs."""

from collections.abc import Mapping

from sqlalchemy import Connection, select, union_all

from app.audit.log.writing import EVENT, NODE
from app.audit.tlog.proofs import Position, Reader


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
    found = select(NODE.c.level, NODE.c.index, NODE.c.hash)
    lookups = [found.filter_by(log=log, level=level, index=index) for level, index in positions if level > 0]
    if not lookups:
        return {}
    nodes = union_all(*lookups)  # for a list of keys SQLite reads the whole table
    return {(level, index): node for level, index, node in connection.execute(nodes)}
