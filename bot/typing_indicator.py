"""The customer sees that an answer is being made: best effort, beside the work, never instead of it."""

import structlog

from bot.bursts import Burst
from bot.clients.errors import ClientError
from bot.services import Services


def show_typing(services: Services, burst: Burst) -> None:
    """Show it for the newest message of a burst that is about to be answered; an answer never waits for it.

    It also marks the message as read: so not for who waits for a human, and once a burst, not at every try.
    """
    provider_id = burst.newest_provider_id
    if not services.settings.typing_indicator or provider_id is None or not burst.is_first_try:
        return

    def errand() -> None:
        try:
            services.sender.show_typing(provider_id)
        except ClientError as error:
            structlog.get_logger().info("typing_not_shown", customer=burst.customer_id, code=error.code)

    services.aside(errand)
