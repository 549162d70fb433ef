"""What the offline model answers: code decides what is said, from the catalogue and the profile. Pure, deterministic.

An answer is an opening (only in the first answer of a session) and a body that deals with everything the burst asks.
"""

import re

from bot.clients.offline_model.intents import Intent, Topic, topics_in
from bot.clients.offline_model.price_range import PriceRange
from bot.clients.offline_model.product_wishes import is_refused
from bot.clients.offline_model.promises import parts_of
from bot.clients.offline_model.recalling import first_name
from bot.clients.offline_model.showing import about, offer_by_memory, product_parts, question_about
from bot.clients.offline_model.situation import Situation, read_situation
from bot.clients.offline_model.understanding import Understanding, shop_texts
from bot.clients.protocols import ReplyRequest
from bot.selling.catalogue import Product
from bot.selling.words import one_line

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_LONGEST_POLICY = 240
_LEAST_WORDS_OF_A_STATEMENT = 3


def answer(request: ReplyRequest) -> str:
    """The one answer to the unanswered utterances of a request."""
    situation = read_situation(request)
    parts = [part for part in (*_opening(situation), *_body(situation)) if part]
    has_list = any("\n" in part for part in parts)
    text = ("\n\n" if has_list else "\n").join(parts)
    return situation.voice.say("repeated") if text in shop_texts(request)[:1] else text


def _body(situation: Situation) -> tuple[str, ...]:
    """Everything the burst asks, in the order goods, open questions, people; small talk only when it asks nothing."""
    if situation.wanted.accepts_person:
        return (situation.voice.say("human"),)
    products = product_parts(situation)
    others = (*_sympathy(situation), *_topics(situation), *_rules(situation))
    if not products and not others:
        return _small_talk(situation)
    said_now = situation.wanted.prices or situation.is_first_answer
    foreign = situation.prices.foreign if products and said_now else None
    note = situation.voice.say("currency", currency=situation.request.shop.currency) if foreign else ""
    question = "" if others else question_about(situation, products)
    return (*products, note, *_open_objection(situation, products), *others, question)


def _topics(situation: Situation) -> tuple[str, ...]:
    """Answers from the shop's description; what it does not say is owned up to, in one sentence."""
    parts = []
    unknown = []
    for topic in situation.wanted.topics:
        policy = _policy(situation, topic)
        if policy:
            parts.append(situation.voice.promise(topic, policy))
        else:
            unknown.append(topic)
    if unknown:
        parts.append(situation.voice.topic("unknown", unknown))
    return tuple(parts)


def _sympathy(situation: Situation) -> tuple[str, ...]:
    """Before the answer to a worry."""
    return (situation.voice.say("worry"),) if situation.wants(Intent.WORRY) and situation.wanted.topics else ()


def _policy(situation: Situation, topic: Topic) -> str:
    sentences = map(one_line, _SENTENCE_END.split(situation.request.shop.description))
    parts = (part for sentence in sentences for part in parts_of(sentence))
    return next((part for part in parts if topic in topics_in(part) and len(part) <= _LONGEST_POLICY), "")


def _open_objection(situation: Situation, products: tuple[str, ...]) -> tuple[str, ...]:
    """The shop's answer to what held the customer back last time: once, with the first goods of a session."""
    if not products or not situation.is_first_answer:
        return ()
    for topic in situation.memory.worries:
        policy = _policy(situation, topic)
        if policy and topic not in situation.wanted.topics:
            return (situation.voice.promise(topic, policy),)
    return ()


def _rules(situation: Situation) -> tuple[str, ...]:
    """What holds for everybody: prices, people, honesty about being a program."""
    voice = situation.voice
    parts = []
    if situation.wants(Intent.DISCOUNT):
        parts.append(voice.say("listed_prices"))
    if situation.wants(Intent.ORDER_STATUS):
        parts.append(voice.say("order_status"))
    if situation.wants(Intent.BOT):
        parts.append(voice.hello("bot", ""))
    elif situation.wants(Intent.HUMAN):
        parts.append(voice.say("human"))
    return tuple(parts)


def _small_talk(situation: Situation) -> tuple[str, ...]:
    voice, wanted = situation.voice, situation.wanted
    key = _key_of_a_phrase(wanted)
    if key:
        return (voice.say(key),)
    if situation.wants(Intent.WORRY):
        return _comfort(situation)
    if situation.wants(Intent.SEARCH):
        return (_after_a_search(situation),)
    if situation.wants(Intent.GREETING, Intent.REMEMBER):
        return _after_a_greeting(situation)
    if situation.wants(Intent.ACCEPTED) and not wanted.is_question:
        return (voice.say("glad"),)
    return (voice.say("noted" if _is_statement(wanted) else "unclear"),)


