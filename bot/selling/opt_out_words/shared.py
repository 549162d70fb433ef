"""What the languages share: words written in all of them, and words that surround a command. See `Language`."""

from bot.selling.opt_out_words.language import Language

INTERNATIONAL = Language(
    code=None,
    stop="stop, stopall, stop all, unsubscribe, optout, opt out, revoke, stopp, stop promotions, stop marketing",
    stop_in_doubt="quit, cancel, end",
    start="resume, restart, subscribe, optin, opt in",
    help="help, info",
)
"""Words that customers write whatever their language."""

START_ALWAYS = "start, unstop"
"""What the shop itself tells customers to write."""

COURTESIES = (
    "please, pls, plz, ok, okay, hey, hi, hello, oh, sorry, so, and, but, just, kindly, can you, could you"
    ", can u, would you, will you, i want you to, i would like you to, id like you to, i need you to, thanks"
    ", thank you, thx, ty, i said, i told you to, i asked you to, i already told you to"
    ", i already asked you to, i have told you to, ive told you to, i beg you, you need to, you must"
    ", you have to, dear, dear team, sir, madam, guys, seriously, bro, for gods sake, por favor, porfavor"
    ", porfa, pf, pfv, oi, olá, obrigado, obrigada, hola, gracias, pode, podem, poderia, poderiam, eu disse"
    ", já disse, já pedi, peço que, favor, puedes, pueden, podrían, podría, les pido que, le pido que"
    ", ya dije, disculpe, perdón, bitte, danke, hallo, könnten sie, können sie, kannst du, könnt ihr"
    ", ich bitte sie, ich sagte, ich habe gesagt, vielen dank, sil vous plaît, sil te plaît, svp, stp, merci"
    ", bonjour, pouvez vous, peux tu, pourriez vous, je vous prie, je vous demande, jai dit, veuillez"
    ", merci de, per favore, per piacere, grazie, ciao, salve, potete, puoi, può, potreste, vi prego"
    ", la prego, ho detto, vi chiedo, tolong, mohon, ya, dong, halo, makasih, terima kasih, maaf, min, kak"
    ", gan, bang, sudah saya bilang, bisa, пожалуйста, спасибо, здравствуйте, привет, прошу, прошу вас"
    ", очень прошу, можете, я сказал, я сказала, я же просил, я же просила, ребята, من فضلك, من فضلكم"
    ", لو سمحت, لو سمحتم, رجاء, ارجوك, ارجوكم, الرجاء, شكرا, مرحبا, كفى, भाई, जी, कृपया, प्लीज, प्लीज़"
    ", धन्यवाद, please na, na, kripya, bhai, bhaiya, ji, yaar, namaste, नमस्ते, आप, aap, lütfen, teşekkürler"
    ", teşekkür ederim, merhaba, selam, sağolun, rica ederim, rica ediyorum"
)
"""Words that may stand before and behind a command."""

PLEASE = (
    "please, pls, por favor, bitte, svp, stp, sil vous plaît, per favore, tolong, пожалуйста, من فضلك, कृपया"
    ", प्लीज, lütfen"
)
"""Those of them that stand within a sentence, too."""

NEUTRAL = (
    "no, no thanks, no thank you, not interested, im not interested, i am not interested, wrong number"
    ", wrong person, i dont want this, i dont want that, i already bought one, i already bought it"
    ", goodbye, bye, im done, yes, não, não obrigado, não obrigada, não tenho interesse"
    ", não estou interessado, não estou interessada, número errado, já comprei, no me interesa, no gracias"
    ", no estoy interesado, no estoy interesada, número equivocado, ya compré, adiós, nein, nein danke"
    ", kein interesse, ich habe kein interesse, falsche nummer, non, non merci, ça ne mintéresse pas"
    ", pas intéressé, pas intéressée, je ne suis pas intéressé, mauvais numéro, non mi interessa, no grazie"
    ", numero sbagliato, non sono interessato, non sono interessata, tidak, tidak tertarik, salah nomor"
    ", saya tidak tertarik, нет, не интересно, мне не интересно, неинтересно, не надо, ошиблись номером, لا"
    ", غير مهتم, لست مهتما, رقم خطا, नहीं, मुझे नहीं चाहिए, मुझे कोई दिलचस्पी नहीं है, nahi, nahi chahiye"
    ", mujhe nahi chahiye, interested nahi hoon, hayır, ilgilenmiyorum, yanlış numara, istemiyorum"
)
"""What may stand beside a command and changes nothing in it."""

CONNECTIVES = (
    "but, and, so, because, though, however, pero, porque, y, así que, mas, pois, então, e, aber, und, denn"
    ", also, mais, et, car, donc, ma, perché, quindi, но, и, потому что, поэтому, так что, لكن, लेकिन, और"
    ", क्योंकि, इसलिए, lekin, aur, kyunki, isliye, tapi, dan, karena, jadi, ama, ve, çünkü, o yüzden"
)
"""Words at which a new piece of a sentence may begin without a comma."""

CONDITIONS = (
    "if, unless, when, until, till, except, before, after, while, se, quando, caso, a não ser, si, cuando"
    ", a menos, hasta, salvo, excepto, mientras, wenn, falls, außer, bis, solange, es sei denn, quand, sauf"
    ", jusquà, à moins, tant que, tranne, a meno, finché, fino, kalau, jika, kecuali, sampai, bila, если"
    ", когда, пока, кроме, до, اذا, لو, الا, حتى, अगर, जब, सिवाय, agar, jab, jab tak, eğer, hariç, kadar"
    ", only, nur, solo, só, seulement, только, सिर्फ"
)
"""A wish beside one of them is not for good: "unless it is about my order"."""
