"""Taking conversations in, handing everything out, erasing everything."""

from flask import Response

from bot.api import answers
from bot.api.answering import answer, require_customer
from bot.api.problems import Problem
from bot.api.schemas import IngestBody, OfCustomer
from bot.erasing import erase
from bot.services import current_services
from memory.erasing import CustomerBusy
from memory.exporting import export_customer
from memory.identifiers import parse_identifier
from memory.ingesting import ingest
from memory.leases import LEASE_LENGTH, Work


def ingest_conversation(body: IngestBody) -> Response:
    """Take a conversation over; remembering it is a job. The same `session_id` again changes nothing."""
    services = current_services()
    messages = [message.as_ingested() for message in body.messages]
    with services.database.transaction() as session:
        ingested = ingest(
            session,
            parse_identifier(body.customer_id, services.settings.phone_region),
            messages,
            services.clock.now(),
            body.session_id,
        )
    services.queueing.wake(Work.REMEMBER)
    return answer(answers.Ingested(session_id=ingested.session_id, status=ingested.status), 202)


def export(path: OfCustomer) -> Response:
    """Everything we hold of a customer, as one JSON document."""
    services = current_services()
    with services.database.reading() as session:
        customer = require_customer(session, path.customer_id)
        document = export_customer(session, customer.id, services.clock.now())
    response = answer(answers.Export.model_validate(document))
    response.headers["Content-Disposition"] = 'attachment; filename="customer.json"'
    return response


def erase_everything(path: OfCustomer) -> Response:
    """Erase a customer from every table, the queue and the local phone. There is no way back."""
    services = current_services()
    with services.database.reading() as session:
        customer_id = require_customer(session, path.customer_id).id
    try:
        found = erase(services, customer_id)
    except CustomerBusy as busy:
        seconds = str(round(LEASE_LENGTH.total_seconds()))
        sentence = f"This customer is being answered or remembered right now. Try again in {seconds} seconds."
        raise Problem(409, sentence, headers={"Retry-After": seconds}) from busy
    if not found:
        raise Problem(404, "No customer is known by this id.")
    return Response(status=204)
