"""What is drawn for a chaos run, from a seed alone: who writes what, and what goes wrong meanwhile. Pure."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

Kind = TypeVar("Kind", bound=StrEnum)


class Step(StrEnum):
    """One thing that happens in a trial."""

    SAY = "say"
    VOICE = "voice note"
    PICTURE = "picture"
    STOP = "stop"
    START = "start"
    TAKE_OVER = "take over"
    WRITE = "person writes"
    HAND_BACK = "hand back"
    PAUSE = "pause"


class Sending(StrEnum):
    """What becomes of one send at the loopback Twilio."""

    LIMITED = "429 with Retry-After"
    BUSY = "63018"
    ERROR = "500"
    DROPPED = "dropped"
    TAKEN_THEN_DROPPED = "taken, then dropped"
    TAKEN_THEN_ERROR = "taken, then 500"
    TAKEN_THEN_GARBAGE = "taken, then garbage"
    TAKEN_THEN_HANGING = "taken, then no answer"
    SLOW = "taken, slow answer"


class Reporting(StrEnum):
    """How the statuses of one message come back."""

    IN_ORDER = "in order"
    BACKWARDS = "in the wrong order"
    TWICE = "twice"
    EARLY = "before the answer to the send"
    LATE = "late"
    NEVER = "never"
    FAILED_FOR_NOW = "failed, to be sent again"
    FAILED_FOR_GOOD = "failed for good"


class Thinking(StrEnum):
    """What the loopback model does instead of answering."""

    ERROR = "500"
    LIMITED = "429"
    GARBAGE = "garbage"
    EMPTY = "empty"
    SLOW = "slow"


class Outage(StrEnum):
    """What happens to the processes and to the database."""

    QUEUE_EMPTIED = "queue emptied"
    QUEUE_KILLED = "queue killed"
    WORKER_KILLED = "a worker killed"
    WORKERS_KILLED = "all workers killed"
    WEB_KILLED = "web killed"
    CLOCK_KILLED = "clock killed"
    POWER_CUT = "everything killed"
    DATABASE_LOCKED = "database locked"
    DATABASE_FROZEN = "database frozen"
    CONNECTIONS_CUT = "database connections cut"
    DATABASE_AWAY = "database away"


_CUSTOMERS = "whatsapp:+35192"
"""How the address of every customer begins; the trial's five digits follow, and two of the customer."""
OUTAGES = {
    Outage.QUEUE_EMPTIED: 4,
    Outage.QUEUE_KILLED: 4,
    Outage.WORKER_KILLED: 8,
    Outage.WORKERS_KILLED: 3,
    Outage.WEB_KILLED: 4,
    Outage.CLOCK_KILLED: 2,
    Outage.POWER_CUT: 1,
}
ON_SQLITE = {Outage.DATABASE_LOCKED: 5}
ON_POSTGRESQL = {Outage.DATABASE_FROZEN: 3, Outage.CONNECTIONS_CUT: 3, Outage.DATABASE_AWAY: 3}
SHARE_WITH_OUTAGE = 0.15
SHARE_WITH_MISHAPS = 0.4
SILENCE_SECONDS = 4.0
"""After so long a silence a session ends in a chaos run."""


@dataclass(frozen=True)
class Action:
    """A step: what is said holds `token`, and comes `copies` times at once; a pause lasts `seconds`.

    With `together` the next step happens at the same moment.
    """

    step: Step
    customer: int = 0
    token: str = ""
    copies: int = 1
    together: bool = False
    seconds: float = 0.0


@dataclass(frozen=True)
class Trial:
    """One thing drawn. `customers` are WhatsApp addresses that only this trial uses."""

    number: int
    customers: tuple[str, ...]
    actions: tuple[Action, ...]
    is_long: bool = False
    sendings: tuple[Sending, ...] = ()
    reportings: tuple[Reporting, ...] = ()
    thinkings: tuple[Thinking, ...] = ()
    learnings: tuple[Thinking, ...] = ()
    outage: Outage | None = None
    outage_after: float = 0.0
    outage_seconds: float = 0.0


def trial_of(address: str | None) -> int | None:
    """The number of the trial that a customer's address belongs to; None for any other address."""
    digits = (address or "").removeprefix(_CUSTOMERS)[:5]
    return int(digits) if digits.isdigit() else None


def draw(seed: int, count: int, *, on_postgresql: bool) -> list[Trial]:
    """The trials of a run: the same seed gives the same ones."""
    outages = OUTAGES | (ON_POSTGRESQL if on_postgresql else ON_SQLITE)
    return [_Drawing(seed, number, outages).trial() for number in range(count)]


