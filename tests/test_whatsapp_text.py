"""Markdown becomes WhatsApp's own marks; addresses, prices and names stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.selling.whatsapp_text import whatsapp_text
from tests.fakes import FakeLanguageModel, FakeSender
from tests.shop import Shop

LINK = "https://shop.example/rose_gold_*ring*_(new)?a=1&copy=2#top"


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**bold** and __bold__", "*bold* and *bold*"),
        ("**bold**, *italic*, _italic_", "*bold*, _italic_, _italic_"),
        ("***both*** and ___both___", "*_both_* and *_both_*"),
        ("**a *b* c**", "*a _b_ c*"),
        ("~~gone~~", "~gone~"),
        ("`a **b**`", "`a **b**`"),
        ("```\n**code**\n# code\n```\n**text**", "```\n**code**\n# code\n```\n*text*"),
        ("# Rings\nText\n### **Chains** ###", "*Rings*\nText\n*Chains*"),
        ("Rings\n=====\nText", "*Rings*\nText"),
        ("* one\n+ two\n- three\n  * four", "- one\n- two\n- three\n  - four"),
        ("1. one\n2) two", "1. one\n2) two"),
        ("one\n\n---\n\n\n\ntwo", "one\n\ntwo"),
        (
            "| Ring | Price |\n|:---|---:|\n| **Luna** | €50 |\n| Sol | €60 |\nEnd",
            "Ring | Price\n*Luna* | €50\nSol | €60\nEnd",
        ),
        ("> quoted", "> quoted"),
        ("[our shop](https://a.example/b)", "our shop: https://a.example/b"),
        ('[our shop](https://a.example/b "Title")', "our shop: https://a.example/b"),
        ("[https://a.example/](https://a.example)", "https://a.example"),
        ("[a.example](https://a.example/)", "https://a.example/"),
        ("[write](mailto:a_b_c@d.example)", "write: a_b_c@d.example"),
        ("<https://a.example/x_y_z>", "https://a.example/x_y_z"),
        ("![](https://a.example/x_y_z.jpg)", "https://a.example/x_y_z.jpg"),
        ("![Luna](https://a.example/x.jpg)", "Luna: https://a.example/x.jpg"),
        ("[sic](see below)", "[sic](see below)"),
        ("Tom &amp; Ana &lt;3 &#8364;5", "Tom & Ana <3 €5"),
        ("<b>Luna</b><br>next", "*Luna*\nnext"),
        ("5 \\* 3, \\$5, a\\_b", "5 * 3, $5, a_b"),
        ("un**believ**able", "unbelievable"),
    ],
)
def test_markdown_becomes_whatsapps_marks(markdown: str, expected: str) -> None:
    assert whatsapp_text(markdown) == expected


@pytest.mark.parametrize(
    "text",
    [
        "5*3 = 15 and 2*4*5 = 40",
        "2 ** 3 ** 4",
        "the file rose_gold_ring.jpg and snake_case_name",
        "*bold in WhatsApp's own way*",
        "a * b * c",
        "#1 of our rings",
        "€50 - €60, -5 %",
        f"Look: {LINK}.",
        "¯_(ツ)_/¯",
    ],
)
def test_what_is_no_markdown_stays_as_it_is(text: str) -> None:
    assert whatsapp_text(text) == text


@pytest.mark.parametrize(
    "around", ["{}", "**{}**", "**see {} now**", "- *{}*", "# {}", "({})", "**a** _{}_", "| a | {} |\n|-|-|"]
)
def test_addresses_stay_whole(around: str) -> None:
    assert LINK in whatsapp_text(around.format(LINK))


WORDS = st.sampled_from(["ring", "ouro", "金", "€50", "5*3", "a_b_c", "Ana's", "1.5", LINK])
PIECES = st.one_of(
    WORDS,
    WORDS.map("**{}**".format),
    WORDS.map("*{}*".format),
    WORDS.map("__{}__".format),
    WORDS.map("~~{}~~".format),
    WORDS.map("`{}`".format),
    WORDS.map("\n# {}\n".format),
    WORDS.map("\n* {}\n".format),
    WORDS.map("[{}](https://a.example/x_y)".format),
    st.tuples(WORDS, WORDS).map(lambda two: f"\n| {two[0]} | {two[1]} |\n|---|---|\n| {two[1]} | {two[0]} |\n"),
)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_no_word_is_lost_and_no_address_cut(markdown: str) -> None:
    converted = whatsapp_text(markdown)
    assert [word for word in converted if word.isalnum()] == [word for word in markdown if word.isalnum()]
    assert converted.count(LINK) == markdown.count(LINK)


@given(
    st.one_of(st.lists(PIECES, max_size=12).map(" ".join), st.text(alphabet="*_~`#[]()|-=+&;<>\\\n ab1:", max_size=60))
)
def test_what_is_converted_stays_so(markdown: str) -> None:
    converted = whatsapp_text(markdown)
    assert whatsapp_text(converted) == converted


def test_a_long_text_full_of_marks_is_converted_in_no_time() -> None:
    for mark in ("**a ", "*a", "__a ", "[a](", "# a  ", "|", "~~", "`", "<b>", "&amp", "\n#  ", "  \n", "\\"):
        assert whatsapp_text(mark * 5_000) is not None


def test_what_is_recorded_is_what_is_sent(shop: Shop, sender: FakeSender, model: FakeLanguageModel) -> None:
    model.replies.append("**Hello!** See [our shop](https://shop.example/a_b).")
    shop.hears("hi")
    shop.answers()
    shop.hears("again")
    shop.answers()
    assert sender.texts[0] == "*Hello!* See our shop: https://shop.example/a_b."
    assert sender.texts[0] in [utterance.text for utterance in model.reply_requests[1].session]
