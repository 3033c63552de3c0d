"""Loading the demo: every act of every story, in the order of time, by the real verbs and the people's own rights."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from itertools import chain

from app import worker
from app.access.actor import Actor, operator
from app.core import clock
from app.core.errors import RuleViolated
from app.core.text import _
from app.demo import queries
from app.demo.days import FIRST_DAY, LAST_DAY, OPENING_HOUR, working_days
from app.demo.operations import note_loaded
from app.demo.staging.acts import Act, Stage
from app.demo.staging.foundation import lay_foundation, registering, setting_up
from app.demo.staging.papers import stage_paper
from app.demo.staging.rights import rights
from app.demo.staging.routine import acknowledging
from app.demo.staging.visit import stage_visit
from app.demo.stories import CASES
from app.organisation import queries as organisation
from app.organisation.rules import actor_of
from app.web.dispatch import Application

OPERATOR = operator("demo")
WORKER = "worker"
"""Stands in a schedule for the background process, which begins before the offices open."""


def schedule(until: date) -> list[Act]:
    """Everything that happens up to the morning of a day, in the order of time."""
    stages = [Stage(case, place) for place, case in enumerate(CASES)]
    for stage in stages:
        stage_visit(stage)
        for number, paper in enumerate(stage.case.papers, 1):
            stage_paper(stage, number, paper)
    acts = chain(
        setting_up(),
        registering(),
        rights(),
        acknowledging(until),
        (Act(clock.at(day, 8, 30), WORKER, lambda _actor: None) for day in working_days(FIRST_DAY, until)[1:]),
        chain.from_iterable(stage.acts for stage in stages),
    )
    end = clock.at(until, OPENING_HOUR)
    return sorted((act for act in acts if act.moment <= end), key=lambda act: act.moment)


class Loading:
    """One load of the demo into an empty database."""

    def __init__(self, app: Application, until: date) -> None:
        self.app = app
        self.until = until
        self._actors: dict[str, Actor] = {}

    def run(self) -> int:
        """Play everything up to the morning of the day and leave business time there; answers how many acts it took.

        Raises RuleViolated for a day outside the story and for a database that is not empty.
        """
        self._require_possible()
        self._play(clock.at(FIRST_DAY, 8), OPERATOR, lay_foundation)
        for act in self.acts:
            if act.username == WORKER:
                with clock.pinned(act.moment):
                    worker.run_jobs(self.app)
            else:
                self._play(act.moment, self._actor(act.username), act.do)
        self._play(clock.at(self.until, OPENING_HOUR), OPERATOR, lambda actor: note_loaded(actor=actor))
        return len(self.acts)

    @cached_property
    def acts(self) -> list[Act]:
        """The schedule."""
        return schedule(self.until)

    def _require_possible(self) -> None:
        if not FIRST_DAY < self.until <= LAST_DAY:
            raise RuleViolated(
                _(
                    "The demo's story runs from %(first)s to %(last)s. Choose a later day of that span.",
                    first=FIRST_DAY.isoformat(),
                    last=LAST_DAY.isoformat(),
                )
            )
        with self.app.database.unit_of_work(OPERATOR, appends=False):
            if not queries.is_empty():
                raise RuleViolated(_("There are accounts in this database already. Load the demo into an empty one."))

    def _play(self, moment: datetime, actor: Actor, do: Callable[[Actor], object]) -> None:
        with clock.pinned(moment), self.app.database.unit_of_work(actor):
            do(actor)

    def _actor(self, username: str) -> Actor:
        """The actor behind a username, as on the first act: a role granted later opens nothing that the story tells."""
        if username not in self._actors:
            with self.app.database.unit_of_work(OPERATOR, appends=False):
                user = organisation.user_named(username)
                assert user is not None
                self._actors[username] = actor_of(user, proven=True)
        return self._actors[username]