@dataclass
class _Drawing:
    """Draws one trial. Each has a source of chance of its own, so that none depends on those before it."""

    seed: int
    number: int
    outages: dict[Outage, int]
    _tokens: int = 0
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(f"{self.seed}:{self.number}")

    def trial(self) -> Trial:
        chance = self._chance
        scene = chance.choices(list(_SCENES), weights=list(_SCENES.values()))[0]
        actions = tuple(scene(self))
        customers = tuple(f"{_CUSTOMERS}{self.number:05d}{place:02d}" for place in range(2))
        goes_wrong = chance.random() < SHARE_WITH_MISHAPS
        outage = chance.choices(list(self.outages), weights=list(self.outages.values()))[0]
        return Trial(
            number=self.number,
            customers=customers[: 1 + max(action.customer for action in actions)],
            actions=actions,
            is_long=chance.random() < 0.15,
            sendings=self._some(list(Sending), 0.5, most=2) if goes_wrong else (),
            reportings=self._some(list(Reporting), 0.8, most=4),
            thinkings=self._some(list(Thinking), 0.4, most=3) if goes_wrong else (),
            learnings=self._some(list(Thinking), 0.3, most=1) if goes_wrong else (),
            outage=outage if chance.random() < SHARE_WITH_OUTAGE else None,
            outage_after=chance.uniform(0, 2.5),
            outage_seconds=chance.uniform(1, 3),
        )

    def _some(self, kinds: list[Kind], share: float, most: int) -> tuple[Kind, ...]:
        """Some of the kinds, or none."""
        if self._chance.random() >= share:
            return ()
        return tuple(self._chance.choices(kinds, k=self._chance.randint(1, most)))

    def say(self, step: Step = Step.SAY, customer: int = 0) -> Action:
        """A message with a token of its own; now and then it comes twice, or five times at once."""
        self._tokens += 1
        copies = self._chance.choices((1, 2, 5), weights=(80, 14, 6))[0]
        together = self._chance.random() < 0.2
        return Action(step, customer, f"w{self.number}x{self._tokens}", copies, together)

    def burst(self) -> list[Action]:
        """One to six bubbles, with short pauses between some."""
        actions: list[Action] = []
        for _ in range(self._chance.randint(1, 6)):
            actions.append(self.say())
            if self._chance.random() < 0.3:
                actions.append(self.pause(0.05, 0.6))
        return actions

    def pause(self, shortest: float, longest: float) -> Action:
        """Nothing happens for a while, in seconds."""
        return Action(Step.PAUSE, seconds=self._chance.uniform(shortest, longest))

    def two_customers(self) -> list[Action]:
        """Two customers write in one moment."""
        first = [self.say(customer=self._chance.randint(0, 1)) for _ in range(self._chance.randint(1, 3))]
        return [replace(action, together=True) for action in (self.say(), self.say(customer=1), *first)]

    def return_later(self) -> list[Action]:
        """A customer comes back, in the same session or in the next one."""
        wait = self.pause(0.5, 3.0) if self._chance.random() < 0.5 else self.pause(SILENCE_SECONDS, SILENCE_SECONDS + 3)
        return [*self.burst(), wait, *self.burst()]

    def files(self) -> list[Action]:
        """Voice notes or pictures, with words before or after, or an album's several at once."""
        kind = self._chance.choice((Step.VOICE, Step.PICTURE))
        album = [replace(self.say(kind), together=True) for _ in range(self._chance.randint(1, 3))]
        return [*self.burst(), *album] if self._chance.random() < 0.5 else [*album, self.say()]

    def stop(self) -> list[Action]:
        """A customer opts out, writes all the same, and maybe comes back."""
        actions = [*self.burst(), self.pause(0, 1.5), Action(Step.STOP), self.pause(0, 1)]
        if self._chance.random() < 0.6:
            actions += [self.say(), self.pause(0, 1)]
        if self._chance.random() < 0.6:
            actions += [Action(Step.START), self.pause(0, 0.5), self.say()]
        return actions

    def take_over(self) -> list[Action]:
        """A person takes the chat over at some moment, writes or does not, and hands it back."""
        actions = [*self.burst(), self.pause(0, 2.0), Action(Step.TAKE_OVER), self.pause(0, 1)]
        if self._chance.random() < 0.6:
            actions += [self.say(), self.pause(0, 0.5)]
        if self._chance.random() < 0.6:
            actions += [replace(self.say(Step.WRITE), together=False), self.pause(0, 0.5)]
        if self._chance.random() < 0.5:
            actions += [self.say(), self.pause(0, 0.5)]
        return [*actions, Action(Step.HAND_BACK)]


_SCENES: dict[Callable[[_Drawing], list[Action]], int] = {
    _Drawing.burst: 38,
    _Drawing.two_customers: 10,
    _Drawing.return_later: 14,
    _Drawing.files: 10,
    _Drawing.stop: 12,
    _Drawing.take_over: 16,
}
