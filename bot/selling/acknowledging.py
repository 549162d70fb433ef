"""What a customer is told about messages that nobody here can read, in the customer's language. Pure."""

from collections.abc import Iterable

from bot.selling.language import guess_language
from memory.models import MessageKind

_LINES: dict[MessageKind, dict[str, str]] = {
    MessageKind.VOICE: {
        "en": "Thank you for your voice message! I cannot listen to it here – could you write it to me?",
        "pt": "Obrigado pela mensagem de voz! Não a consigo ouvir aqui – pode escrever-me?",
        "es": "¡Gracias por su mensaje de voz! Aquí no puedo escucharlo: ¿me lo puede escribir?",
        "de": "Danke für Ihre Sprachnachricht! Ich kann sie hier nicht anhören – schreiben Sie es mir bitte?",
        "fr": "Merci pour votre message vocal ! Je ne peux pas l’écouter ici : pouvez-vous me l’écrire ?",
    },
    MessageKind.IMAGE: {
        "en": "Thank you for the picture! I cannot look at it here – could you tell me in words what it shows?",
        "pt": "Obrigado pela imagem! Não a consigo ver aqui – pode dizer-me por palavras o que mostra?",
        "es": "¡Gracias por la imagen! Aquí no puedo verla: ¿me puede decir con palabras qué muestra?",
        "de": "Danke für das Bild! Ich kann es hier nicht ansehen – schreiben Sie mir bitte, was es zeigt?",
        "fr": "Merci pour l’image ! Je ne peux pas la voir ici : pouvez-vous me dire ce qu’elle montre ?",
    },
    MessageKind.VIDEO: {
        "en": "Thank you for the video! I cannot watch it here – could you tell me in words what it shows?",
        "pt": "Obrigado pelo vídeo! Não o consigo ver aqui – pode dizer-me por palavras o que mostra?",
        "es": "¡Gracias por el vídeo! Aquí no puedo verlo: ¿me puede decir con palabras qué muestra?",
        "de": "Danke für das Video! Ich kann es hier nicht ansehen – schreiben Sie mir bitte, was es zeigt?",
        "fr": "Merci pour la vidéo ! Je ne peux pas la voir ici : pouvez-vous me dire ce qu’elle montre ?",
    },
    MessageKind.DOCUMENT: {
        "en": "Thank you for the document! I cannot open it here – could you tell me in words what it is about?",
        "pt": "Obrigado pelo documento! Não o consigo abrir aqui – pode dizer-me por palavras do que trata?",
        "es": "¡Gracias por el documento! Aquí no puedo abrirlo: ¿me puede decir con palabras de qué se trata?",
        "de": "Danke für das Dokument! Ich kann es hier nicht öffnen – schreiben Sie mir bitte, worum es geht?",
        "fr": "Merci pour le document ! Je ne peux pas l’ouvrir ici : pouvez-vous me dire de quoi il s’agit ?",
    },
    MessageKind.CONTACT: {
        "en": "Thank you for the contact! I cannot open the card here – what may I do for you?",
        "pt": "Obrigado pelo contacto! Não consigo abrir o cartão aqui – em que posso ajudar?",
        "es": "¡Gracias por el contacto! Aquí no puedo abrir la tarjeta: ¿en qué le puedo ayudar?",
        "de": "Danke für den Kontakt! Ich kann die Karte hier nicht öffnen – was kann ich für Sie tun?",
        "fr": "Merci pour le contact ! Je ne peux pas ouvrir la fiche ici : que puis-je faire pour vous ?",
    },
    MessageKind.STICKER: {
        "en": "Thank you for the sticker! What may I do for you?",
        "pt": "Obrigado pelo sticker! Em que posso ajudar?",
        "es": "¡Gracias por el sticker! ¿En qué le puedo ayudar?",
        "de": "Danke für den Sticker! Was kann ich für Sie tun?",
        "fr": "Merci pour le sticker ! Que puis-je faire pour vous ?",
    },
    MessageKind.LOCATION: {
        "en": "Thank you, I have your location. What may I do for you?",
        "pt": "Obrigado, recebi a sua localização. Em que posso ajudar?",
        "es": "Gracias, he recibido su ubicación. ¿En qué le puedo ayudar?",
        "de": "Danke, Ihr Standort ist angekommen. Was kann ich für Sie tun?",
        "fr": "Merci, j’ai bien reçu votre position. Que puis-je faire pour vous ?",
    },
    MessageKind.UNSUPPORTED: {
        "en": "I received your message, but I cannot see what is in it here – could you write it to me in words?",
        "pt": "Recebi a sua mensagem, mas não consigo ver aqui o que traz – pode escrever-me por palavras?",
        "es": "He recibido su mensaje, pero aquí no puedo ver qué contiene: ¿me lo puede escribir con palabras?",
        "de": "Ihre Nachricht ist da, aber ich kann hier nicht sehen, was darin ist – schreiben Sie es mir bitte?",
        "fr": "J’ai reçu votre message, mais je ne peux pas voir ici ce qu’il contient : pouvez-vous me l’écrire ?",
    },
}


def acknowledgement(kinds: Iterable[MessageKind], customer_words: Iterable[str]) -> str:
    """One honest sentence about messages of these kinds; about several kinds at once it is a general one.

    `customer_words` are what the customer wrote before, the newest first: they tell the language.
    """
    different = set(kinds)
    kind = different.pop() if len(different) == 1 else MessageKind.UNSUPPORTED
    return _LINES.get(kind, _LINES[MessageKind.UNSUPPORTED])[guess_language(customer_words)]
