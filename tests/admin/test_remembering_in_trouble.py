"""Rememberings that failed or wait, and how the team helps them on."""

import pytest
from flask.testing import FlaskClient

from bot.clients.errors import ClientError
from memory.database import Database
from memory.leases import Work, acquire
from memory.models import Remembering, RememberingState
from tests.admin.pages import page_of, words_of
from tests.fakes import FakeLanguageModel, MovingClock, RecordingQueueing, update
from tests.shop import Shop


@pytest.fixture
def failing(shop: Shop, model: FakeLanguageModel) -> Shop:
    """A session whose remembering has failed once."""
    shop.hears("I love silver <b>")
    shop.answers()
    model.updates.append(ClientError("the model is away"))
    shop.falls_silent()
    return shop


def test_a_failed_remembering_is_shown_with_its_error_and_its_next_try(seller: FlaskClient, failing: Shop) -> None:
    for path in ("/admin/rememberings", "/admin/customers/1"):
        words = words_of(page_of(seller, path))
        assert "ClientError: the model is away" in words
        assert "ext try in 6 s" in words or "ext try in 5 s" in words
        assert "Retry" in words
    assert "tried 1 time" in words_of(page_of(seller, "/admin/rememberings"))


def test_retry_makes_the_session_due_and_wakes_a_worker(
    seller: FlaskClient, failing: Shop, queueing: RecordingQueueing, model: FakeLanguageModel
) -> None:
    queueing.woken.clear()
    response = seller.post("/admin/rememberings/1/retry?next=/admin/customers/1")
    assert (response.location, queueing.woken) == ("/admin/customers/1", [Work.REMEMBER])
    model.updates.append(update({"field": "preferences", "text": "silver", "message": 1, "quote": "I love silver"}))
    failing.works()
    page = page_of(seller, "/admin/customers/1")
    assert "The session is being remembered again." in page
    assert "<mark>I love silver</mark>" in page
    assert "Everything is remembered" in page_of(seller, "/admin/rememberings")


def test_a_session_that_begins_anew_is_not_said_to_have_been_tried_no_times(seller: FlaskClient, failing: Shop) -> None:
    assert "tried 1 time" in page_of(seller, "/admin/rememberings")
    assert "tried" not in seller.post("/admin/rememberings/1/retry", follow_redirects=True).text


def test_retrying_what_is_remembered_wakes_nobody(
    seller: FlaskClient, remembered: Shop, queueing: RecordingQueueing
) -> None:
    queueing.woken.clear()
    page = seller.post("/admin/rememberings/1/retry", follow_redirects=True).text
    assert ("There was nothing to retry" in page, queueing.woken) == (True, [])


def test_one_sees_whether_a_session_waits_is_being_remembered_or_has_failed_for_good(
    seller: FlaskClient, failing: Shop, clock: MovingClock, database: Database
) -> None:
    clock.move(seconds=30)
    assert "A session is about to be remembered" in page_of(seller, "/admin/customers/1")
    with database.transaction() as session:
        acquire(session, Work.REMEMBER, 1, "worker", clock.now())
    assert "A session is being remembered now" in page_of(seller, "/admin/customers/1")
    with database.transaction() as session:
        remembering = session.get_one(Remembering, 1)
        remembering.state, remembering.due_at = RememberingState.FAILED, None
    page = words_of(page_of(seller, "/admin/customers/1"))
    assert "A session could not be remembered ClientError" in page
    assert "Failed" in words_of(page_of(seller, "/admin/rememberings"))
