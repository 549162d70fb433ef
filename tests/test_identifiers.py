"""Names of customers: every written form of one name is one, and what only looks alike is not."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from memory.customers import find_customer, find_or_create_customer
from memory.database import Database
from memory.identifiers import Identifier, SenselessIdentifier, parse_identifier
from memory.models import IdentifierKind
from tests.fakes import MovingClock
from tests.remembered import SEARCHED

PORTUGUESE = (
    "+351910000001",
    " whatsapp:+351910000001 ",
    "whatsapp:351910000001",
    "+351 910 000 001",
    "+351-910-000-001",
    "(+351) 910.000.001",
    "+351\u00a0910\u2013000\u2013001",
    "\u202a+351 910 000 001\u202c",
    "＋３５１９１００００００１",
    "tel:+351-910-000-001",
    "00351910000001",
    "٠٠٣٥١٩١٠٠٠٠٠٠١",
)

VARIANTS = (
    ("whatsapp:+551187654321", "+5511987654321"),  # WhatsApp's older id of a Brazilian mobile lacks the ninth digit
    ("+55 (031) 8765-4321", "+55 31 98765-4321"),
    ("+54 11 15 2345-6789", "+5491123456789"),
    ("+54 11 2345 6789", "+54 9 11 2345 6789"),
    ("+54 341 15 512 3456", "whatsapp:+5493415123456"),
    ("whatsapp:+5215512345678", "+52 55 1234 5678"),
    ("+52 044 55 1234 5678", "+525512345678"),
    ("+44 (0)20 7946 0958", "+442079460958"),
    ("Ana@Shop.Example", "ana@shop.example"),
    ("ana@MÜNCHEN.example", "ana@xn--mnchen-3ya.example"),
    ("Jose\u0301-7", "Jos\u00e9-7"),
)

NEAR_MISSES = (
    ("+351910000001", "+351910000002"),
    ("+351910000001", "351910000001"),  # without a region bare digits are a CRM id
    ("+351910000001", "+34910000001"),
    ("+12125550100", "+12125550100 ext. 5"),
    ("+12125550100", "2125550100"),
    ("+12125550100", "+442125550100"),
    ("+551137654321", "+5511937654321"),  # a fixed line never got the ninth digit
    ("+551187654321", "+552187654321"),
    ("+551187654321", "+1187654321"),
    ("+551187654321", "+5521987654321"),  # Brazil's ninth digit, and another area
    ("+5511987654321", "+551198765432"),  # without its last digit it looks like one without the ninth
    ("+5511987654321", "+551197654321"),
    ("+551133334444", "+551133334445"),
    ("+5491123456789", "+5493413456789"),
    ("+54 11 15 2345-6789", "+54 341 15 234-5678"),  # Argentina's 15, and another area
    ("+54 11 15 2345-6789", "+54 11 1523-4567"),  # the 15 as a part of the number
    ("+54 11 15 2345-6789", "+54 9 11 2345-6780"),
    ("+5491123456789", "+541123456780"),
    ("+5491123456789", "+5591123456789"),
    ("+5215512345678", "+15512345678"),
    ("+5215512345678", "+5213312345678"),
    ("+5215512345678", "+525512345679"),
    ("+5215512345678", "+525215512345678"),
    ("+525512345678", "+521551234567"),  # Mexico's 1 as a part of a shorter number
    ("+528181234567", "+528112345678"),
    ("+447700900123", "+447700900132"),
    ("+919876543210", "+919876543201"),
    ("+628123456789", "+6281234567890"),
    ("+390612345678", "+39612345678"),  # Italy's zero belongs to the number
    ("00123456", "+123456"),
    ("+1 800 FLOWERS", "+1 800 356 9377"),
    ("ana.b@shop.example", "anab@shop.example"),
    ("ana+gifts@shop.example", "ana@shop.example"),
    ("ana@straße.example", "ana@strasse.example"),
    ("ana@shop.example", "аna@shop.example"),  # the second begins with a Cyrillic letter
    ("ana@shop.example", "ana@shop.example.org"),
    ("ana.b@gmail.com", "anab@gmail.com"),  # what one provider takes for one, another does not
    ("ana+a@gmail.com", "ana+b@gmail.com"),
    ("ana@gmail.com", "ana@googlemail.com"),
    ("ana@shop.example", "ana@ѕhop.example"),  # a Cyrillic letter in the domain
    ("ana@shop.example", "аnа@shop.example"),
    ("ana@shop.example", "ａna@shop.example"),
    ("ina@shop.example", "ına@shop.example"),  # Turkish, without the dot
    ("ina@shop.example", "İna@shop.example"),
    ("ana_b@shop.example", "ana-b@shop.example"),
    ("ana@shop.example", "ana@shop-example.com"),
    ("AB-7", "ab-7"),
    ("C-7", "Ｃ-7"),
    ("007", "7"),
    ("007", "O07"),
    ("351-910-000-001", "+351910000001"),  # ids of a shop's own system that look like phone numbers
    ("0351910000001", "+351910000001"),
    ("C351910000001", "+351910000001"),
    ("910000001", "+351910000001"),
    ("910000001", "910000002"),
    ("+351910000001#2", "+351910000001"),
    ("PT.4711", "pt.4711"),
    ("US.13491208655302741918", "US.13491208655302741919"),
)


@pytest.mark.parametrize("written", PORTUGUESE)
def test_a_phone_number_is_one_in_all_its_written_forms(written: str) -> None:
    assert parse_identifier(written) == Identifier(IdentifierKind.PHONE, "+351910000001")


@pytest.mark.parametrize(("one", "other"), VARIANTS)
def test_variants_of_one_name_are_one(one: str, other: str) -> None:
    assert parse_identifier(one) == parse_identifier(other)


@pytest.mark.parametrize(("one", "other"), NEAR_MISSES)
def test_near_misses_stay_two(one: str, other: str) -> None:
    assert parse_identifier(one) != parse_identifier(other)


def test_no_near_miss_is_mixed_up_with_another_customer(sqlite_database: Database, clock: MovingClock) -> None:
    for one, other in NEAR_MISSES:
        with sqlite_database.transaction() as session:
            first, second = (
                find_or_create_customer(session, [parse_identifier(name)], clock.now()) for name in (one, other)
            )
            assert first.id != second.id, (one, other)
            for customer, name in ((first, one), (second, other)):
                found = find_customer(session, parse_identifier(name))
                assert found is customer


@pytest.mark.parametrize(
    ("written", "region", "value"),
    [
        ("910 000 001", "PT", "+351910000001"),
        ("011 15 2345-6789", "AR", "+5491123456789"),
        ("(11) 8765-4321", "BR", "+5511987654321"),
        ("044 55 1234 5678", "MX", "+525512345678"),
    ],
)
def test_a_number_without_its_country_is_a_phone_only_where_the_shop_says_which(
    written: str, region: str, value: str
) -> None:
    assert parse_identifier(written, region) == Identifier(IdentifierKind.PHONE, value)
    assert parse_identifier(written) == Identifier(IdentifierKind.CRM, written)


@pytest.mark.parametrize("name", ["4711", "0012345678", "2026-11-02", "12345678901234567890", "+12", "+0012345678"])
def test_numbers_that_are_no_phone_numbers_are_crm_ids_also_where_a_region_is_set(name: str) -> None:
    assert parse_identifier(name, "PT") == Identifier(IdentifierKind.CRM, name)


def test_a_number_that_no_plan_knows_yet_is_still_a_phone_number() -> None:
    assert parse_identifier("whatsapp:+999123456789") == Identifier(IdentifierKind.PHONE, "+999123456789")


def test_a_business_scoped_id_keeps_its_case() -> None:
    name = "whatsapp:US.ABCdef123"
    assert parse_identifier(name) == Identifier(IdentifierKind.WHATSAPP_ID, "US.ABCdef123")


@pytest.mark.parametrize("name", ["", "  ", "whatsapp:", "x" * 256, "a\0b", "a\u200bb", "a\nb", "\ud800"])
def test_a_text_that_cannot_name_anybody_is_refused(name: str) -> None:
    with pytest.raises(SenselessIdentifier):
        parse_identifier(name)


MOBILES = {
    "BR": ("(?:11|21|85)9[6-9][0-9]{7}", 2, ("+55{area}{rest}", "whatsapp:+55{area}{old}", "+55 (0{area}) {old}")),
    "AR": ("11[2-6][0-9]{7}", 2, ("+549{area}{rest}", "+54{area}{rest}", "+54 {area} 15 {rest}")),
    "MX": ("(?:55|33|81)[1-8][0-9]{7}", 2, ("+52{area}{rest}", "whatsapp:+521{area}{rest}", "+52 044 {area} {rest}")),
}
"""By region: mobile numbers, how long the area code is, and forms in which old and new phones write them."""


@SEARCHED
@given(st.data(), st.sampled_from(sorted(MOBILES)))
def test_two_mobiles_are_one_only_when_they_have_the_same_number_in_whatever_forms(
    data: st.DataObject, region: str
) -> None:
    pattern, cut, forms = MOBILES[region]
    number = data.draw(st.from_regex(pattern, fullmatch=True, alphabet="0123456789"))
    place, digit = data.draw(st.integers(cut + 2, 9)), data.draw(st.sampled_from("0123456789"))
    other = number[:place] + digit + number[place + 1 :]
    one, two = (parse_identifier(_written(data.draw(st.sampled_from(forms)), name, cut)) for name in (number, other))
    assert (one == two) == (number == other)


def _written(form: str, number: str, cut: int) -> str:
    return form.format(area=number[:cut], rest=number[cut:], old=number[cut + 1 :])


REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
FORMATS = (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.RFC3966)


@pytest.mark.parametrize("region", REGIONS)
def test_every_country_s_numbers_are_one_in_every_form(region: str) -> None:
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    if example is None:
        example = phonenumbers.example_number(region)
    forms = [phonenumbers.format_number(example, form) for form in FORMATS]
    national = phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL)
    found = {parse_identifier(form) for form in forms} | {parse_identifier(national, region)}
    assert len(found) == 1
    assert found.pop().kind is IdentifierKind.PHONE


@SEARCHED
@given(st.text(min_size=1, max_size=40) | st.from_regex(r"\A\+[1-9][0-9]{6,14}\Z"))
def test_the_normal_form_names_the_same_customer(text: str) -> None:
    try:
        identifier = parse_identifier(text)
    except SenselessIdentifier:
        return
    assert parse_identifier(identifier.value) == identifier


@SEARCHED
@given(st.integers(910_000_000, 939_999_999), st.integers(910_000_000, 939_999_999))
def test_two_numbers_of_one_country_never_become_one(one: int, other: int) -> None:
    assert (parse_identifier(f"+351{one}") == parse_identifier(f"+351{other}")) == (one == other)
