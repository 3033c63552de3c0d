"""What an event says is erased, once; the log still verifies."""

import pytest

from app.audit.log.erasure import erase
from app.audit.operations import record
from app.core.errors import RuleViolated
from tests.audit.conftest import ZHANG, Log


def test_the_body_and_the_name_of_its_actor_go_and_the_leaf_stays(log: Log) -> None:
    log.write(4)
    before = log.rows()[2]

    with log.unit():
        erase(1, 2)
        record("audit.redacted", "audit_event:1:2", actor=ZHANG, after={"log": 1, "seq": 2})

    erased = log.rows()[2]
    assert (erased.body, erased.actor, erased.actor_id) == (None, None, None)
    assert (erased.leaf, erased.leaf_hash, erased.action, erased.object) == (
        before.leaf,
        before.leaf_hash,
        before.action,
        before.object,
    )
    finding = log.verified()
    assert (finding.fault, finding.redacted, finding.size) == (None, 1, 5)


@pytest.mark.parametrize(("which", "seq"), [(1, 2), (1, 4), (2, 0)])
def test_what_is_erased_or_never_was_is_refused(log: Log, which: int, seq: int) -> None:
    log.write(4)
    with log.unit():
        erase(1, 2)

    with pytest.raises(RuleViolated, match="erased already"), log.unit():
        erase(which, seq)

    assert [row.seq for row in log.rows() if row.body is None] == [2]
