"""STOP, START and HELP in English."""

from bot.selling.opt_out_words.language import Language

ENGLISH = Language(
    code="en",
    stop=(
        "unsubcribe, unsuscribe, unsubscribe me, please unsubscribe me, opt me out, stop now"
        ", stop immediately, stop already, stop messages, stop messaging, stop texting, stop spamming"
        ", stop spam, stop ads, stop offers, stop updates, remove me, take me off, leave me alone"
        ", leave me alone now, no more messages, no more texts, no more ads, no more spam, no messages"
        ", lose my number, unsub, stop this, i want to stop"
    ),
    stop_in_doubt="exit, stop it, enough, cancel subscription, cancel my subscription, remove, leave",
    start="start again, subscribe me, resubscribe, opt me in, start messages, restart messages, im back, i am back",
    help="help me, information",
    stop_sentences=(
        (
            "dont, do not, never, dont ever, do not ever, dont you, dont you dare, u better not",
            "message, text, contact, write to, write, bother, spam, whatsapp, msg, disturb, ping, harass",
            "me, us, this number",
            "any more, anymore, again, ever, ever again, any longer, from now on, in future, in the future, at all",
        ),
        (
            "never, never ever, dont ever",
            "message, text, contact, write to, bother, spam, whatsapp, msg",
            "me, us",
        ),
        (
            "dont, do not, never, dont ever",
            "send me, send us, send, text me",
            (
                "?any, any more, more, anymore, your, these, those, such, any of your, any of these, messages"
                ", message, msgs, msg, texts, texts, sms, whatsapps, whatsapp messages, promotions, promos"
                ", ads, offers, spam, updates, notifications, newsletters, stuff, things, anything"
                ", advertisements, marketing, marketing messages"
            ),
            (
                "?more, messages, message, msgs, msg, texts, texts, sms, whatsapps, whatsapp messages"
                ", promotions, promos, ads, offers, spam, updates, notifications, newsletters, stuff, things"
                ", anything, advertisements, marketing, marketing messages"
            ),
            "any more, anymore, again, ever, ever again, any longer, from now on, in future, in the future, at all",
        ),
        (
            "dont, do not, never, dont ever",
            "send me, send us",
            "any more, more, anymore",
            (
                "messages, message, msgs, msg, texts, texts, sms, whatsapps, whatsapp messages, promotions"
                ", promos, ads, offers, spam, updates, notifications, newsletters, stuff, things, anything"
                ", advertisements, marketing, marketing messages"
            ),
        ),
        (
            "stop, quit, cease, please quit",
            (
                "messaging, texting, contacting, writing to, writing, bothering, spamming, whatsapping"
                ", harassing, pestering, disturbing, pinging"
            ),
            "me, us, this number",
            (
                "?now, right now, any more, anymore, again, ever, ever again, any longer, from now on"
                ", in future, in the future, at all"
            ),
        ),
        (
            "stop, quit, cease, stop with",
            "sending, sending me, sending us, with, texting me, messaging me",
            "?me, any more, your, these, those, this, all these, all the, all your, so many, any",
            (
                "messages, message, msgs, msg, texts, texts, sms, whatsapps, whatsapp messages, promotions"
                ", promos, ads, offers, spam, updates, notifications, newsletters, stuff, things, anything"
                ", advertisements, marketing, marketing messages"
            ),
            (
                "?to me, to this number, now, right now, immediately, any more, anymore, again, ever"
                ", ever again, any longer, from now on, in future, in the future, at all"
            ),
        ),
        (
            "stop all, stop the, stop these, stop your, stop those",
            "messages, texts, ads, spam, promotions, msgs",
        ),
        (
            (
                "i dont want, i do not want, i dont wanna, i no longer want, i no longer wish, i dont wish"
                ", i do not wish, we dont want, i never want, i would like not, id prefer not, im tired of"
                ", i am tired of, im sick of"
            ),
            "?to receive, to get, to have, receiving, getting, you to send me, to be sent",
            "?any, any more, anymore, more, your, these, those, such, all these",
            (
                "messages, msgs, texts, whatsapps, promotions, promos, ads, spam, offers, notifications"
                ", updates, marketing messages, newsletters"
            ),
            (
                "?from you, from your shop, from your store, from this number, from you guys, any more"
                ", anymore, again, ever, ever again, any longer, from now on, in future, in the future"
                ", at all"
            ),
            ("?any more, anymore, again, ever, ever again, any longer, from now on, in future, in the future, at all"),
        ),
        (
            (
                "i dont want, i do not want, i dont wish, i no longer want, i no longer wish, i dont wanna"
                ", i do not wish"
            ),
            "you to, to be, you guys to, yall to, anyone to",
            (
                "message me, text me, contact me, write to me, contacted, messaged, texted, bother me"
                ", spam me, disturbed"
            ),
            (
                "?by you, any more, anymore, again, ever, ever again, any longer, from now on, in future"
                ", in the future, at all"
            ),
            ("?any more, anymore, again, ever, ever again, any longer, from now on, in future, in the future, at all"),
        ),
        (
            "take, remove, delete, drop, get, strike, cross",
            "me, my number, my name, my phone number, my contact, this number",
            "off, from, off of, out of",
            "?your, the, this, that, any, all your, all",
            (
                "list, lists, mailing list, contact list, database, contacts, messaging list, broadcast"
                ", broadcast list, group, system, distribution list, subscribers, subscriber list"
                ", whatsapp list, records"
            ),
            (
                "?any more, anymore, again, ever, ever again, any longer, from now on, in future"
                ", in the future, at all, now, right now, immediately, asap"
            ),
        ),
        (
            "delete, remove, erase, lose, forget you have, block",
            "my number, my phone number, my contact",
            "?now, asap",
        ),
        (
            "?i want to, i would like to, id like to, i wish to, i need to, let me, i wanna, want to, i choose to",
            (
                "unsubscribe, opt out, be unsubscribed, be removed from your list, be taken off your list"
                ", opt out now, be opted out, be removed, stop receiving messages, stop getting messages"
                ", stop receiving these messages, stop getting these messages, stop receiving your messages"
                ", stop receiving texts"
            ),
            (
                "?me, from this, of this, from these messages, of these messages, from your list, from all"
                ", from everything, from your messages, of your messages, of all messages, now"
                ", from this list, of messages"
            ),
        ),
        (
            "unsubscribe, opt",
            "me, me out",
            "?now, of this, from this list, from this number, of everything, from everything, from this",
        ),
        (
            "i dont want, i do not want, i never want, i dont wish, i do not wish, i no longer want, i dont ever want",
            "to hear from",
            "you, you guys, your shop, your store, this number",
            "?any more, anymore, again, ever again, any longer",
        ),
        (
            "leave, let",
            "me, us",
            "alone, be, in peace",
        ),
        (
            "no more, no further",
            "messages, texts, spam, promotions, ads, msgs, whatsapps, messages from you",
        ),
        (
            "would you mind, do you mind, can you, could you, please",
            "not",
            (
                "messaging, texting, contacting, writing to, writing, bothering, spamming, whatsapping"
                ", harassing, pestering, disturbing, pinging"
            ),
            "me",
            "any more, anymore, again, ever, ever again, any longer, from now on, in future, in the future, at all",
        ),
        (
            "i, we",
            "revoke, withdraw",
            "my, our, any",
            "consent, permission, opt in",
            "?to be messaged, to be contacted",
        ),
    ),
    stop_sentences_alone=(
        (
            "dont, do not",
            "message, text, contact, write to, write, bother, spam, whatsapp, msg, disturb",
            "me, us",
        ),
        (
            "dont, do not",
            "send",
            "?me, us",
            "?any, your, these, such",
            (
                "messages, message, msgs, msg, texts, texts, sms, whatsapps, whatsapp messages, promotions"
                ", promos, ads, offers, spam, updates, notifications, newsletters, stuff, things, anything"
                ", advertisements, marketing, marketing messages"
            ),
        ),
        (
            "i dont want, i do not want, i said no, we dont want",
            "?any, your, these, to get",
            "messages, texts, msgs, spam",
        ),
    ),
    start_sentences=(
        (
            "you can, you may, u can, feel free to, please, you are welcome to",
            "message me, text me, write to me",
            "again",
        ),
        (
            "message me, text me, write to me, contact me, write me",
            "again, again please",
        ),
        (
            "i want, i would like, id like, i wish, i do want",
            "to receive, to get, to have, receiving",
            "?your, the, these",
            "messages, texts, updates, offers",
            "?again, from you again, from you",
        ),
        (
            "?please, i want to, i would like to, id like to, can i, let me",
            (
                "subscribe, resubscribe, opt in, opt back in, come back, sign me up, sign up, resume messages"
                ", start again"
            ),
            "?again, to your messages, me again, the messages again",
        ),
        (
            "subscribe, sign, put, add",
            "me",
            "?up, back",
            "?again, on the list, to the list, on your list, to your list",
        ),
        (
            "start, resume, restart",
            "?sending",
            "?me",
            "messages, texts, texting me, messaging me",
            "?again, to me again",
        ),
    ),
    help_sentences=(
        (
            ("how do i, how can i, how to, where do i, where can i, can i, how do you, how could i, is it possible to"),
            (
                "unsubscribe, opt out, stop these messages, stop the messages, stop receiving messages"
                ", stop your messages, stop getting messages, stop getting these messages"
                ", stop receiving these messages, stop all messages, get off this list, get off your list"
                ", leave this list, turn off these messages, turn off messages"
            ),
            "?from this, from you, from these, please",
        ),
    ),
)
