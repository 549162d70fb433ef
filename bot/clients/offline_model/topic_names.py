"""What the topics a shop may be asked about are called, by language (ISO 639-1). Pure data."""

TOPICS: dict[str, dict[str, str]] = {
    "delivery": {"en": "delivery", "pt": "a entrega", "es": "el envío", "de": "Lieferung", "fr": "la livraison"},
    "returns": {"en": "returns", "pt": "devoluções", "es": "devoluciones", "de": "Rückgabe", "fr": "les retours"},
    "warranty": {"en": "the warranty", "pt": "a garantia", "es": "la garantía", "de": "Garantie", "fr": "la garantie"},
    "hours": {
        "en": "our opening hours",
        "pt": "o horário",
        "es": "el horario",
        "de": "Öffnungszeiten",
        "fr": "les horaires",
    },
    "place": {
        "en": "our address",
        "pt": "a morada",
        "es": "la dirección",
        "de": "unserem Laden",
        "fr": "l'adresse",
    },
    "payment": {"en": "payment", "pt": "o pagamento", "es": "el pago", "de": "Zahlung", "fr": "le paiement"},
    "sizing": {"en": "sizes", "pt": "tamanhos", "es": "tallas", "de": "Größen", "fr": "les tailles"},
    "engraving": {"en": "engraving", "pt": "a gravação", "es": "el grabado", "de": "Gravur", "fr": "la gravure"},
    "allergy": {
        "en": "allergies",
        "pt": "alergias",
        "es": "alergias",
        "de": "Allergien",
        "fr": "les allergies",
    },
    "care": {
        "en": "care and water",
        "pt": "os cuidados a ter",
        "es": "el cuidado",
        "de": "Pflege und Wasser",
        "fr": "l'entretien",
    },
    "wrapping": {
        "en": "gift wrapping",
        "pt": "o embrulho",
        "es": "el envoltorio",
        "de": "Geschenkverpackung",
        "fr": "l'emballage cadeau",
    },
}
