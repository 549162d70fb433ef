"""The few sentences that code says by itself, in the customer's language where it is known. Pure."""

from bot.selling.language import guess_language

_HOLDING = {
    "en": "Thank you for your patience – I am looking into it and will get back to you shortly.",
    "pt": "Obrigado pela paciência – estou a verificar e já lhe respondo.",
    "es": "Gracias por su paciencia: lo estoy revisando y le respondo enseguida.",
    "de": "Danke für Ihre Geduld – ich kläre das und melde mich gleich.",
    "fr": "Merci de votre patience : je vérifie et je vous réponds tout de suite.",
}
_UNSURE = {
    "en": "I want to be sure about the price before I tell you – a colleague will confirm it here.",
    "pt": "Quero ter a certeza do preço antes de lhe dizer – um colega confirma aqui.",
    "es": "Quiero estar seguro del precio antes de decírselo: un compañero se lo confirma aquí.",
    "de": "Beim Preis will ich sicher sein – eine Kollegin oder ein Kollege bestätigt ihn hier.",
    "fr": "Je veux être sûr du prix avant de vous le dire : un collègue vous le confirme ici.",
}
_WELCOME = {
    "en": "Welcome to {shop}! How can we help you?",
    "pt": "Bem-vindo à {shop}! Em que podemos ajudar?",
    "es": "¡Bienvenido a {shop}! ¿En qué podemos ayudarle?",
    "de": "Willkommen bei {shop}! Wie können wir Ihnen helfen?",
    "fr": "Bienvenue chez {shop} ! Comment pouvons-nous vous aider ?",
}


def welcome_line(shop_name: str, earlier_words: str) -> str:
    """How the shop greets somebody who has only just joined Twilio's sandbox."""
    return _WELCOME[guess_language([earlier_words])].format(shop=shop_name)


_CALMING = {
    "en": "I have received many messages from you. A colleague will read them and get back to you here.",
    "pt": "Recebi muitas mensagens suas. Um colega vai lê-las e responde-lhe aqui.",
    "es": "He recibido muchos mensajes suyos. Un compañero los leerá y le responderá aquí.",
    "de": "Sie haben viele Nachrichten geschrieben. Eine Kollegin oder ein Kollege liest sie und antwortet hier.",
    "fr": "J'ai reçu beaucoup de messages de votre part. Un collègue les lira et vous répondra ici.",
}


def calming_line(customer_words: str) -> str:
    """What is said once in a chat that costs more than any customer's would."""
    return _CALMING[guess_language([customer_words])]


def holding_line(customer_words: str) -> str:
    """What a customer is told whose answer takes long."""
    return _HOLDING[guess_language([customer_words])]


def unsure_line(customer_words: str) -> str:
    """What a customer is told instead of a price that the catalogue does not have."""
    return _UNSURE[guess_language([customer_words])]
