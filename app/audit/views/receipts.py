"""Receipts of events, to take home."""

from flask import Response
from flask.typing import ResponseReturnValue

from app.audit.reading import opening
from app.audit.sealing import receipts
from app.audit.sealing.receipts import Receipt
from app.audit.views.blueprint import blueprint
from app.web.guards import signed_in
from app.web.identity import current_actor


@blueprint.get("/events/<int:log>/<int:seq>/receipt")
@signed_in
def receipt(log: int, seq: int) -> ResponseReturnValue:
    """Hand out the receipt of an event that the reader may know."""
    actor = current_actor()
    event = opening.event(log, seq, actor=actor)
    reference = f"audit_event:{log}:{seq}"
    return sent(receipts.hand_out(log, seq, reference, case_file_id=event.case_file_id, actor=actor))


def sent(handed: Receipt) -> Response:
    """A receipt as a file."""
    disposition = f'attachment; filename="{handed.filename}"'
    return Response(handed.text, mimetype="text/plain", headers={"Content-Disposition": disposition})
