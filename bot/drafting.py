"""From what is known to a draft: the model is asked, the price guard and the hand-over look at its words.

They look at the words as the customer will read them: Markdown is turned into WhatsApp's marks before.
"""

from dataclasses import dataclass, replace

from bot.clients.errors import ClientError
from bot.clients.protocols import LanguageModel, ReplyRequest
from bot.selling.hand_over import promises_a_person
from bot.selling.phrases import unsure_line
from bot.selling.price_guard import check_answer
from bot.selling.whatsapp_text import whatsapp_text

PRICE_NOT_SURE = "The model named a price that the catalogue does not have; the customer was promised a colleague."
PERSON_PROMISED = "The bot has told the customer that a colleague can help."


@dataclass(frozen=True)
class Draft:
    """An answer before it is recorded. `flag_reason` is why a person should look at the chat."""

    text: str
    flag_reason: str | None = None


def draft_answer(model: LanguageModel, request: ReplyRequest) -> Draft:
    """The model's answer, asked for once more when it names a wrong price, and replaced when it does so again.

    Raises ClientError when the model fails or says nothing.
    """
    text = whatsapp_text(model.reply(request))
    if violations := check_answer(text, request):
        text = whatsapp_text(model.reply(replace(request, problem=" ".join(violations))))
        if check_answer(text, request):
            return Draft(unsure_line(request.session[-1].text), PRICE_NOT_SURE)
    if not text.strip():
        raise ClientError("the language model said nothing")
    return Draft(text, PERSON_PROMISED if promises_a_person(text) else None)
