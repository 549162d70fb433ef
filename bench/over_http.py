"""Many processes post conversations of one customer to a whole Rapport at the same time.

The web server, two workers, the clock and Valkey run as `make run` starts them. The model is a server on loopback.
"""

import re
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import func, select

from bench.at_once import CUSTOMER, WISH, Outcome, count_outcome, lesson, session_name, words
from memory.database import Database
from memory.models import Remembering
from tests.installation import ACCOUNT_SID, API_KEY, AUTH_TOKEN, eventually, installed
from tests.servers import OpenAIServer, TwilioServer

POST_SECONDS = 60
PATIENCE_SECONDS = 1800


def post_at_once(database_url: str, *, ingests: int, processes: int) -> Outcome:
    """Let so many processes post so many conversations to a Rapport on this empty database."""
    calls: list[str] = []

    def learn(body: dict[str, Any]) -> str:
        """The transcript comes last, and one line of it names a wish."""
        line, wish = re.findall(rf"^(\d+)\b.*?({WISH}\d+)", str(body["messages"][-1]["content"]), re.MULTILINE)[-1]
        calls.append(wish)
        return lesson(int(line), wish)

    with (
        tempfile.TemporaryDirectory() as folder,
        OpenAIServer() as model,
        TwilioServer(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN) as twilio,
        installed(Path(folder), model, twilio, DATABASE_URL=database_url) as rapport,
    ):
        model.on_extraction = learn
        started = time.perf_counter()
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            posted = pool.map(_post, *zip(*((rapport.url, place, ingests) for place in range(ingests)), strict=True))
            posts = sum(posted)
        posting_seconds = time.perf_counter() - started
        _wait_until_remembered(database_url, ingests)
        seconds = time.perf_counter() - started
    outcome = count_outcome(database_url, ingests)
    outcome.posts, outcome.calls = posts, Counter(calls)
    outcome.posting_seconds, outcome.seconds = posting_seconds, seconds
    return outcome


def _post(url: str, number: int, ingests: int) -> int:
    """Post a conversation, and the next one, which another process posts at about the same time. Returns how many."""
    numbers = (number, (number + 1) % ingests)
    for posted in numbers:
        messages = [{"role": "user", "content": words(posted)}, {"role": "assistant", "content": "Noted."}]
        body = {"customer_id": CUSTOMER.value, "session_id": session_name(posted), "messages": messages}
        headers = {"Authorization": f"Bearer {API_KEY}"}
        requests.post(f"{url}/v1/ingest", json=body, headers=headers, timeout=POST_SECONDS).raise_for_status()
    return len(numbers)


def _wait_until_remembered(url: str, ingests: int) -> None:
    database = Database(url)

    def is_remembered() -> bool:
        with database.reading() as session:
            all_, due = session.execute(select(func.count(Remembering.id), func.count(Remembering.due_at))).one()
        return all_ >= ingests and due == 0

    eventually(is_remembered, seconds=PATIENCE_SECONDS)
    database.dispose()
