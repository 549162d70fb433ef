"""The outside services as small real HTTP servers on loopback."""

from tests.loopback import Json, LoopbackServer, Received, Response
from tests.openai_server import NOTHING_LEARNT, Failure, OpenAIServer, Said, SearchCall, is_extraction
from tests.twilio_server import Mishap, Refusal, TwilioServer, sender, signature

__all__ = [
    "NOTHING_LEARNT",
    "Failure",
    "Json",
    "LoopbackServer",
    "Mishap",
    "OpenAIServer",
    "Received",
    "Refusal",
    "Response",
    "Said",
    "SearchCall",
    "TwilioServer",
    "is_extraction",
    "sender",
    "signature",
]
