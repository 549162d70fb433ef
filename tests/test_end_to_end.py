"""The main job over HTTP, with real processes: a customer is answered, remembered, and known the next time."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.settings import PROJECT
from tests.fakes import update
from tests.installation import ACCOUNT_SID, AUTH_TOKEN, Installation, eventually, installed
from tests.servers import Mishap, OpenAIServer, TwilioServer
from tests.shop import ANA, RUI, sid

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def model() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        server.on_extraction = learns
        yield server


@pytest.fixture
def twilio() -> Iterator[TwilioServer]:
    with TwilioServer(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, statuses=("sent", "delivered")) as server:
        yield server


def learns(body: dict[str, Any]) -> str:
    """Everything that customers say they like, as a model would find it: with the line's number and the words."""
    transcript = body["messages"][-1]["content"]
    said = re.findall(r"^(\d+)\b.*?\b(I like [\w ]+)", transcript, re.MULTILINE)
    return update(
        *({"field": "preferences", "text": words, "message": int(number), "quote": words} for number, words in said),
        stage="warm_lead",
        last="asked about jewellery",
    )


def system_prompt(body: dict[str, Any]) -> str:
    return "\n".join(message["content"] for message in body["messages"] if message["role"] == "system")


def sent_to(twilio: TwilioServer, customer: str) -> list[str]:
    return [message["body"] for message in list(twilio.messages) if message["to"] == customer]


def test_a_customer_is_answered_remembered_and_known_the_next_time_and_nobody_else_is(
    tmp_path: Path, model: OpenAIServer, twilio: TwilioServer
) -> None:
    with installed(tmp_path, model, twilio, SESSION_TIMEOUT_SECONDS="4") as rapport:
        rapport.hears("Hello, do you have rings?")
        eventually(lambda: sent_to(twilio, ANA))
        assert "<customer_profile>" not in system_prompt(model.reply_bodies[0])
        for said in ("I like rose gold", "I like small stones"):
            rapport.hears(said)
        eventually(lambda: len(sent_to(twilio, ANA)) == 2)
        eventually(lambda: len(rapport.profile().get("preferences", [])) == 2)
        assert len(model.extraction_bodies) == 1
        assert model.extraction_bodies[0]["response_format"]["json_schema"]["name"] == "profile_update"
        assert rapport.profile()["journey_stage"] == "warm_lead"
        rapport.hears("Me again")
        rapport.hears("Good morning", from_=RUI, name="Rui")
        eventually(lambda: len(sent_to(twilio, ANA)) == 3 and sent_to(twilio, RUI))
        prompts = {body["messages"][-1]["content"]: system_prompt(body) for body in model.reply_bodies}
        assert "rose gold" in prompts["Me again"]
        assert "<customer_profile>" not in prompts["Good morning"]
        assert "I like rose gold" not in json.dumps(prompts["Good morning"])


def test_duplicates_bursts_and_a_forgotten_queue_make_one_answer_each(
    tmp_path: Path, model: OpenAIServer, twilio: TwilioServer
) -> None:
    with installed(tmp_path, model, twilio) as rapport:
        same = sid()
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda _: rapport.hears("only once", provider_id=same), range(50)))
            list(pool.map(lambda number: rapport.hears(f"bubble {number}", from_=RUI), range(5)))
        eventually(lambda: sent_to(twilio, ANA) and sent_to(twilio, RUI))
        rapport.empty_queue()
        third = "whatsapp:+351910000003"
        rapport.hears("after the flood", from_=third)
        eventually(lambda: sent_to(twilio, third))
        assert [len(sent_to(twilio, customer)) for customer in (ANA, RUI, third)] == [1, 1, 1]
        (burst,) = [body for body in model.reply_bodies if "bubble" in body["messages"][-1]["content"]]
        assert all(f"bubble {number}" in json.dumps(burst["messages"]) for number in range(5))


def test_workers_killed_while_they_think_send_and_remember_leave_one_answer_and_one_version(
    tmp_path: Path, model: OpenAIServer, twilio: TwilioServer
) -> None:
    with installed(tmp_path, model, twilio, SESSION_TIMEOUT_SECONDS="3") as rapport:
        thinking, sending, remembering = (f"whatsapp:+35191000001{number}" for number in range(3))
        rapport.hears("I like pearls", from_=remembering)
        eventually(lambda: sent_to(twilio, remembering))
        model.extraction_gate.clear()
        eventually(lambda: model.extraction_bodies)
        twilio.sends.append(Mishap.TAKEN_THEN_HANGING)
        rapport.hears("I like opals", from_=sending)
        eventually(lambda: sent_to(twilio, sending))
        model.reply_gate.clear()
        rapport.hears("I like amber", from_=thinking)
        eventually(lambda: len(model.reply_bodies) == 3)
        assert rapport.kill("bot worker") >= 2
        rapport.empty_queue()
        model.release()
        twilio.release()
        everyone = {remembering: "pearls", sending: "opals", thinking: "amber"}
        for customer, thing in everyone.items():
            eventually(lambda: sent_to(twilio, customer), seconds=90)  # noqa: B023 - asked within this round
            eventually(
                lambda: rapport.profile(customer).get("preferences") == [f"I like {thing}"],  # noqa: B023 - as above
                seconds=90,
            )
        assert [len(sent_to(twilio, customer)) for customer in everyone] == [1, 1, 1]


def test_a_power_cut_of_everything_loses_and_doubles_nothing(
    tmp_path: Path, model: OpenAIServer, twilio: TwilioServer
) -> None:
    with installed(tmp_path, model, twilio) as rapport:
        model.reply_gate.clear()
        rapport.hears("hello")
        eventually(lambda: model.reply_bodies)
        rapport.kill_all()
        model.release()
        rapport.start()
        rapport.hears("and hello again", from_=RUI)
        eventually(lambda: sent_to(twilio, ANA) and sent_to(twilio, RUI))
        assert sent_to(twilio, ANA) == ["All right!"]


def test_without_any_key_a_sign_in_is_made_once_and_the_local_phone_is_served(tmp_path: Path) -> None:
    rapport = Installation(tmp_path)
    rapport.start()
    try:
        assert requests.get(f"{rapport.url}/phone/", timeout=10).ok
        assert requests.get(f"{rapport.url}/admin/", timeout=10).url.startswith(f"{rapport.url}/admin/sign-in")
        assert sum("Sign in as admin@localhost with" in line for line in rapport.log) == 1
        second = subprocess.run(
            [sys.executable, "-m", "bot", "run"],
            cwd=PROJECT,
            env=os.environ | {"PORT": str(rapport.port), "VAR_FOLDER": str(tmp_path / "other")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (second.returncode, len(second.stderr.splitlines())) == (2, 1)
        assert f"Port {rapport.port}" in second.stderr
    finally:
        rapport.stop()
    assert not any("Traceback" in line for line in rapport.log)
