"""What must hold of messages after a chaos run: looked up in the database, at the loopback Twilio, in what was done."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from bench.chaos.playing import Ledger, Said, Silence
from bench.chaos.records import DeliveryStep, Records, seconds
from bench.chaos.stand_ins import FAILED, TOKEN
from bench.chaos.trials import Step, trial_of
from memory.consent import CAME_BACK, CONFIRMATIONS, OPTED_OUT
from memory.deliveries import ANSWER
from memory.models import AnswerState, Delivery, DeliveryStatus, Message
from memory.takeovers import TAKEN_OVER
from memory.transcript import Author
from tests.servers import Json

SENT_BY_SECONDS = 10.0
"""After so long an accepted message counts as sent although no status came."""
_FORWARD = {"drafted": 0, "sending": 1, "sent": 2, "delivered": 3, "read": 4}
_LEFT = frozenset({DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ})


@dataclass(frozen=True)
class Violation:
    """Something that must never be. `ids` are keys of rows and ids at Twilio."""

    what: str
    trial: int | None
    ids: tuple[object, ...] = ()


@dataclass
class Checks:
    """Looks at the records. `taken` are Twilio's own messages, oldest first; `taken_at` and `left_at` by their ids.

    `listening` is how long an answer waits for the words of a file.
    """

    ledger: Ledger
    records: Records
    taken: Sequence[Json]
    taken_at: Mapping[str, float]
    left_at: Mapping[str, float]
    listening: timedelta
    _by_provider_id: dict[str, Message] = field(init=False)
    _answers: dict[int, list[Message]] = field(init=False)
    _silences: dict[str, list[Silence]] = field(init=False)
    _tries: dict[int, list[DeliveryStep]] = field(init=False)

    def __post_init__(self) -> None:
        messages = self.records.messages.values()
        self._by_provider_id = {one.provider_id: one for one in messages if one.provider_id}
        self._answers, self._silences, self._tries = defaultdict(list), defaultdict(list), defaultdict(list)
        for message in messages:
            if message.answers_through_id is not None and (message.purpose or "").startswith(ANSWER):
                self._answers[message.answers_through_id].append(message)
        for silence in self.ledger.silences:
            self._silences[silence.customer].append(silence)
        for step in self.records.steps:
            if step.begins_try:
                self._tries[step.message_id].append(step)

    def violations(self) -> list[Violation]:
        """All that does not hold."""
        return [
            *self._of_heard(),
            *self._of_sends(),
            *self._of_order(),
            *self._of_silence(),
            *self._of_statuses(),
            *self._of_persons(),
            *self._of_doubled_tokens(),
        ]

    def _of_heard(self) -> Iterator[Violation]:
        """Every message that was acknowledged is recorded, and answered, declined, or left to a person who knows."""
        for said in self.ledger.said:
            message = self._by_provider_id.get(said.provider_id)
            if message is None:
                if said.acknowledged:
                    yield Violation("acknowledged and not recorded", said.trial, (said.provider_id,))
            elif (what := self._wrong_with_answer(said, message)) is not None:
                yield Violation(what, said.trial, (message.id, message.answered_by_id))

    def _wrong_with_answer(self, said: Said, message: Message) -> str | None:
        if message.answer_state == AnswerState.ANSWERED:
            return self._wrong_with_line(said, message)
        if self._is_flagged(message):
            return None
        if message.answer_state == AnswerState.DECLINED:
            return None if self._was_silent(said.customer) else "declined without a reason"
        return "neither answered nor flagged"

    def _wrong_with_line(self, said: Said, message: Message) -> str | None:
        line = self.records.messages.get(message.answered_by_id or 0)
        if line is None:
            return "answered by nothing"
        parts = self._answers[line.answers_through_id or 0] if line.purpose == ANSWER else [line]
        if not parts:
            return "answered by something that has let go of it"
        wrong = next(filter(None, (self._wrong_with_delivery(part) for part in parts)), None)
        if wrong is not None:
            return None if self._is_flagged(message) else wrong
        is_heard = said.step is Step.SAY or (said.step is Step.VOICE and self._was_heard(message, line))
        is_missed = is_heard and line.purpose == ANSWER and said.token not in line.text
        return "answered by words that do not answer it" if is_missed else None

    def _is_flagged(self, message: Message) -> bool:
        return self.records.customers[message.customer_id].flagged_at is not None

    def _wrong_with_delivery(self, part: Message) -> str | None:
        delivery = self.records.deliveries[part.id]
        if delivery.status in _LEFT:
            return None
        if delivery.status != DeliveryStatus.FAILED:
            return f"its answer is still {delivery.status}"
        if delivery.error in {OPTED_OUT, CAME_BACK}:
            return None
        if delivery.error == TAKEN_OVER:
            return self._wrong_with_giving_up(part)
        was_seen_to = any(
            silence.because is Step.TAKE_OVER and silence.since > seconds(delivery.updated_at)
            for silence in self._silences[part.customer_address or ""]
        )
        return None if was_seen_to else "its answer failed and nobody was told"

    def _wrong_with_giving_up(self, part: Message) -> str | None:
        """A person has the chat: they write, or see at least the beginning of an answer on the page."""
        if any(self._has_left(one) for one in self._answers[part.answers_through_id or 0]):
            return None
        later = (one for one in self.records.messages.values() if one.customer_id == part.customer_id)
        has_written = any(one.author == Author.AGENT and one.id > part.id for one in later)
        return None if has_written else "its answer was given up for a person who has not written"

    def _has_left(self, line: Message) -> bool:
        return self.records.deliveries[line.id].status in _LEFT

    def _was_heard(self, message: Message, line: Message) -> bool:
        """Whether a file's words were there before the answer would have gone ahead without them.

        It does so when it has waited long enough for the first of all the files that it answers.
        """
        answered = {one.id for one in self.records.messages.values() if one.answered_by_id == line.id}
        files = [media for media in self.records.media if media.message_id in answered]
        tried_at = min((media.first_tried_at for media in files if media.first_tried_at is not None), default=None)
        is_late = tried_at is None or line.recorded_at >= tried_at + self.listening
        return not is_late and all(media.words is not None for media in files if media.message_id == message.id)

    def _was_silent(self, customer: str) -> bool:
        was_stopped = any(one.customer == customer and one.step is Step.STOP for one in self.ledger.said)
        return was_stopped or bool(self._silences[customer])

    def _of_sends(self) -> Iterator[Violation]:
        """Each message that Twilio took is one of ours and none twice, save after a failure that Twilio has told."""
        known = {one.provider_id: one for one in self.records.deliveries.values() if one.provider_id}
        for message in self.taken:
            if message["status"] not in FAILED and message["sid"] not in known:
                yield Violation(
                    "taken by Twilio and unknown to us: sent twice", trial_of(message["to"]), (message["sid"],)
                )
        taken = {message["sid"] for message in self.taken}
        for provider_id, delivery in known.items():
            if provider_id not in taken:
                yield Violation("counts as taken and was not", None, (delivery.message_id, provider_id))
        times = Counter((message["to"], message["body"]) for message in self.taken if message["status"] not in FAILED)
        drafted = Counter((one.customer_address, one.text) for one in self.records.messages.values())
        for (customer, body), count in times.items():
            if count > drafted[customer, body.strip()] and count > drafted[customer, body]:
                what = "the same words were taken more often than said"
                yield Violation(what, trial_of(customer), (body[:60],))

    def _of_order(self) -> Iterator[Violation]:
        """A part is taken after the part before it, and not before that one is sent."""
        for parts in self._answers.values():
            deliveries = [self.records.deliveries[part.id] for part in parts]
            for earlier, later in pairwise(deliveries):
                if later.provider_id is None:
                    continue
                ids = (earlier.message_id, later.message_id)
                trial = trial_of(parts[0].customer_address)
                if earlier.provider_id is None:
                    yield Violation("a part was taken without the part before it", trial, ids)
                elif not self._was_sent_before(earlier, self.taken_at.get(later.provider_id, 0.0)):
                    yield Violation("a part was taken before the one before it was sent", trial, ids)

    def _was_sent_before(self, earlier: Delivery, moment: float) -> bool:
        provider_id = earlier.provider_id or ""
        taken_at, left_at = self.taken_at.get(provider_id, 0.0), self.left_at.get(provider_id, float("inf"))
        return taken_at < moment and (left_at <= moment or taken_at + SENT_BY_SECONDS - 0.5 <= moment)

    def _of_silence(self) -> Iterator[Violation]:
        """Nothing of the bot's whose last try began in a silence was taken, nor afterwards what was said before."""
        for message in self.records.messages.values():
            delivery = self.records.deliveries.get(message.id)
            if message.author != Author.BOT or message.purpose in CONFIRMATIONS or delivery is None:
                continue
            taken_at = self.taken_at.get(delivery.provider_id or "")
            if taken_at is None:
                continue
            tried = max((step.at for step in self._tries[message.id] if step.at <= taken_at), default=taken_at)
            for silence in self._silences[message.customer_address or ""]:
                is_within = silence.since < tried < silence.until
                is_late = silence.because is Step.STOP and seconds(message.recorded_at) < silence.since < tried
                if (is_within or is_late) and taken_at > silence.since:
                    what = f"the bot wrote after: {silence.because}"
                    yield Violation(what, silence.trial, (message.id, delivery.provider_id))

    def _of_statuses(self) -> Iterator[Violation]:
        """A status moves forward, save where a message surely was not taken, or was said to have failed."""
        failed_at_twilio = Counter(trial_of(message["to"]) for message in self.taken if message["status"] in FAILED)
        for step in self.records.steps:
            if step.after in {step.before, DeliveryStatus.FAILED}:
                continue
            trial = trial_of(self.records.messages[step.message_id].customer_address)
            may_be_tried_again = step.before == DeliveryStatus.SENDING or failed_at_twilio[trial]
            if step.after == DeliveryStatus.DRAFTED and may_be_tried_again:
                continue
            if step.before == DeliveryStatus.FAILED or _FORWARD[step.after] < _FORWARD[step.before]:
                yield Violation(f"{step.before} and then {step.after}", trial, (step.message_id,))

    def _of_persons(self) -> Iterator[Violation]:
        """What a person wrote is recorded once, and leaves or fails visibly."""
        for written in self.ledger.written:
            found = [one for one in self.records.messages.values() if one.text == written.text]
            if len(found) != 1:
                what = f"a person's words are recorded {len(found)} times"
                yield Violation(what, written.trial, tuple(one.id for one in found))
            for message in found:
                customer = self.records.customers[message.customer_id]
                wrong = self._wrong_with_delivery(message)
                if wrong is not None and customer.flagged_at is None:
                    yield Violation(f"a person's words: {wrong}", written.trial, (message.id,))

    def _of_doubled_tokens(self) -> Iterator[Violation]:
        """A token stands in one answer, where nothing was declined or given up: the model sees those words again."""
        answers: dict[str, set[int]] = defaultdict(set)
        for message in self.records.messages.values():
            if message.purpose == ANSWER and self._has_left(message):
                for token in TOKEN.findall(message.text):
                    answers[token].add(message.id)
        given_up = {
            self.records.messages[one.message_id].customer_address
            for one in self.records.deliveries.values()
            if one.status == DeliveryStatus.FAILED
        }
        for said in self.ledger.said:
            is_plain = not self._was_silent(said.customer) and said.customer not in given_up
            if is_plain and len(answers[said.token]) > 1:
                yield Violation("answered twice", said.trial, (said.token, *sorted(answers[said.token])))
