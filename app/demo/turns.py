"""What happens to a demand after it is served: answer, remarks, verification, opinion. One class a turn."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from app.access.actor import Actor
from app.core import clock
from app.demo import pictures
from app.demo.days import workday
from app.demo.people import Crew
from app.documents.states import ServiceManner
from app.evidence import operations as evidence
from app.evidence.states import EvidenceKind
from app.rectification import operations
from app.rectification.models import Demand
from app.rectification.rules import Term
from app.rectification.states import Method, Result


class Turn(Protocol):
    """A turn of a demand: when, by whom of the crew, and what is done."""

    @property
    def moment(self) -> datetime:
        """The UTC moment at which the turn is taken."""

    def taken_by(self, crew: Crew) -> str:
        """The username of whoever takes it."""

    def take(self, demand: Demand, actor: Actor) -> None:
        """Take the turn."""


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return clock.at(day, hour, minute)


@dataclass(frozen=True)
class Answered:
    """The enterprise reports what it did; its signed report is kept as evidence."""

    day: date
    measure: str
    person: str
    done_on: date | None = None

    @property
    def moment(self) -> datetime:
        return _at(self.day, 10, 10)

    def taken_by(self, crew: Crew) -> str:
        return crew.leader

    def take(self, demand: Demand, actor: Actor) -> None:
        answer = operations.answer(
            demand,
            measure=self.measure,
            done_on=self.done_on,
            responsible_person=self.person,
            received_on=self.day,
            actor=actor,
        )
        evidence.collect(
            demand.order.case_file,
            f"answer:{answer.id}",
            io.BytesIO(pictures.paper("整改报告", self.measure)),
            f"整改报告-{self.day:%m%d}.pdf",
            kind=EvidenceKind.PARTY_STATEMENT,
            title="企业整改报告（盖章扫描件）",
            occurred_at=_at(self.day, 9),
            source=demand.order.enterprise.name,
            actor=actor,
        )


@dataclass(frozen=True)
class Remarked:
    """The second officer returns the answer."""

    day: date
    remarks: str

    @property
    def moment(self) -> datetime:
        return _at(self.day, 14, 20)

    def taken_by(self, crew: Crew) -> str:
        return crew.second

    def take(self, demand: Demand, actor: Actor) -> None:
        operations.send_remarks(demand, remarks=self.remarks, actor=actor)


@dataclass(frozen=True)
class Verified:
    """The first officer verifies."""

    day: date
    result: Result
    observations: str
    method: Method = Method.ON_PAPER
    new_term: Term | None = None

    @property
    def moment(self) -> datetime:
        return _at(self.day, 15, 30)

    def taken_by(self, crew: Crew) -> str:
        return crew.leader

    def take(self, demand: Demand, actor: Actor) -> None:
        operations.propose(
            demand,
            result=self.result,
            method=self.method,
            observations=self.observations,
            verified_on=self.day,
            new_term=self.new_term,
            actor=actor,
        )


@dataclass(frozen=True)
class Confirmed:
    """The second officer confirms what the first found; the opinion (D11) is numbered."""

    day: date

    @property
    def moment(self) -> datetime:
        return _at(self.day, 16, 10)

    def taken_by(self, crew: Crew) -> str:
        return crew.second

    def take(self, demand: Demand, actor: Actor) -> None:
        operations.confirm(demand, actor=actor)


@dataclass(frozen=True)
class Disputed:
    """The second officer does not agree with the first."""

    day: date
    reason: str

    @property
    def moment(self) -> datetime:
        return _at(self.day, 16, 10)

    def taken_by(self, crew: Crew) -> str:
        return crew.second

    def take(self, demand: Demand, actor: Actor) -> None:
        operations.disagree(demand, reason=self.reason, actor=actor)


@dataclass(frozen=True)
class OpinionServed:
    """The opinion on a partly done demand is served; its new term starts."""

    day: date

    @property
    def moment(self) -> datetime:
        return _at(self.day, 11)

    def taken_by(self, crew: Crew) -> str:
        return crew.leader

    def take(self, demand: Demand, actor: Actor) -> None:
        service = {
            "manner": ServiceManner.DIRECT,
            "served_on": self.day,
            "place": demand.order.enterprise.address,
            "receiver": demand.order.enterprise.contact_name,
        }
        operations.serve_opinion(demand, service, actor=actor)


def done(day: date, observations: str, method: Method = Method.ON_PAPER) -> tuple[Turn, ...]:
    """Verified as done on a day, confirmed on the next working day."""
    return Verified(day, Result.DONE, observations, method), Confirmed(workday(day, 1))


def not_done(day: date, observations: str) -> tuple[Turn, ...]:
    """Found not done by a visit on a day, confirmed on the next working day."""
    return Verified(day, Result.NOT_DONE, observations, Method.ON_SITE), Confirmed(workday(day, 1))
