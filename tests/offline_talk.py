"""Conversations with the offline model, without a shop around it."""

from datetime import UTC, datetime

from bot.clients.offline_model.answering import answer
from bot.clients.protocols import ReplyRequest, Shop, Utterance
from bot.selling.catalogue import read_catalogue
from bot.settings import DEMO_CATALOGUE
from memory.profile import Fact, Profile, Status
from memory.transcript import Author

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CATALOGUE = read_catalogue(DEMO_CATALOGUE, "EUR")
SHOP = Shop("Aurora", "Jewellery made by hand in Porto. Free returns within 30 days.", "Europe/Lisbon", "EUR")


def profile(status: Status = Status.ACTIVE, **fields: str) -> Profile:
    facts = {
        field: (Fact(id=f"f{number}", text=text, status=status, said_at=NOW, learned_at=NOW),)
        for number, (field, text) in enumerate(fields.items())
    }
    return Profile(customer_id="+351910000001", facts=facts)


def request(*session: Utterance, unanswered: int = 1, known: Profile | None = None) -> ReplyRequest:
    return ReplyRequest(SHOP, CATALOGUE, "Ana Silva", known, None, (), session, unanswered, NOW)


def customer(text: str) -> Utterance:
    return Utterance(Author.CUSTOMER, text, NOW)


def talk(*turns: str | tuple[str, ...], known: Profile | None = None) -> list[str]:
    """The bot's answers to these turns of one session; a turn of several texts is a burst."""
    session: list[Utterance] = []
    answers: list[str] = []
    for turn in turns:
        burst = (turn,) if isinstance(turn, str) else turn
        session += map(customer, burst)
        answers.append(answer(request(*session, unanswered=len(burst), known=known)))
        session.append(Utterance(Author.BOT, answers[-1], NOW))
    return answers


def last(*turns: str | tuple[str, ...], known: Profile | None = None) -> str:
    return talk(*turns, known=known)[-1]
