"""What must hold for evidence."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.errors import RuleViolated
from app.evidence import rules


def test_evidence_does_not_come_from_the_future():
    now = clock.now()
    rules.require_happened(now, now)
    with pytest.raises(RuleViolated, match="future"):
        rules.require_happened(now + timedelta(seconds=1), now)
