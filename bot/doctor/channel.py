"""Checks of the account at Twilio: its key, its numbers, and where it posts their messages."""

from urllib.parse import parse_qs

from bot.clients.errors import ClientError
from bot.clients.protocols import ProviderAccount, SenderState
from bot.doctor.findings import Finding, ok, problem, skipped, warning
from bot.selling.sandbox import SANDBOX_NUMBER
from bot.settings import Settings

MESSAGES_PATH = "/webhooks/twilio/messages"
RETRIES = "#rc=3&rp=ct,rt,5xx"
_NO_ACCOUNT = "Twilio is not configured: customers are played on the local phone."


def check_account(settings: Settings, account: ProviderAccount | None) -> Finding:
    """Whether SID and token open the account, and the account is active; None where Twilio is not configured."""
    if account is None:
        return _without_twilio(settings)
    try:
        state = account.state()
    except ClientError as error:
        return problem("Twilio account", _refused(error))
    if state.status != "active":
        return problem(
            "Twilio account", f"Twilio has it as “{state.status}”; nothing is sent until it is active again."
        )
    if state.is_trial:
        return warning("Twilio account", "It is active, as a trial: 50 messages a day at most; upgrade it to sell.")
    return ok("Twilio account", "SID and token are valid, the account is active.")


def _without_twilio(settings: Settings) -> Finding:
    if settings.is_production:
        return problem(
            "Twilio account",
            "Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_WHATSAPP_FROM: nobody can write to us.",
        )
    return ok("Twilio account", _NO_ACCOUNT)


def _refused(error: ClientError) -> str:
    if error.code in {"401", "403"}:
        return "Twilio refuses SID and token; copy both again from the first page of Twilio's console."
    if error.code == "404":
        return "Twilio knows no such account; check TWILIO_ACCOUNT_SID."
    return f"{error} Try again, and check the network and TWILIO_API_BASE_URL."


def check_numbers(settings: Settings, account: ProviderAccount | None) -> list[Finding]:
    """Whether each number is one of the account's senders, and its messages are posted to us."""
    if account is None:
        return []
    numbers = [number for number in settings.twilio.senders if number != SANDBOX_NUMBER]
    findings = [_sandbox(settings)] if SANDBOX_NUMBER in settings.twilio.senders else []
    if not numbers:
        return findings
    try:
        senders = {sender.address: sender for sender in account.senders()}
    except ClientError as error:
        return [*findings, skipped("Numbers", f"Twilio does not list the account's senders. {error}")]
    return findings + [_number(settings, number, senders.get(number)) for number in numbers]


def _sandbox(settings: Settings) -> Finding:
    return ok(
        f"Number {_short(SANDBOX_NUMBER)}",
        "It is Twilio's sandbox: only phones that sent it `join <code>` within three days are reached, and Twilio does"
        f" not tell its webhook. In the console it must be {settings.address}{MESSAGES_PATH}{RETRIES}, method POST.",
    )


def _number(settings: Settings, number: str, sender: SenderState | None) -> Finding:
    name = f"Number {_short(number)}"
    if sender is None:
        return problem(
            name,
            "It is no WhatsApp sender of this account; register it in Twilio's console (Messaging, Senders, WhatsApp)"
            " or correct TWILIO_WHATSAPP_FROM.",
        )
    if not sender.status.startswith("ONLINE"):
        return problem(
            name, f"Twilio has it as {sender.status}: it cannot send; see Messaging, Senders in the console."
        )
    return _webhook(name, sender, settings.address + MESSAGES_PATH)


def _webhook(name: str, sender: SenderState, expected: str) -> Finding:
    url, _, overrides = sender.webhook_url.partition("#")
    if not url:
        return warning(
            name,
            f"It has no webhook of its own. Unless its Messaging Service has it, set {expected}{RETRIES} there.",
        )
    if url != expected:
        return problem(
            name, f"Its messages go to {url.partition('?')[0]}; set {expected}{RETRIES} in Twilio's console."
        )
    if sender.webhook_method.upper() not in {"", "POST"}:
        return problem(name, f"Its webhook is called with {sender.webhook_method}; set the method to POST.")
    if "5xx" not in "".join(parse_qs(overrides).get("rp", [])):
        return warning(name, f"A message that meets a restart is lost: add {RETRIES} to its webhook in the console.")
    return ok(name, "The account owns it, and its messages are posted to us.")


def _short(number: str) -> str:
    return number.removeprefix("whatsapp:")
