"""Words by which a customer shows what they want, in five languages, as regular expressions over folded text. Pure."""

import re
from enum import StrEnum

from bot.selling.words import fold


class Intent(StrEnum):
    """What a customer may want besides a product."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    HUMAN = "human"
    DISCOUNT = "discount"
    ORDER = "order"
    MORE = "more"
    CHEAPER = "cheaper"
    CHEAPEST = "cheapest"
    PRICE = "price"
    BOT = "bot"
    DETAILS = "details"
    GIFT = "gift"
    WORRY = "worry"
    ACCEPTED = "accepted"
    ORDER_STATUS = "order_status"
    LATER = "later"
    REMEMBER = "remember"
    INSULT = "insult"
    SEARCH = "search"


class Topic(StrEnum):
    """What the catalogue says nothing about; the shop's description may."""

    DELIVERY = "delivery"
    RETURNS = "returns"
    WARRANTY = "warranty"
    HOURS = "hours"
    PLACE = "place"
    PAYMENT = "payment"
    SIZING = "sizing"
    ENGRAVING = "engraving"
    ALLERGY = "allergy"
    CARE = "care"
    WRAPPING = "wrapping"


_INTENTS: dict[Intent, str] = {
    Intent.GREETING: (
        r"hi+|hello|hey+|good (?:morning|afternoon|evening)|ola|oi+|bom dia|boa (?:tarde|noite)|hola|"
        r"buen[oa]s(?: dias| tardes"
        r"| noches)?|hallo|guten (?:tag|morgen|abend)|moin|servus|bonjour|bonsoir|salut|coucou|(?:i'?m|i am) back"
    ),
    Intent.THANKS: r"thanks?|thank you|thx|cheers|obrigad[oa]|gracias|danke|merci",
    Intent.GOODBYE: (
        r"bye+|goodbye|see you|good night|talk later|tchau|ate (?:logo|mais|amanha)|adeus|adios|hasta (?:luego|"
        r"manana|pronto)|"
        r"tschuss|auf wiedersehen|bis (?:bald|dann|morgen)|au revoir|a bientot|bonne (?:journee|soiree)"
    ),
    Intent.HUMAN: (
        r"human|real person|actual person|representative|(?:sales|live|customer) (?:agent|person|rep)|colleague|"
        r"(?:speak|talk|chat) (?:to|with) (?:a |an )?(?:someone|somebody|person|people|agent|seller|manager|staff|"
        r"owner)|"
        r"(?:falar|conversar) com (?:alguem|uma pessoa|um(?:a)? atendente|um humano|um vendedor|uma vendedora)|"
        r"atendente|humano|"
        r"hablar con (?:alguien|una persona|un(?:a)? (?:agente|asesor|vendedor|humano)\w*)|persona real|pessoa real|"
        r"mitarbeiter\w*|echte[nr]? mensch\w*|mit (?:jemandem|einem menschen) (?:sprechen|reden)|"
        r"parler (?:a|avec) (?:quelqu'un|une personne|un (?:conseiller|vendeur|humain))|conseiller|humain"
    ),
    Intent.DISCOUNT: (
        r"discounts?|coupons?|voucher|promo\w*|(?:percent|%) off|money off|(?:best|final|last) price|lower (?:the |"
        r"your )?price|"
        r"(?:do|give|sell|let|get) (?:it|them|this|that|me)(?: \w+){0,3} for [€$£]?\d+|(?:take|accept) [€$£]?\d+|"
        r"my offer|(?:can|could|would|will) you (?:do|make it|accept|take|go (?:down )?to) [€$£]?\d+|"
        r"(?:faz(?:em)?|deixa(?:m)?) por [€$£]?\d+|(?:me )?l[oa] dej\w+ (?:en|por) [€$£]?\d+|"
        r"negotiat\w*|for free|half price|\d+ ?%|desconto\w*|cupom|de graca|descuento\w*|rebaja\w*|cupon|gratis|"
        r"rabatt\w*|"
        r"nachlass|gutschein|kostenlos|remise|reduction|code promo|gratuit\w*"
    ),
    Intent.ORDER: (
        r"i'?ll (?:take|have|buy|get)|i (?:will )?take|i will (?:buy|get)|(?:buy|order|reserve|purchase)(?: it| this|"
        r" that| the| one"
        r"| now)?|place (?:an|the|my) order|how (?:do|can) i (?:pay|buy|order)|check ?out|payment link|"
        r"send me the link|"
        r"(?:vou|quero) (?:levar|comprar|encomendar|pedir)|fico com|levo|como (?:pago|compro|encomendo)|comprar|"
        r"encomendar|"
        r"i want (?:it|them|this|that|those|these|both|\d|two|one)|"
        r"(?:quero|quiero) (?:ess[ea]s?|est[eao]s?|isso|es[eao]s?)|me llevo|"
        r"me l[oa]s? (?:llevo|quedo)|l[oa]s? compro|como (?:pago|compro)|pedirl[oa]|"
        r"ich (?:nehme|kaufe|bestelle)|kaufen|"
        r"bestellen|"
        r"je (?:l[ea]s? )?(?:prends|commande|achete)|acheter|commander"
    ),
    Intent.MORE: (
        r"what (?:do|can|could|would) you (?:sell|have|offer|show)|what (?:should|could) i (?:buy|get|take|give)|"
        r"(?:o )?que (?:me )?(?:mostr\w+|ensena\w*|muestra\w*)|"
        r"was (?:wurd\w+|konn\w+|kann\w*) (?:du|sie|ihr) (?:mir )?zeigen|"
        r"(?:o )?que (?:vendem|voces vendem|venden|vendeis)|was (?:habt|"
        r"verkauft) ihr|que vendez|anything else|something else|what else|others?|more options|(?:show me |any )more|"
        r"else|new in|anything new|show me (?:something|anything|some|what you have)|surprise me|"
        r"(?:mostr|muestr)\w*(?:-me| me)? (?:algo|alguma coisa)|"
        r"mais alguma|"
        r"algo mais|mais opcoes|outr[oa]s?(?! vez)|novidades|algo mas|mas opciones|otr[oa]s?(?! vez)|"
        r"noch (?:etwas|was|andere|mehr)|"
        r"sonst noch|"
        r"andere[sn]?|autres?(?! fois)(?: chose)?|d'autres|(?:any )?(?:suggestions?|recommend\w*|ideas?)|sugest\w+|"
        r"recomiend\w+|empfehl\w+"
    ),
    Intent.CHEAPER: (
        r"cheaper|less expensive|(?:too|very|so|bit|quite) (?:expensive|much|pricey|dear)|expensive|"
        r"lower budget|"
        r"mais (?:barat|em conta)\w*|(?:muito|tao) car[oa]s?|mas (?:barat|economic)\w*|(?:muy|demasiado) car[oa]s?|"
        r"gunstiger\w*|billiger\w*|zu teuer|moins chere?s?|trop chere?s?"
    ),
    Intent.CHEAPEST: (
        r"cheapest|least expensive|lowest price|(?:o|a|el|la) mas (?:barat|economic)\w+|o mais barato|a mais barata|"
        r"(?:gunstigste|billigste)\w*|l[ea] moins chere?"
    ),
    Intent.PRICE: (
        r"how much|prices?|costs?|quanto (?:custa|e|fica|sai)\w*|precos?|cuanto (?:cuesta|vale|es|sale)\w*|precios?|"
        r"was kostet|kosten|wie ?viel|preise?|combien|prix|coute"
    ),
    Intent.BOT: (
        r"are you (?:a |an )?(?:real |actual )?(?:bot|robot|machine|ai|human|person|computer)|is this (?:a )?(?:bot|"
        r"robot)|"
        r"(?:voce |tu )?(?:e|es) um (?:robo|bot|humano)|eres un(?:a)? (?:bot|robot|maquina|humano|persona)|"
        r"bist du (?:ein )?(?:bot|roboter|mensch)|(?:etes[- ]vous|es[- ]tu) un (?:robot|bot|humain)"
    ),
    Intent.INSULT: (
        r"stupid|idiots?|fuck\w*|shit\w*|useless|moron|dumb|scam\w*|idiotas?|merda|burro|estupid[oa]|mierda|inutil|"
        r"scheisse|dumm\w*|blod\w*|merde|nul|connard|crap"
    ),
    Intent.SEARCH: (
        r"do you (?:have|sell|carry)|have you got|looking for|search\w*|i (?:want|need|would like)|i'?d like|show me|"
        r"any|"
        r"tem|voces tem|procuro|a procura|gostaria|queria|quero|mostr\w+|tien(?:es|en)|busco|buscando|quiero|"
        r"quisiera|muestra\w*|"
        r"habt ihr|haben sie|ich suche|ich mochte|ich brauche|zeig\w*|avez[- ]vous|vous avez|je cherche|je voudrais|"
        r"montrez"
    ),
    Intent.DETAILS: (
        r"tell me more|more (?:about|details?|info\w*)|details|describe|mais (?:detalhes|informac\w+)|"
        r"fal[ea](?:-me| me)? mais|"
        r"mas (?:detalles|informacion)|cuentame mas|mehr (?:daruber|details|infos?)|plus de details|dites-m'en plus"
    ),
    Intent.GIFT: (
        r"gifts?|presents?|birthday|anniversary|christmas|valentine\w*|wedding|(?:turns|turning) \d+|"
        r"something for (?:her|him|them|my)|"
        r"prenda|presente|oferecer|aniversario|faz (?:\w+ )?anos|natal|casamento|"
        r"regal\w*|cumpleanos|cumple|navidad|boda|"
        r"geschenk\w*|verschenken|geburtstag\w*|weihnachten|hochzeit\w*|cadeaux?|offrir|anniversaire|noel|mariage"
    ),
    Intent.WORRY: (
        r"worr(?:y|ied|ies)|concern(?:s|ed)?|afraid|scared|hesita\w+|not (?:so |quite )?sure (?:about|if|whether)|"
        r"bad experiences?|"
        r"don'?t trust|preocupad[oa]|preocupa|recei[oa]|medo|duvidas|desconfi\w+|ma experiencia|nao sei se|"
        r"miedo|dudas|no se si|mala experiencia|"
        r"sorgen?|besorgt|unsicher|angst|nicht sicher|schlechte erfahrung\w*|inquiete?|peur|j'hesite|"
        r"pas sure?|mauvaise experience"
    ),
    Intent.ACCEPTED: (
        r"good to know|(?:that'?s|that is|sounds|all) (?:good|great|fine|perfect|okay|ok|reassuring|lovely)|"
        r"that helps|works for me|got it|"
        r"perfect|great|ok(?:ay)?|alright|cool|perfeito|otimo|fico (?:mais )?descansad[oa]|assim sim|bom saber|"
        r"esta bem|percebi|"
        r"perfecto|genial|vale|(?:mas )?tranquil[oa]|bueno saberlo|asi si|entiendo|"
        r"perfekt|prima|super|gut zu wissen|das passt|alles klar|parfait|ca me va|bon a savoir|d'accord"
    ),
    Intent.LATER: (
        r"(?:let me|i'?ll|i will|need to|have to|want to|got to) (?:think|ask|check with|talk to|sleep on)|"
        r"think about it|"
        r"get back to you|come back later|vou (?:pensar|falar com|ver com|perguntar)|preciso de pensar|"
        r"(?:me )?lo (?:voy a )?(?:pienso|pensar|pensare)|tengo que pensar\w*|voy a (?:pensar|hablar con|preguntar)\w*|"
        r"uberleg\w*|denke? (?:daruber|druber)|reflechi\w*"
    ),
    Intent.REMEMBER: (
        r"remember me|last time|(?:what|which) (?:\w+ )?did (?:we|i|you) (?:talk|look|see|discuss|show)\w*|"
        r"(?:lembra|recorda)\w* de mim|ultima vez|(?:te )?(?:acuerdas|recuerdas)|letztes mal|erinner\w*|derniere fois"
    ),
    Intent.ORDER_STATUS: (
        r"(?:did|has|is|was|where|where'?s|when|about|track|status of) (?:\w+ ){0,3}my (?:order|parcel|package)|"
        r"my (?:order|parcel|package) (?:status|has|hasn'?t|is|isn'?t|did|never)|order (?:status|number)|"
        r"track(?:ing)? (?:number|code|my)|i ordered|"
        r"(?:minha encomenda|meu pedido)|mi pedido|meine bestellung|ma commande"
    ),
}

