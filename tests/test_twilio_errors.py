"""Twilio's error codes: each has its consequence and a sentence for the team; unknown ones are shown raw."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.backoff import PAUSES, length_of_stop, pause_before_retry
from bot.clients.errors import ClientError
from bot.clients.twilio_errors import KNOWN_ERRORS, Consequence, sentence_of
from bot.services import Services
from bot.status_reports import take_status
from memory.channel_alerts import standing_alerts
from memory.models import Customer, Delivery
from memory.reachability import unreachable_since
from tests.fakes import FakeSender, MovingClock
from tests.shop import ANA, RUI, Shop

TO_HANDLE = [
    "63016",
    "63015",
    "63018",
    "63017",
    "63038",
    "63003",
    "63007",
    "63024",
    "63014",
    "63021",
    "63032",
    "63020",
    "63008",
    "63062",
    "21610",
    "21617",
    "21658",
    "14103",
    "21611",
    "30001",
    "30036",
    "35115",
    "11200",
    "12100",
    "12200",
    "20003",
    "21608",
    "63049",
]
CODES_OF = {kind: [code for code, known in KNOWN_ERRORS.items() if known.consequence is kind] for kind in Consequence}


def first_delivery(services: Services) -> Delivery:
    with services.database.reading() as session:
        return session.scalars(select(Delivery).order_by(Delivery.message_id)).first()


def customer_of(services: Services, customer_id: int) -> Customer:
    with services.database.reading() as session:
        return session.get_one(Customer, customer_id)


def alerts(services: Services) -> list[str]:
    with services.database.reading() as session:
        return [alert.code for alert in standing_alerts(session, services.clock.now())]


def test_every_code_that_concerns_us_is_known_and_is_a_sentence() -> None:
    assert set(TO_HANDLE) <= set(KNOWN_ERRORS)
    assert all(known.sentence[0].isupper() and known.sentence.endswith(".") for known in KNOWN_ERRORS.values())


def test_an_unknown_code_is_shown_with_twilios_own_words() -> None:
    assert sentence_of("63999", "Something new.") == "Twilio's error 63999: Something new."
    assert "63999" in sentence_of("63999", None)
    assert "no reason" in sentence_of(None, None)


def test_who_is_not_in_the_sandbox_is_told_to_join(shop: Shop, services: Services, sender: FakeSender) -> None:
    recorded = shop.hears("hi")
    shop.answers()
    take_status(services, sender.accepted[0][0], "undelivered", "63015", None)
    assert "“join”" in (customer_of(services, recorded.customer_id).flag_reason or "")
    assert "“join”" in (first_delivery(services).error or "")


def test_an_unknown_code_of_a_status_is_kept_raw(shop: Shop, services: Services, sender: FakeSender) -> None:
    shop.hears("hi")
    shop.answers()
    take_status(services, sender.accepted[0][0], "failed", "63999", "Meta says no")
    failed = first_delivery(services)
    assert (failed.status, failed.error_code, failed.error) == ("failed", "63999", "Twilio's error 63999: Meta says no")


def test_a_status_that_comes_early_has_its_consequence_all_the_same(
    shop: Shop, services: Services, sender: FakeSender
) -> None:
    sender.accepts_as = "queued"
    take_status(services, f"SM{0:032x}", "failed", "63999", "Meta says no")
    shop.hears("hi")
    shop.answers()
    assert first_delivery(services).error == "Twilio's error 63999: Meta says no"


@pytest.mark.parametrize("code", CODES_OF[Consequence.DO_NOT_CONTACT])
@pytest.mark.parametrize("comes_by_status", [True, False])
def test_who_has_blocked_us_is_not_written_to_any_more(
    shop: Shop, services: Services, sender: FakeSender, code: str, comes_by_status: bool
) -> None:
    if not comes_by_status:
        sender.errors.append(ClientError("blocked", permanent=True, code=code))
    recorded = shop.hears("hi")
    shop.answers()
    if comes_by_status:
        take_status(services, sender.accepted[0][0], "failed", code, None)
    assert customer_of(services, recorded.customer_id).opted_out_at == services.clock.now()


@pytest.mark.parametrize("code", CODES_OF[Consequence.UNREACHABLE])
def test_an_address_that_cannot_be_reached_is_left_alone_until_it_writes_again(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock, code: str
) -> None:
    shop.hears("hi")
    shop.answers()
    shop.hears("and?")
    clock.move(seconds=1)
    take_status(services, sender.accepted[0][0], "undelivered", code, None)
    with services.database.reading() as session:
        assert unreachable_since(session, ANA) == clock.now()
    clock.move(seconds=5)
    shop.works()
    assert len(sender.texts) == 1
    shop.hears("here I am again")
    shop.answers()
    assert sender.texts[-1] == "You said: here I am again"


@pytest.mark.parametrize("code", CODES_OF[Consequence.BACK_OFF])
def test_what_was_refused_for_the_rate_is_sent_again_after_a_pause(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock, code: str
) -> None:
    sender.errors.append(ClientError("slowly", code=code, retry_after=timedelta(seconds=20)))
    shop.hears("hi")
    shop.answers()
    clock.move(seconds=19)
    shop.works()
    assert sender.texts == []
    clock.move(seconds=1)
    shop.works()
    assert sender.texts == ["You said: hi"]


def test_what_was_taken_and_then_failed_for_the_rate_is_sent_again_but_not_for_ever(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    shop.hears("hi")
    shop.answers()
    for _ in range(20):
        take_status(services, sender.accepted[-1][0], "failed", "63018", None)
        clock.move(minutes=31)
        shop.works()
    assert len(sender.texts) == len(PAUSES)
    assert first_delivery(services).status == "failed"


def test_one_customers_pause_does_not_hold_up_the_others(shop: Shop, services: Services, sender: FakeSender) -> None:
    shop.hears("hi")
    shop.answers()
    take_status(services, sender.accepted[-1][0], "failed", "63018", None)
    shop.hears("hi", from_=RUI)
    shop.answers()
    assert len(sender.texts) == 2


def test_a_daily_limit_stops_everything_for_a_while_and_alerts_the_team(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock
) -> None:
    sender.errors.append(ClientError("limit", code="63038"))
    shop.hears("hi")
    shop.answers()
    shop.hears("hi", from_=RUI)
    shop.answers()
    assert sender.texts == []
    assert alerts(services) == ["63038"]
    clock.move(minutes=14)
    shop.works()
    assert sender.texts == []
    clock.move(minutes=1)
    shop.works()
    assert len(sender.texts) == 2


def test_a_limit_met_again_and_again_is_asked_less_and_less_often() -> None:
    assert [length_of_stop(times) for times in (1, 2, 3, 9)] == [
        timedelta(minutes=15),
        timedelta(minutes=30),
        timedelta(hours=1),
        timedelta(hours=4),
    ]


@pytest.mark.parametrize("code", CODES_OF[Consequence.CORRECTABLE])
def test_what_is_wrong_with_the_account_alerts_the_team_until_a_message_is_taken(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock, code: str
) -> None:
    sender.errors.append(ClientError("wrong token", code=code))
    shop.hears("hi")
    shop.answers()
    assert alerts(services) == [code]
    clock.move(seconds=3)
    shop.works()
    assert sender.texts == ["You said: hi"]
    assert alerts(services) == []


@pytest.mark.parametrize("code", CODES_OF[Consequence.MISCONFIGURED])
def test_what_no_retry_mends_alerts_the_team_for_a_day(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock, code: str
) -> None:
    shop.hears("hi")
    shop.answers()
    take_status(services, sender.accepted[0][0], "failed", code, None)
    assert alerts(services) == [code]
    clock.move(hours=24)
    assert alerts(services) == []


@pytest.mark.parametrize("code", CODES_OF[Consequence.GIVE_UP])
def test_what_cannot_be_mended_is_given_up_with_a_sentence(
    shop: Shop, services: Services, sender: FakeSender, clock: MovingClock, code: str
) -> None:
    shop.hears("hi")
    shop.answers()
    take_status(services, sender.accepted[0][0], "failed", code, None)
    clock.move(hours=1)
    shop.works()
    assert len(sender.texts) == 1
    assert first_delivery(services).error == KNOWN_ERRORS[code].sentence


def test_pauses_grow_are_spread_and_end() -> None:
    assert [pause_before_retry(attempts, 1.0) for attempts in range(len(PAUSES))] == list(PAUSES)
    assert pause_before_retry(3, 0.0) == PAUSES[3] / 2
    assert pause_before_retry(len(PAUSES), 1.0) is None
    assert pause_before_retry(0, 0.0, timedelta(seconds=90)) == timedelta(seconds=90)
    assert pause_before_retry(0, 0.0, timedelta(days=90)) == timedelta(hours=1)
