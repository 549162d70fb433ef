"""STOP, START and HELP in Hindi."""

from bot.selling.opt_out_words.language import Language

HINDI = Language(
    code="hi",
    stop=(
        "स्टॉप, स्टाप, बंद करो, बंद करें, बंद करिए, बंद कीजिए, बंद कर दो, मैसेज बंद, मैसेज बंद करो"
        ", मैसेज बंद करें, मैसेज मत करो, परेशान मत करो, मुझे परेशान मत करो, सदस्यता समाप्त करें, अनसब्सक्राइब"
        ", बस करो मैसेज, band karo, band kar do, band karein, band kijiye, message band karo, msg band karo"
        ", stop karo, stop kar do, messages band karo, msgs band karo, message band kar do, pareshan mat karo"
        ", mujhe pareshan mat karo, message mat karo, msg mat karo, mat bhejo"
    ),
    stop_in_doubt="बस, बस करो, रद्द करो, रद्द करें, समाप्त, कैंसल, बंद, bas, bas karo, cancel karo, cancel kar do",
    start=("स्टार्ट, शुरू, शुरू करो, शुरू करें, फिर से शुरू करो, चालू करो, shuru, shuru karo, start karo, phir se shuru karo"),
    help="मदद, सहायता, हेल्प, जानकारी, मदद करो, मदद चाहिए, madad, madad karo, madad chahiye, jankari",
    stop_sentences=(
        (
            "?mujhe, mujhko, muje, humein, hume, ab mujhe, ab muje, ab humein",
            "?ab, aur, aage se, phir se, fir se, dobara, ab se, aaj ke baad, kabhi, please ab",
            (
                "?koi, ye, yeh, aise, message, messages, msg, msgs, mesej, sms, whatsapp, text, texts"
                ", promotions, ads, spam"
            ),
            "message, messages, msg, msgs, mesej, sms, whatsapp, text, texts, promotions, ads, spam",
            "?mujhe, phir se, fir se, dobara, aage se, ab, kabhi",
            "mat, na, nahi",
            (
                "karo, karna, kijiye, karen, karein, bhejo, bhejna, bhejiye, bhejen, bheja karo, kiya karo"
                ", kariye, karo na"
            ),
            "?mujhe, ab, dobara, phir se, kabhi, aage se",
        ),
        (
            "mat, na",
            "karo, bhejo, kijiye, karna, bhejna",
            "mujhe",
            "message, messages, msg, msgs, mesej, sms, whatsapp, text, texts, promotions, ads, spam",
        ),
        (
            "?mujhe, muje",
            "?ye, yeh, itne, aise, apne",
            "message, messages, msg, msgs, mesej, sms, whatsapp, text, texts, promotions, ads, spam",
            "karna, bhejna, karne, bhejne, karnaa",
            "band, bandh, rok, stop",
            "karo, kar do, kijiye, karen, karein, kar dijiye, kardo, do, dijiye",
        ),
        (
            "?mujhe, muje, hame",
            "?ab, aur, aapke, apke, koi, ab aur, aapse, ab koi, aage se, tumhare",
            "?koi, aur, message, messages, msg, msgs, mesej, sms, whatsapp, text, texts, promotions, ads, spam",
            "message, messages, msg, msgs, mesej, sms, whatsapp, text, texts, promotions, ads, spam",
            "nahi, nahin, nhi",
            "chahiye, chaiye, chahie, chahiyen, mangta",
        ),
        (
            "mujhe, muje, mera number, mera no, mera naam, mera phone number",
            "?apni, is, aapki, apne",
            "?list, lists, group, contacts, database, list me",
            "?se",
            (
                "hata do, hatao, hata dijiye, nikal do, nikalo, delete karo, delete kar do, remove karo"
                ", remove kar do, hata de"
            ),
        ),
        (
            "?mujhe",
            "pareshan, disturb, tang",
            "mat, na",
            "karo, karna, kijiye, karen",
        ),
        (
            "?mujhe",
            "unsubscribe",
            "karo, kar do, karna hai, kijiye, karein",
        ),
        (
            "?मुझे, हमें, मुझको, मेरे को",
            "?अब, और, आगे से, फिर से, दोबारा, अब से, आज के बाद, कभी",
            ("?कोई, ये, यह, ऐसे, मैसेज, मेसेज, मेसैज, संदेश, सन्देश, मैसेजेस, एसएमएस, व्हाट्सएप, कुछ, विज्ञापन, प्रमोशन"),
            "मैसेज, मेसेज, मेसैज, संदेश, सन्देश, मैसेजेस, एसएमएस, व्हाट्सएप, कुछ, विज्ञापन, प्रमोशन",
            "?मुझे, फिर से, दोबारा, आगे से, अब, कभी",
            "मत, न, ना, नहीं",
            "करो, करना, कीजिए, करें, भेजो, भेजना, भेजिए, भेजें, करिए, भेजा करो, किया करो, कीजिएगा, भेजिएगा",
            "?मुझे, अब, दोबारा, फिर से",
        ),
        (
            "?मुझे, हमें",
            "?ये, यह, इतने, ऐसे, अपने",
            "मैसेज, मेसेज, मेसैज, संदेश, सन्देश, मैसेजेस, एसएमएस, व्हाट्सएप, कुछ, विज्ञापन, प्रमोशन",
            "करना, भेजना, करने, भेजने",
            "बंद, रोक, बन्द",
            "करो, कर दो, कीजिए, करें, कर दीजिए, करिए, दो, दीजिए",
        ),
        (
            "?मुझे, हमें",
            "?अब, और, आपके, कोई, अब और, आपसे, अब कोई, आगे से",
            "?कोई, और, मैसेज, मेसेज, मेसैज, संदेश, सन्देश, मैसेजेस, एसएमएस, व्हाट्सएप, कुछ, विज्ञापन, प्रमोशन",
            "मैसेज, मेसेज, मेसैज, संदेश, सन्देश, मैसेजेस, एसएमएस, व्हाट्सएप, कुछ, विज्ञापन, प्रमोशन",
            "नहीं",
            "चाहिए, चाहिये",
        ),
        (
            "मुझे, मेरा नंबर, मेरा नम्बर, मेरा नाम, मेरा फोन नंबर",
            "?अपनी, इस, आपकी, अपने",
            "?लिस्ट, सूची, ग्रुप, लिस्ट में",
            "?से",
            "हटा दो, हटाओ, हटा दीजिए, निकाल दो, डिलीट करो, डिलीट कर दो, हटाइए, हटा दें",
        ),
        (
            "?मुझे",
            "परेशान, तंग, डिस्टर्ब",
            "मत, न, ना",
            "करो, करना, कीजिए, करें",
        ),
        (
            "?मुझे",
            "अनसब्सक्राइब",
            "करो, कर दो, करना है, कीजिए, करें",
        ),
    ),
    stop_sentences_alone=(
        (
            "?mujhe",
            "?mujhe",
            "text, likhna, likho, contact",
            "mat, na",
            "karo, karna, likho, kijiye",
        ),
        (
            "mat",
            "karo, kijiye",
            "message, msg, mujhe message",
        ),
    ),
    start_sentences=(
        (
            "?aap, ab",
            "?mujhe",
            "?phir se, fir se, dobara",
            "message, msg, messages",
            "bhej, kar",
            "sakte ho, sakte hain",
        ),
        (
            "?mujhe",
            "phir se, fir se, dobara",
            "message, messages, msg",
            "karo, bhejo, chahiye, bhejiye",
        ),
        (
            "?आप, अब",
            "?मुझे",
            "?फिर से, दोबारा",
            "मैसेज, संदेश",
            "भेज, कर",
            "सकते हो, सकते हैं",
        ),
        (
            "?मुझे",
            "फिर से, दोबारा",
            "मैसेज, संदेश",
            "करो, भेजो, चाहिए, भेजिए",
        ),
    ),
    help_sentences=(
        (
            "?ye",
            "message, messages, msg",
            "kaise",
            "band kare, band karu, band karun, band karen, band hoga, roku",
        ),
        (
            "?ये",
            "मैसेज, संदेश",
            "कैसे",
            "बंद करें, बंद करूं, बंद करूँ, बंद होगा, रोकूं",
        ),
        (
            "unsubscribe",
            "kaise",
            "kare, karu, karun, karen",
        ),
    ),
)