_TOPICS: dict[Topic, str] = {
    Topic.DELIVERY: (
        r"deliver\w*|shipping|ships?|shipped|arrives?|entrega\w*|envi[oa]\w*|frete|chega|llega\w*|liefer\w*|versand\w*|"
        r"livraison|livre[rz]|expedi\w+"
    ),
    Topic.RETURNS: (
        r"(?:if|when) (?:she|he|it|they) (?:does ?n[o']?t|do ?n[o']?t|is ?n[o']?t|are ?n[o']?t) (?:like|fit|right)|"
        r"si no (?:le|me) (?:gusta|queda|sirve)\w*|se (?:ela |ele )?nao (?:lhe |me )?(?:gostar|servir|ficar)|"
        r"wenn \w+ (?:\w+ )?nicht (?:gefallt|passt)|si \w+ ne (?:lui |me )?(?:plait|va) pas|"
        r"return\w*|refund\w*|exchange\w*|send (?:it )?back|devol\w+|troca[rs]?|reembols\w*|cambi[oa]\w*|"
        r"ruckgabe\w*|umtausch\w*|zuruckgeben|zurucksenden|retour\w*|rembours\w*|echang\w*"
    ),
    Topic.WARRANTY: r"warrant\w*|guarantee\w*|garanti\w*|garantien?",
    Topic.HOURS: (
        r"opening (?:hours|times)|(?:are you|we are|shop is|store is|you) (?:\w+ )?open|open (?:today|tomorrow|on|"
        r"from|daily|until)|"
        r"clos(?:e|es|ed|ing)(?: at| time)?|hor[a]?rios?|abert[oa]s?|abr(?:em|e|is|en)|abiert[oa]s?|offnungszeit\w*|"
        r"geoffnet|"
        r"horaires?|ouvert\w*"
    ),
    Topic.PLACE: (
        r"where are you|where is (?:your|the) (?:shop|store)|address|located|location|morada|endereco|onde (?:fica|"
        r"estao)|"
        r"direccion|donde (?:estan?|queda\w*)|adresse|wo (?:seid|ist|sind)|ou (?:etes|se trouve)"
    ),
    Topic.PAYMENT: (
        r"(?:credit |debit )?cards?|paypal|cash|mb ?way|pix|bizum|klarna|instal\w*|parcel\w+|cartao|tarjeta|efectivo|"
        r"kreditkarte|ratenzahlung|carte|virement|payment methods?"
    ),
    Topic.SIZING: (
        r"(?:my|her|his|ring|what|which) sizes?|sizes?|resiz\w*|tamanhos?|tallas?|ringgrosse\w*|grossen?|tailles?|"
        r"medidas?"
    ),
    Topic.ENGRAVING: r"engrav(?:e|ing)|personali[sz]e|gravar|gravacao|grabar|grabado|gravur|gravieren|graver|gravure",
    Topic.ALLERGY: r"allerg\w*|alergi\w*|nickel|niquel|hypoallergenic",
    Topic.CARE: (
        r"waterproof|water[- ]resistant|shower\w*|tarnish\w*|resist\w+ (?:a|al) agua|prova de agua|oxida\w*|"
        r"wasserdicht\w*|wasserfest\w*|etanche\w*"
    ),
    Topic.WRAPPING: (
        r"(?:gift[- ]?)?wrap(?:ped|ping)?|embrulh\w+|(?:papel|envoltorio) de regalo|envuel\w+|envolver|"
        r"(?:geschenk)?verpack\w*|einpack\w*|papier cadeau|emball\w+"
    ),
}

