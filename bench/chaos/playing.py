"""Plays the trials of a chaos run: writes as customers do, through webhooks as Twilio posts them, and as a person."""

import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import requests
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bench.chaos.outages import Outages
from bench.chaos.stand_ins import ChaosModel, ChaosTwilio
from bench.chaos.trials import Action, Step, Trial
from bot.services import Services
from bot.takeovers import Takeovers
from memory.models import Message
from memory.takeovers import CannotWrite
from tests.installation import ACCOUNT_SID, AUTH_TOKEN, Installation
from tests.servers import Response, signature
from tests.shop import SHOP

AT_ONCE = 8
"""Trials under way at the same time."""
PAUSES_OF_TWILIO = (1.0, 2.0, 5.0)
"""Before each of three tries more, as with `#rc=3` behind the webhook's address."""
PERSON = "somebody@shop.example"
PATIENCE = 40.0
_FILES = {
    Step.VOICE: ("audio", "audio/ogg", b"OggS\0"),
    Step.PICTURE: ("image", "image/png", b"\x89PNG\r\n\x1a\n"),
}


@dataclass
class Said:
    """What a customer has written. `acknowledged` when one of its webhooks was answered with 2xx."""

    trial: int
    customer: str
    provider_id: str
    step: Step
    token: str
    acknowledged: bool = False


@dataclass
class Silence:
    """The bot had to be silent to a customer from one moment to another, in seconds of the machine's clock."""

    trial: int
    customer: str
    because: Step
    since: float
    until: float = float("inf")


@dataclass
class Written:
    """What a person of the team has written, once it was taken."""

    trial: int
    customer: str
    text: str


@dataclass
class Ledger:
    """All that happened, as seen from outside. `counts` are of webhooks."""

    said: list[Said] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass
class Playing:
    """Plays trials against an installation. `services` are for what a person does on the pages."""

    rapport: Installation
    twilio: ChaosTwilio
    model: ChaosModel
    outages: Outages
    services: Services
    ledger: Ledger = field(default_factory=Ledger)

    def play_all(self, trials: list[Trial]) -> None:
        """Play all trials, some at a time. What goes wrong in the bench itself is raised."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for number, _ in enumerate(pool.map(self.play, trials), start=1):
                if number % 100 == 0:
                    print(f"  {number} trials played", flush=True)

    def play(self, trial: Trial) -> None:
        """Play one trial."""
        self.twilio.prepare(trial)
        self.model.prepare(trial)
        with ThreadPoolExecutor(len(trial.actions) + 1) as pool:
            beside = [pool.submit(self._break_later, trial)] if trial.outage else []
            for action in trial.actions:
                acting = pool.submit(self._act, trial, action)
                if action.together:
                    beside.append(acting)
                else:
                    acting.result()
            for acting in beside:
                acting.result()

    def _break_later(self, trial: Trial) -> None:
        time.sleep(trial.outage_after)
        if trial.outage is not None:
            self.outages.happen(trial.outage, trial.outage_seconds)

    def _act(self, trial: Trial, action: Action) -> None:
        customer = trial.customers[action.customer]
        if action.step is Step.PAUSE:
            time.sleep(action.seconds)
        elif action.step in {Step.TAKE_OVER, Step.WRITE, Step.HAND_BACK}:
            self._act_as_person(trial, action, customer)
        else:
            self._say(trial, action, customer)

    def _say(self, trial: Trial, action: Action, customer: str) -> None:
        said = Said(trial.number, customer, f"SM{uuid.uuid4().hex}", action.step, action.token)
        if action.step is Step.START:
            self._end_silence(customer)
        form = self._form(said)
        self.ledger.counts["duplicate webhooks"] += action.copies - 1
        with ThreadPoolExecutor(action.copies) as pool:
            for copy in [pool.submit(self._post, said, form) for _ in range(action.copies)]:
                copy.result()
        self.ledger.said.append(said)
        if action.step is Step.STOP and said.acknowledged:
            self.ledger.silences.append(Silence(trial.number, customer, Step.STOP, time.time()))

    def _end_silence(self, customer: str) -> None:
        for silence in self.ledger.silences:
            if silence.customer == customer:
                silence.until = min(silence.until, time.time())

    def _form(self, said: Said) -> dict[str, str]:
        form = {
            "MessageSid": said.provider_id,
            "AccountSid": ACCOUNT_SID,
            "From": said.customer,
            "To": SHOP,
            "Body": f"I want {said.token}" if said.step is Step.SAY else "",
            "NumMedia": "0",
            "MessageType": "text",
            "ProfileName": f"Customer {said.trial}",
        }
        if said.step in {Step.STOP, Step.START}:
            form["Body"] = said.step.value.upper()
        elif said.step in _FILES:
            kind, content_type, beginning = _FILES[said.step]
            file = Response(content=beginning + said.token.encode(), content_type=content_type)
            form |= {"MessageType": kind, "NumMedia": "1", "MediaContentType0": content_type}
            form["MediaUrl0"] = self.twilio.add_media(file)
        return form

    def _post(self, said: Said, form: dict[str, str]) -> None:
        """Post a webhook, and again as Twilio would when it is answered with 5xx or not at all."""
        url = f"{self.rapport.url}/webhooks/twilio/messages"
        headers = {"X-Twilio-Signature": signature(AUTH_TOKEN, url, form)}
        for pause in (*PAUSES_OF_TWILIO, None):
            self.ledger.counts["webhooks"] += 1
            try:
                status = requests.post(url, data=form, headers=headers, timeout=10).status_code
            except requests.RequestException:
                status = 0
            if 200 <= status < 300:
                said.acknowledged = True
                return
            self.ledger.counts["webhooks not answered" if not status else f"webhooks answered with {status}"] += 1
            if pause is not None:
                time.sleep(pause)
        self.ledger.counts["webhooks given up by Twilio"] += 1

    def _act_as_person(self, trial: Trial, action: Action, customer: str) -> None:
        customer_id = self._patiently(lambda: self._customer_id(customer))
        if customer_id is None:  # no webhook of theirs was taken: there is no chat
            return
        takeovers = Takeovers(self.services)
        if action.step is Step.HAND_BACK:
            self._end_silence(customer)
            self._patiently(lambda: takeovers.hand_back(customer_id))
            return
        if action.step is Step.TAKE_OVER:
            self._patiently(lambda: takeovers.take_over(customer_id, PERSON))
        else:
            text, form_id = f"A person answers: {action.token}", uuid.uuid4().hex

            def write() -> bool:
                takeovers.write(customer_id, text, PERSON, form_id)
                return True

            if self._patiently(write):
                self.ledger.written.append(Written(trial.number, customer, text))
        self.ledger.silences.append(Silence(trial.number, customer, Step.TAKE_OVER, time.time()))

    def _customer_id(self, customer: str) -> int | None:
        with self.services.database.reading() as session:
            return session.scalar(select(Message.customer_id).where(Message.customer_address == customer).limit(1))

    def _patiently(self, step: Callable[[], Any]) -> Any:
        """Do what a person does, who tries again while the page does not answer."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return step()
            except CannotWrite:
                return None
            except SQLAlchemyError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
