"""What a customer is told who stops messages, comes back or asks for help, in their language. Pure.

Languages are ISO 639-1; `hi-Latn` is Hindi in Latin letters.
"""

from collections.abc import Sequence

from bot.selling.language import DEFAULT_LANGUAGE, LANGUAGES, told_language
from bot.selling.opt_out import Command

_STOPPED = {
    "en": "You will not get messages from {shop} any more. Write START to come back.",
    "pt": "Não vai receber mais mensagens de {shop}. Escreva START para voltar.",
    "es": "Ya no recibirá mensajes de {shop}. Escriba START para volver.",
    "de": "Sie bekommen keine Nachrichten mehr von {shop}. Schreiben Sie START, um zurückzukommen.",
    "fr": "Vous ne recevrez plus de messages de {shop}. Écrivez START pour revenir.",
    "it": "Non riceverà più messaggi da {shop}. Scriva START per tornare.",
    "id": "Anda tidak akan menerima pesan dari {shop} lagi. Tulis START untuk kembali.",
    "ar": "لن تصلك رسائل من {shop} بعد الآن. اكتب START للعودة.",
    "hi": "अब आपको {shop} से कोई मैसेज नहीं मिलेगा। वापस आने के लिए START लिखें।",
    "hi-Latn": "Ab aapko {shop} se koi message nahi milega. Wapas aane ke liye START likhein.",
    "ru": "Вы больше не будете получать сообщения от {shop}. Напишите START, чтобы вернуться.",
    "tr": "{shop} size artık mesaj göndermeyecek. Geri dönmek için START yazın.",
}
_RETURNED = {
    "en": "Welcome back! {shop} answers you here again. Write STOP to get no more messages.",
    "pt": "Bem-vindo de volta! {shop} volta a responder aqui. Escreva STOP para não receber mais mensagens.",
    "es": "¡Qué bueno que volvió! {shop} le responde aquí de nuevo. Escriba STOP para no recibir más mensajes.",
    "de": "Willkommen zurück! {shop} antwortet Ihnen hier wieder. Mit STOP bekommen Sie keine Nachrichten mehr.",
    "fr": "Bon retour ! {shop} vous répond de nouveau ici. Écrivez STOP pour ne plus recevoir de messages.",
    "it": "Bentornato! {shop} Le risponde di nuovo qui. Scriva STOP per non ricevere più messaggi.",
    "id": "Selamat datang kembali! {shop} menjawab Anda lagi di sini. Tulis STOP untuk berhenti menerima pesan.",
    "ar": "أهلا بعودتك! {shop} يرد عليك هنا من جديد. اكتب STOP لإيقاف الرسائل.",
    "hi": "आपका फिर से स्वागत है! {shop} अब फिर आपको यहाँ जवाब देगा। मैसेज बंद करने के लिए STOP लिखें।",
    "hi-Latn": "Aapka phir se swagat hai! {shop} ab phir yahan jawab dega. Message band karne ke liye STOP likhein.",
    "ru": "С возвращением! {shop} снова отвечает вам здесь. Напишите STOP, чтобы не получать сообщений.",
    "tr": "Tekrar hoş geldiniz! {shop} size burada yeniden yanıt veriyor. Mesaj almamak için STOP yazın.",
}
_HELP = {
    "en": "This is {shop}. Ask us anything about our products here; to reach a person, just ask for one. "
    "Write STOP to get no more messages.",
    "pt": "Fala com {shop}. Pergunte aqui o que quiser sobre os nossos produtos; para falar com uma pessoa, é só "
    "pedir. Escreva STOP para não receber mais mensagens.",
    "es": "Habla con {shop}. Pregunte aquí lo que quiera sobre nuestros productos; para hablar con una persona, "
    "pídalo. Escriba STOP para no recibir más mensajes.",
    "de": "Hier ist {shop}. Fragen Sie hier alles zu unseren Produkten; wenn Sie mit einem Menschen sprechen möchten, "
    "sagen Sie es einfach. Mit STOP bekommen Sie keine Nachrichten mehr.",
    "fr": "Ici {shop}. Posez ici toutes vos questions sur nos produits ; pour parler à une personne, demandez-le. "
    "Écrivez STOP pour ne plus recevoir de messages.",
    "it": "Qui {shop}. Chieda qui quello che vuole sui nostri prodotti; per parlare con una persona, basta chiederlo. "
    "Scriva STOP per non ricevere più messaggi.",
    "id": "Ini {shop}. Tanyakan apa saja tentang produk kami di sini; untuk berbicara dengan orang, minta saja. "
    "Tulis STOP untuk berhenti menerima pesan.",
    "ar": "هنا {shop}. اسألنا هنا عن منتجاتنا؛ وللتحدث مع موظف اطلب ذلك فقط. اكتب STOP لإيقاف الرسائل.",
    "hi": "यह {shop} है। हमारे उत्पादों के बारे में यहाँ कुछ भी पूछें; किसी व्यक्ति से बात करनी हो तो बस कहें। "
    "मैसेज बंद करने के लिए STOP लिखें।",
    "hi-Latn": "Yeh {shop} hai. Hamare products ke baare mein yahan kuch bhi poochein; kisi insaan se baat karni ho to "
    "bas kahein. Message band karne ke liye STOP likhein.",
    "ru": "Это {shop}. Спрашивайте здесь о наших товарах; если нужен человек, просто попросите. "
    "Напишите STOP, чтобы не получать сообщений.",
    "tr": "Burası {shop}. Ürünlerimiz hakkında her şeyi buradan sorabilirsiniz; bir kişiyle görüşmek için söylemeniz "
    "yeterli. Mesaj almamak için STOP yazın.",
}
_BY_CALLING_CODE = {
    code: language
    for language, codes in {
        "pt": "55 351 244 258 238",
        "es": "34 51 52 53 54 56 57 58 591 593 595 598 502 503 504 505 506 507 1809 1829 1849",
        "de": "49 43",
        "fr": "33 221 225 237 243",
        "it": "39",
        "id": "62",
        "ar": "20 212 213 216 218 249 961 962 963 964 965 966 967 968 970 971 973 974",
        "ru": "7 375",
        "tr": "90",
        "en": "44 61 64",
    }.items()
    for code in codes.split()
}
"""By the beginning of a phone number (E.164 without the plus), where a language is safe to assume."""


def language_for(command: Command, texts: Sequence[str], phone: str) -> str:
    """The language to confirm a command in.

    The command's own; else what the customer's earlier texts (newest first) tell; else the usual one at their number.
    """
    if command.language:
        return "hi-Latn" if command.language == "hi" and command.words.isascii() else command.language
    told, usual = told_language(texts), _usual_language(phone)
    if told in LANGUAGES and told != DEFAULT_LANGUAGE and usual not in (None, *LANGUAGES):
        return usual or told  # Italian, Indonesian and Turkish are not told by their words
    return told or usual or DEFAULT_LANGUAGE


def _usual_language(phone: str) -> str | None:
    digits = phone.rpartition("+")[2]
    return next(
        (_BY_CALLING_CODE[digits[:length]] for length in (4, 3, 2, 1) if digits[:length] in _BY_CALLING_CODE), None
    )


def stopped_line(language: str, shop_name: str) -> str:
    """Says that no more messages come, and how to come back."""
    return _STOPPED[language].format(shop=shop_name)


def returned_line(language: str, shop_name: str) -> str:
    """Says that messages come again, and how to stop them."""
    return _RETURNED[language].format(shop=shop_name)


def help_line(language: str, shop_name: str) -> str:
    """Says who the shop is, how to reach a person and how to stop."""
    return _HELP[language].format(shop=shop_name)