_LOOKS_LIKE_ORDERS_TO_A_PROGRAM = re.compile(
    r"\b(?:ignor\w*|disregard|forget) .{0,30}\b(?:rule|instruction|prompt|regra|instruc|regel|anweisung|regle|consigne)"
    r"|\bsystem ?:|\bassistant ?:|developer mode|jailbreak|system prompt|[{}<>\[\]`]|https?:"
)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


_INTENT_PATTERNS = {intent: _compiled(pattern) for intent, pattern in _INTENTS.items()}
_TOPIC_PATTERNS = {topic: _compiled(pattern) for topic, pattern in _TOPICS.items()}


def plain(text: str) -> str:
    """The text as the patterns expect it: folded, with straight apostrophes."""
    return fold(text).replace("’", "'").replace("‘", "'")


def intents_in(text: str) -> frozenset[Intent]:
    """What a text asks for, besides products."""
    folded = plain(text)
    return frozenset(intent for intent, pattern in _INTENT_PATTERNS.items() if pattern.search(folded))


def topics_in(text: str) -> tuple[Topic, ...]:
    """The topics a text touches, always in the same order."""
    folded = plain(text)
    return tuple(topic for topic, pattern in _TOPIC_PATTERNS.items() if pattern.search(folded))


def looks_like_orders_to_a_program(text: str) -> bool:
    """True for words that try to steer the bot rather than to say something; they are never repeated."""
    return bool(_LOOKS_LIKE_ORDERS_TO_A_PROGRAM.search(plain(text)))