def _after_a_search(situation: Situation) -> str:
    """The answer to a wish that names no goods."""
    if situation.wants(Intent.GIFT):
        return situation.voice.say("gift")
    key = "none" if situation.wanted.is_question else "which_kind"
    return situation.voice.kinds(key, situation.catalogue.categories)


def _comfort(situation: Situation) -> tuple[str, ...]:
    """The answer to a worry that names no topic: free returns are of help against most, where the shop has them."""
    policy = _policy(situation, Topic.RETURNS)
    promise = situation.voice.promise(Topic.RETURNS, policy) if policy else ""
    question = "worry_question" if policy else "worry_unanswered"
    return (situation.voice.say("worry"), promise, situation.voice.say(question))


def _key_of_a_phrase(wanted: Understanding) -> str | None:
    """The answer to what is said by a phrase, or by no words at all."""
    if wanted.is_wordless:
        return "ask_help" if wanted.is_signs_only else "wordless"
    if wanted.declines:
        return "ask_help"
    phrases = {
        Intent.INSULT: "calm",
        Intent.LATER: "later",
        Intent.GOODBYE: "goodbye",
        Intent.THANKS: "thanks",
    }
    return next((key for intent, key in phrases.items() if intent in wanted.intents), None)


def _is_statement(wanted: Understanding) -> bool:
    """True for something told, in a script the offline model reads."""
    if wanted.is_question or wanted.intents & {Intent.SEARCH, Intent.PRICE}:
        return False
    return sum(word.isascii() and len(word) > 1 for word in wanted.words) >= _LEAST_WORDS_OF_A_STATEMENT


def _after_a_greeting(situation: Situation) -> tuple[str, ...]:
    voice = situation.voice
    if not situation.is_known_customer:
        return (voice.say("ask_need"),)
    if situation.is_first_answer:
        return _where_the_talk_stopped(situation)
    if situation.wants(Intent.REMEMBER):
        return (_detail(situation), *_where_the_talk_stopped(situation))
    return (voice.say("ask_help"),)


def _where_the_talk_stopped(situation: Situation) -> tuple[str, ...]:
    """What a known customer looked at last, or what they would like by all that is known."""
    voice = situation.voice
    last = _last_products(situation)
    if last and situation.memory.has_ordered:
        return (voice.say("after_order"),)
    if last:
        is_one = len(last) == 1 and last[0].in_stock
        question = voice.say("like_it" if is_one else "which")
        return (*about(situation, last), *_open_objection(situation, ("",)), question)
    offer = offer_by_memory(situation)
    if offer:
        return (
            *offer,
            *_open_objection(situation, offer),
            voice.say("which" if offer[0].count("•") > 1 else "like_it"),
        )
    return (voice.say("ask_help"),)


def _opening(situation: Situation) -> tuple[str, ...]:
    """The greeting of a session's first answer: a new customer by the shop's name, a known one by one detail."""
    if not situation.is_first_answer or situation.wants(Intent.GOODBYE):
        return ()
    name = first_name(situation.request.customer_name)
    if not situation.is_known_customer:
        return (situation.voice.hello("hello", name),)
    return (" ".join(filter(None, (situation.voice.hello("hello_again", name), _detail(situation)))),)


def _detail(situation: Situation) -> str:
    """The one thing to greet a known customer by; nothing where they come with business of their own."""
    wanted = situation.wanted
    if wanted.named or wanted.is_wordless or wanted.topics or situation.wants(Intent.HUMAN, Intent.BOT, Intent.INSULT):
        return ""
    voice, memory = situation.voice, situation.memory
    last = _last_products(situation)
    if last and not wanted.wishes:
        return voice.say("last_products", products=voice.names(last))
    detail, budget = memory.detail, memory.budget if situation.may_say(memory.budget) else PriceRange()
    if detail is None:
        return voice.say("remembered_budget", range=voice.prices(budget)) if budget else ""
    if detail.is_goods and budget:
        return voice.say("last_goods_budget", words=detail.words, range=voice.prices(budget))
    key = "last_goods" if detail.is_goods else "remembered_clause" if detail.is_clause else "remembered"
    return voice.say(key, words=detail.words)


def _last_products(situation: Situation) -> tuple[Product, ...]:
    """What the last session spoke of and the customer does not refuse, two at most."""
    at_hand = situation.wanted.at_hand
    return tuple(product for product in at_hand if not is_refused(product, situation.memory.refused))[:2]
