"""An OpenAI-compatible server on loopback, scripted by the test. It knows nothing of Rapport's code."""

import json
import threading
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.loopback import HOLD_SECONDS, Json, LoopbackServer, Received, Response


@dataclass(frozen=True)
class Failure:
    """An error answer of the language model's server."""

    status: int
    code: str | None = None
    message: str = "scripted failure"


@dataclass(frozen=True)
class SearchCall:
    """The model calls a tool, with these arguments as JSON text."""

    arguments: str
    name: str = "search_catalogue"


@dataclass(frozen=True)
class Said:
    """The model's words, when how it stopped matters too."""

    content: str | None
    finish_reason: str = "stop"
    refusal: str | None = None


Scripted = str | Json | Said | SearchCall | Failure | Response
"""A str is said, a dict is said as JSON, the others are what they say; a Response is sent as it is."""

NOTHING_LEARNT: Json = {"operations": [], "journey_stage": None, "last_interaction": None}


class OpenAIServer(LoopbackServer):
    """Chat completions as OpenAI serves them, scripted.

    `replies` and `extractions` are queues of what is answered next; when one is empty, `on_reply` and `on_extraction`
    decide on the request's body. `transcripts` and `descriptions` are the same for sounds and pictures, with `on_sound`
    and `on_picture`.
    `refused_formats` names the types of response_format that the server does not take,
    `refuses_tools` one that takes no tools. Clearing `reply_gate` or `extraction_gate` holds answers until it is set.
    """

    def __init__(self, *, refused_formats: Sequence[str] = (), refuses_tools: bool = False) -> None:
        super().__init__()
        self.replies: deque[Scripted] = deque()
        self.extractions: deque[Scripted] = deque()
        self.transcripts: deque[str | Failure] = deque()
        self.descriptions: deque[Scripted] = deque()
        self.on_reply: Callable[[Json], Scripted] = lambda _: "All right!"
        self.on_extraction: Callable[[Json], Scripted] = lambda _: NOTHING_LEARNT
        self.on_sound: Callable[[bytes], str | Failure] = lambda _: "Hello?"
        self.on_picture: Callable[[Json], Scripted] = lambda _: "A picture."
        self.refused_formats = frozenset(refused_formats)
        self.refuses_tools = refuses_tools
        self.reply_gate, self.extraction_gate = threading.Event(), threading.Event()
        self.release()

    @property
    def base_url(self) -> str:
        """What OPENAI_BASE_URL is set to."""
        return f"{self.url}/v1"

    @property
    def bodies(self) -> list[Json]:
        """The bodies of all requests for a completion, oldest first."""
        return [json.loads(received.body) for received in list(self.received) if received.path.endswith("completions")]

    @property
    def reply_bodies(self) -> list[Json]:
        """The bodies of the requests for a reply."""
        return [body for body in self.bodies if not is_extraction(body)]

    @property
    def extraction_bodies(self) -> list[Json]:
        """The bodies of the requests for an extraction."""
        return [body for body in self.bodies if is_extraction(body)]

    def release(self) -> None:
        """Let go of everything that is held."""
        self.reply_gate.set()
        self.extraction_gate.set()

    def respond(self, received: Received) -> Response:
        """The answer to one request."""
        if received.path.endswith("/audio/transcriptions"):
            return _transcription(self.transcripts.popleft() if self.transcripts else self.on_sound(received.body))
        if not received.path.endswith("/chat/completions"):
            return _error(404, None, "no such route")
        body = json.loads(received.body)
        if shows_picture(body):
            scripted_picture = self.descriptions.popleft() if self.descriptions else self.on_picture(body)
            return _completion(scripted_picture, body["model"])
        wanted_format = body.get("response_format", {}).get("type")
        if wanted_format in self.refused_formats:
            return _error(400, None, f"response_format of type {wanted_format} is not supported")
        if self.refuses_tools and "tools" in body:
            return _error(400, None, f"{body['model']} does not support tools")
        extracts = is_extraction(body)
        (self.extraction_gate if extracts else self.reply_gate).wait(HOLD_SECONDS)
        script = self.extractions if extracts else self.replies
        decide = self.on_extraction if extracts else self.on_reply
        try:
            scripted = script.popleft()
        except IndexError:
            scripted = decide(body)
        return _completion(scripted, body["model"])


def is_extraction(body: Json) -> bool:
    """Whether a request asks for a profile update rather than for a reply."""
    instructions = [message["content"] for message in body["messages"] if message["role"] == "system"]
    return "profile_update" in json.dumps([body.get("response_format"), *instructions])


def shows_picture(body: Json) -> bool:
    """Whether a request asks for the description of a picture."""
    return any(isinstance(message["content"], list) for message in body["messages"])


def _transcription(scripted: str | Failure) -> Response:
    if isinstance(scripted, Failure):
        return _error(scripted.status, scripted.code, scripted.message)
    return Response(body=json.dumps({"text": scripted, "usage": {"type": "duration", "seconds": 3}}))


def _completion(scripted: Scripted, model: str) -> Response:
    if isinstance(scripted, Response):
        return scripted
    if isinstance(scripted, Failure):
        return _error(scripted.status, scripted.code, scripted.message)
    finish_reason = "stop"
    message: Json = {"role": "assistant", "content": None, "refusal": None}
    if isinstance(scripted, SearchCall):
        function = {"name": scripted.name, "arguments": scripted.arguments}
        message["tool_calls"] = [{"id": f"call_{uuid.uuid4().hex}", "type": "function", "function": function}]
        finish_reason = "tool_calls"
    elif isinstance(scripted, Said):
        message |= {"content": scripted.content, "refusal": scripted.refusal}
        finish_reason = scripted.finish_reason
    else:
        message["content"] = scripted if isinstance(scripted, str) else json.dumps(scripted)
    choice = {"index": 0, "message": message, "finish_reason": finish_reason, "logprobs": None}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    identity = {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": "chat.completion", "created": 0, "model": model}
    return Response(body=json.dumps({**identity, "choices": [choice], "usage": usage}))


def _error(status: int, code: str | None, message: str) -> Response:
    error = {"message": message, "type": code or "invalid_request_error", "param": None, "code": code}
    return Response(status=status, body=json.dumps({"error": error}))
