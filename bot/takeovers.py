"""Use case: a person of the team takes a chat over, writes to the customer, and hands it back to the bot."""

from datetime import datetime, timedelta

import structlog

from bot.selling.parts import parts_of
from bot.services import Services
from memory.leases import Work
from memory.takeovers import AgentMessage, ended_takeovers, hand_back, hand_back_if_ended, take_over, write_as_agent
from memory.text import storable


class Takeovers:
    """Takes chats over and gives them back, with the services it is given."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._return_after = timedelta(minutes=services.settings.takeover_return_minutes)

    def take_over(self, customer_id: int, author: str) -> bool:
        """Silence the bot. False for an unknown customer."""
        now = self._services.clock.now()
        with self._services.database.transaction() as session:
            customer = take_over(session, customer_id, author=author, now=now, ends_at=self._ends_at(now))
        structlog.get_logger().info("taken_over", customer=customer_id)
        return customer is not None

    def hand_back(self, customer_id: int) -> bool:
        """Let the bot answer again. False when nobody had the chat."""
        with self._services.database.transaction() as session:
            is_back = hand_back(session, customer_id, self._services.clock.now())
        self._services.queueing.wake(Work.REPLY)
        structlog.get_logger().info("handed_back", customer=customer_id)
        return is_back

    def write(self, customer_id: int, text: str, author: str, form_id: str) -> None:
        """Send a person's words, in as many messages as the channel needs. Raises CannotWrite."""
        settings, now = self._services.settings, self._services.clock.now()
        with self._services.database.transaction() as session:
            for number, part in enumerate(parts_of(storable(text)), start=1):
                write_as_agent(
                    session,
                    customer_id,
                    AgentMessage(part, author, f"{form_id}:{number}"),
                    now=now,
                    ends_at=self._ends_at(now),
                    timeout=timedelta(seconds=settings.session_timeout_seconds),
                )
        self._services.queueing.wake(Work.SEND)
        structlog.get_logger().info("agent_wrote", customer=customer_id)

    def end_those_over(self) -> int:
        """Let the bot answer again where no person has written for long enough. Returns how many chats."""
        now = self._services.clock.now()
        seen: set[int] = set()
        returned = 0
        while True:
            with self._services.database.reading() as session:
                ended = ended_takeovers(session, now)
            if seen.issuperset(ended):
                return returned
            for customer_id in ended:
                with self._services.database.transaction() as session:
                    returned += hand_back_if_ended(session, customer_id, now)
            seen.update(ended)

    def _ends_at(self, now: datetime) -> datetime:
        return now + self._return_after
