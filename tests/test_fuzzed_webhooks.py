"""A few hundred of the requests that `make fuzz` sends; and that its judge would see what is wrong."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from bench.fuzz_webhooks import Outcome, fuzz, fuzz_settings, to_application, unsigned_records
from bench.fuzzed_requests import ACCOUNT_SID, SENDERS, Sent, is_for_us, is_signed, signed_form, signed_json
from memory.database import Database

MESSAGE = {"MessageSid": "SM1", "AccountSid": ACCOUNT_SID, "From": "whatsapp:+351910000001", "To": SENDERS[1]}
FORM = signed_form("/webhooks/twilio/messages", list(MESSAGE.items()))
JSON = signed_json("/webhooks/twilio/messages", MESSAGE)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_fuzzed_request_is_an_error_or_taken_unsigned(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    database: Database = request.getfixturevalue(f"{kind}_database")
    outcome = Outcome()
    send = to_application(fuzz_settings(tmp_path, "sqlite:///unused.db"), database)
    fuzz(random.Random(20261102), 300, send, outcome)
    assert outcome.violations + unsigned_records(database, outcome.signed_ids) == []
    assert outcome.statuses["204"] > 50
    assert outcome.statuses["403"] > 50


@pytest.mark.parametrize("sent", [FORM, JSON], ids=["form", "json"])
def test_the_judge_sees_what_is_taken_unsigned_refused_though_signed_or_broken(sent: Sent) -> None:
    forged = replace(sent, body=sent.body.replace(b"SM1", b"SM2"))
    assert is_signed(sent)
    assert is_for_us(sent)
    assert not is_signed(forged)
    outcome = Outcome()
    for each, status in ((sent, 204), (forged, 403), (sent, 403), (forged, 204), (sent, 500), (sent, None)):
        outcome.judge(each, status)
    told = [violation.partition(":")[0] for violation in outcome.violations]
    assert told == ["signed and refused with 403", "taken without a signature", "answered 500", "no answer"]
    assert outcome.signed_ids == {"SM1", "None"}


def test_an_id_is_looked_for_as_it_is_stored(sqlite_database: Database, tmp_path: Path) -> None:
    sent = signed_form("/webhooks/twilio/messages", [*(MESSAGE | {"MessageSid": "SM\x00" + "7" * 252}).items()])
    outcome = Outcome()
    outcome.judge(sent, to_application(fuzz_settings(tmp_path, "sqlite:///unused.db"), sqlite_database)(sent))
    assert outcome.violations + unsigned_records(sqlite_database, outcome.signed_ids) == []


def test_what_is_recorded_without_a_signature_is_found(sqlite_database: Database, tmp_path: Path) -> None:
    assert to_application(fuzz_settings(tmp_path, "sqlite:///unused.db"), sqlite_database)(FORM) == 204
    assert unsigned_records(sqlite_database, {"SM1"}) == []
    assert unsigned_records(sqlite_database, set()) == ["recorded without a signature: SM1"]
