"""How long a customer waits for an answer: what is set, pushed back and cleared on the customer's row. No I/O."""

from datetime import datetime, timedelta

from memory.models import Customer, Message

LONGEST_PAUSE = timedelta(minutes=5)


def must_stay_silent(customer: Customer) -> bool:
    """Whether the bot may not write to this customer: a human has the chat, or the customer has opted out."""
    return is_taken_over(customer) or customer.opted_out_at is not None


def is_taken_over(customer: Customer) -> bool:
    """Whether a human has the chat: what the customer writes waits for that human, or for the bot's return."""
    return customer.taken_over_at is not None


def pause_after(attempts: int) -> timedelta:
    """How long to wait before a failing model is asked again: 1, 2, 4 … seconds, five minutes at most."""
    return min(timedelta(seconds=2 ** min(attempts - 1, 20)), LONGEST_PAUSE)


def stop_waiting(customer: Customer) -> None:
    """Nothing waits for an answer any more."""
    customer.reply_due_at = customer.reply_waiting_since = customer.reply_held_at = None
    customer.reply_attempts = customer.reply_voided = customer.reply_unfinished = 0


def wait_for_the_rest(customer: Customer, newer: list[Message], due_at: datetime | None) -> None:
    """Some messages came while the others were answered: they wait from their own time on."""
    stop_waiting(customer)
    if newer:
        customer.reply_due_at = due_at
        customer.reply_waiting_since = newer[0].said_at


def try_again(customer: Customer, now: datetime, deadline: timedelta) -> None:
    """The model failed: ask again after a growing pause, and no later than when the customer is to be held."""
    customer.reply_attempts += 1
    next_try = now + pause_after(customer.reply_attempts)
    if customer.reply_waiting_since and not customer.reply_held_at:
        next_try = min(next_try, max(customer.reply_waiting_since + deadline, now + pause_after(1)))
    customer.reply_due_at = next_try
