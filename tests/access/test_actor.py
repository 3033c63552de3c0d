"""Who has lately proven who they are, and whom nobody asks."""

import pytest

from app.access.actor import Actor, ActorKind, job, operator
from app.core.errors import StepUp


def test_a_person_proves_it_before_a_weighty_act():
    with pytest.raises(StepUp) as asked:
        Actor(ActorKind.USER, label="user:li.ming").require_proven()
    assert asked.value.code == "step_up"
    Actor(ActorKind.USER, label="user:li.ming", proven=True).require_proven()


def test_behind_a_link_nobody_is_proven():
    with pytest.raises(StepUp):
        Actor(ActorKind.LINK, label="link:1").require_proven()


@pytest.mark.parametrize("actor", [job("remind"), operator("root")], ids=["job", "operator"])
def test_a_job_and_the_console_have_nobody_to_ask(actor):
    actor.require_proven()
