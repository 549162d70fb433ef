"""The offline model: stands in for a language model when no key is set. No network, deterministic."""

from threading import Lock

from bot.clients.offline_model.answering import answer
from bot.clients.offline_model.classifier import load_classifier
from bot.clients.offline_model.extraction import extract_update
from bot.clients.offline_model.labels import Classifier
from bot.clients.protocols import ReplyRequest
from memory.extractor import ExtractionRequest
from memory.operations import ProfileUpdate


class OfflineModel:
    """A `LanguageModel` of rules and a small clause classifier; one that is not given is loaded when first needed."""

    name = "offline model"
    is_offline = True

    def __init__(self, classifier: Classifier | None = None) -> None:
        self._lock = Lock()
        self._classifier = classifier

    def reply(self, request: ReplyRequest) -> str:
        """The answer to the unanswered utterances, as plain text. Never fails."""
        return answer(request)

    def extract(self, request: ExtractionRequest) -> str:
        """A profile update as JSON text; a second look finds nothing, because nothing here reads differently twice."""
        if request.second_look is not None:
            return ProfileUpdate(operations=()).model_dump_json()
        return extract_update(request, self._loaded_classifier()).model_dump_json()

    def _loaded_classifier(self) -> Classifier:
        with self._lock:
            if self._classifier is None:
                self._classifier = load_classifier()
            return self._classifier
