"""Kills processes of a running Rapport at random moments and counts what was lost or doubled.

    python -m bench.kills [kills] [seed] [DATABASE_URL]

Customers write all the while. At the end every word must stand in exactly one answer at the provider, and every
customer's session must be remembered exactly once. Exit status 1 when anything was lost or doubled.
"""

import json
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from redis import RedisError

from tests.fakes import update
from tests.installation import ACCOUNT_SID, AUTH_TOKEN, Installation, eventually, installed
from tests.servers import OpenAIServer, TwilioServer

PARTS = ("bot worker", "bot web", "bot clock", "valkey-server", "queue emptied", "everything")
SETTLE_SECONDS = 240


def answer(body: dict[str, Any]) -> str:
    """Names every token of the messages that the model has not answered yet."""
    time.sleep(random.uniform(0.1, 1.5))
    messages = body["messages"]
    last = max((place for place, message in enumerate(messages) if message["role"] == "assistant"), default=0)
    unanswered = [str(message["content"]) for message in messages[last:] if message["role"] == "user"]
    tokens = [token for words in unanswered for token in re.findall(r"token\d+", words)]
    return "Noted: " + " ".join(dict.fromkeys(tokens))


def learn(body: dict[str, Any]) -> str:
    """Learns every token of the transcript as a preference."""
    time.sleep(random.uniform(0.1, 1.0))
    said = re.findall(r"^(\d+)\b.*?customer.*?\b(token\d+)", str(body["messages"][-1]["content"]), re.MULTILINE)
    return update(*({"field": "preferences", "text": word, "message": int(line), "quote": word} for line, word in said))


def kill(rapport: Installation, part: str) -> None:
    """End one part as a crash would."""
    if part == "everything":
        rapport.kill_all()
        rapport.start()
    elif part == "queue emptied":
        try:
            rapport.empty_queue()
        except (RedisError, OSError) as error:  # the queue may be down from the kill before: that is the point here
            print(f"  queue not emptied: {type(error).__name__}")
    else:
        rapport.kill(part)


def write(rapport: Installation, ending: threading.Event, said: dict[str, str], seed: int) -> None:
    """Customers write one or two messages each, until told to end."""
    chance = random.Random(seed)
    number = 0
    while not ending.is_set():
        customer = f"whatsapp:+3519{seed:02d}{number:06d}"
        for part in range(chance.choice([1, 1, 2])):
            token = f"token{seed}{number:05d}{part}"
            rapport.hears(f"I want {token}", from_=customer)
            said[token] = customer
        number += 1
        ending.wait(chance.uniform(0.2, 1.0))


def main() -> int:
    """Run it and print the counts."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    environment = {"DATABASE_URL": sys.argv[3]} if len(sys.argv) > 3 else {}
    random.seed(seed)
    said: dict[str, str] = {}
    ending = threading.Event()
    done: Counter[str] = Counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        OpenAIServer() as model,
        TwilioServer(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, statuses=("sent", "delivered")) as twilio,
        installed(Path(folder), model, twilio, SESSION_TIMEOUT_SECONDS="5", **environment) as rapport,
    ):
        model.on_reply, model.on_extraction = answer, learn
        writers = [threading.Thread(target=write, args=(rapport, ending, said, 10 + place)) for place in range(2)]
        for writer in writers:
            writer.start()
        for _ in range(kills):
            time.sleep(random.uniform(0.5, 6.0))
            part = random.choice(PARTS)
            done[part] += 1
            kill(rapport, part)
        ending.set()
        for writer in writers:
            writer.join()
        return report(rapport, model, twilio, said, done)


def report(
    rapport: Installation, model: OpenAIServer, twilio: TwilioServer, said: dict[str, str], done: Counter[str]
) -> int:
    """Wait until all is settled, count, print."""

    def answers() -> Counter[str]:
        bodies = [str(message["body"]) for message in list(twilio.messages)]
        return Counter(token for body in bodies for token in re.findall(r"token\d+", body))

    def remembered() -> Counter[str]:
        profiles = [rapport.profile(customer) for customer in set(said.values())]
        return Counter(word for profile in profiles for word in profile.get("preferences", []))

    for count in (answers, remembered):
        try:
            eventually(lambda: set(count()) >= set(said), seconds=SETTLE_SECONDS)  # noqa: B023 - asked at once
        except AssertionError:
            print("not settled in time")
    time.sleep(20)  # a doubled answer would come now, when leases have run out
    print("kills:", json.dumps(done), "messages:", len(said), "customers:", len(set(said.values())))
    wrong = 0
    for name, counted in (("answers", answers()), ("remembered", remembered())):
        lost, doubled = [t for t in said if not counted[t]], [t for t in said if counted[t] > 1]
        print(f"{name}: {len(said) - len(lost)} of {len(said)}, lost {len(lost)}, doubled {len(doubled)}")
        for token in (*lost, *doubled):
            print(f"  {token} of {said[token]}: {[m for m in list(twilio.messages) if m['to'] == said[token]]}")
        wrong += len(lost) + len(doubled)
    print("model calls:", len(model.reply_bodies), "replies,", len(model.extraction_bodies), "extractions")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
