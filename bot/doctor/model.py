"""Checks of the language model: it answers a customer, and gives a profile update that can be used."""

from datetime import datetime

from bot.clients.errors import ClientError
from bot.clients.protocols import LanguageModel, ReplyRequest, Utterance
from bot.doctor.findings import Finding, ok, problem
from bot.selling.catalogue import Catalogue
from bot.settings import Settings
from memory.extractor import ExtractionRequest
from memory.operations import UnusableOutput, parse_update
from memory.profile import Profile
from memory.transcript import Author, Line, Transcript

_ADVICE = "Check OPENAI_API_KEY, OPENAI_BASE_URL"


def check_model(settings: Settings, model: LanguageModel, now: datetime) -> list[Finding]:
    """Both uses of the model, each with one short call."""
    if model.is_offline:
        return [
            ok("Language model", "The offline model answers; set OPENAI_API_KEY or OPENAI_BASE_URL for a real one.")
        ]
    return [_replies(settings, model, now), _extracts(settings, model, now)]


def _replies(settings: Settings, model: LanguageModel, now: datetime) -> Finding:
    name = f"Model {settings.chat_model}"
    asked = Utterance(Author.CUSTOMER, "Please answer with the one word: yes", now)
    request = ReplyRequest(
        shop=settings.shop,
        catalogue=Catalogue((), settings.shop_currency),
        customer_name=None,
        profile=None,
        briefing=None,
        earlier=(),
        session=(asked,),
        unanswered=1,
        now=now,
    )
    try:
        words = model.reply(request)
    except ClientError as error:
        return problem(name, f"It does not answer customers. {error} {_ADVICE} and CHAT_MODEL.")
    return (
        ok(name, "It answers.")
        if words.strip()
        else problem(name, "It answers with nothing; choose another CHAT_MODEL.")
    )


def _extracts(settings: Settings, model: LanguageModel, now: datetime) -> Finding:
    name = f"Memory with {settings.extraction_model}"
    said = Line(1, 1, Author.CUSTOMER, now, "I only wear rose gold.")
    try:
        output = model.extract(ExtractionRequest(Profile(customer_id="doctor"), Transcript(0, (said,))))
        parse_update(output)
    except ClientError as error:
        return problem(name, f"It does not remember. {error} {_ADVICE} and EXTRACTION_MODEL.")
    except UnusableOutput:
        return problem(
            name,
            "Its output does not keep to the JSON schema: nothing is remembered. Choose another EXTRACTION_MODEL.",
        )
    return ok(name, "It keeps to the JSON schema.")
