"""What a site says for itself between the paragraphs of a report: subscribe, sign in, accept.

Told by two things together: words for what sites ask for, of more than one kind, standing close,
and a reader who is spoken to. A report about newsletters has the words but is longer.
"""

import re
from functools import lru_cache

_WORDS_MAX = 40
_WORDS_MIN = 4
_LETTERS = 8
_CONSENT_WORDS_MAX = 120
_KINDS = 2
_KINDS_UNADDRESSED = 3
_CLOSE = 10
"""One word in so many is one of a site's."""
_ASKS = (
    "newsletter",
    "inbox",
    "postfach",
    "subscri",
    "suscri",
    "suscrí",
    "abonn",
    "abbon",
    "prenumer",
    "assin",
    "advert",
    "anzeige",
    "werbung",
    "publici",
    "reklam",
    "sign",
    "log in",
    "login",
    "anmeld",
    "regist",
    "cookie",
    "browser",
    "javascript",
    "privacy",
    "datenschutz",
    "consent",
    "einwillig",
    "einverstanden",
    "privacidad",
    "confidential",
)
"""One of these at least is in every plea; looking for them first is quick."""
_SITE = re.compile(
    r"""
      (?P<letter> newsletter | inbox | postfach ) | (?P<mail> e-?mail | correo )
    | (?P<subscribe> subscri | abonn | suscr[ií] | assin | abbon | prenumer )
    | (?P<advert> advert | anzeige | werbung | publici | reklam )
    | (?P<enter> \bsign(?:ed|ing)?\s(?:up|in) | log\s?in | anmeld | regist )
    | (?P<browser> cookie | browser | javascript )
    | (?P<consent> privacy | datenschutz | confidential | privacidad | consent | einwillig | einverstanden )
    | (?P<site> website | web\ssite | \bsite\b | online | webseite | página | \bapp\b )
    | (?P<account> account | konto\b | compte\b | cuenta )
    | (?P<network> facebook | twitter | whatsapp | instagram | telegram | youtube | linkedin | podcast )
    | (?P<click> \bclick | klick | \bcliqu | \btap\s ) | (?P<share> \bshare | \bteilen | partage | compart )
    | (?P<piece> article | artikel | artículo | \bstory | content\b | inhalt | contenu )
    | (?P<comment> comment | kommentar ) | (?P<gift> exclusive | exklusiv | premium | unlimited | kostenlos )
    | (?P<read> \bread | lesen | \bfollow | download | bookmark | support )
    """,
    re.VERBOSE,
)
_YOU = re.compile(
    r"\b(?:you|your|we|our|us|sie|ihr|ihre[mnr]?|ihnen|du|dein\w?|wir|uns|unser\w{0,2}|vous|votre|vos|nous|nos"
    r"|tus?|ti|usted|sus?|nuestr\w{1,2}|você|seu|sua|lei|suo|tu[oa]|je|uw|jouw|ons|onze|dig|din|ditt|deg|dere|vi)\b"
)


def is_plea(text: str) -> bool:
    """Whether `text` asks the reader for something that the site wants.

    >>> is_plea("Sign up to get our newsletter in your inbox every morning.")
    True
    """
    long = len(text) > _WORDS_MAX * _LETTERS
    if long and (len(text) > _CONSENT_WORDS_MAX * _LETTERS or "ookie" not in text):
        return False
    return _is_plea(text)


# the report's lines are looked at twice: for where it ends, and for what stands in it
@lru_cache(maxsize=512)
def _is_plea(text: str) -> bool:
    low = text.lower()
    for word in _ASKS:
        if word in low:
            break
    else:
        return False
    if text[0] in "\"'“„«‘»":
        return False
    size = text.count(" ") + 1
    cookies = "cookie" in low and size <= _CONSENT_WORDS_MAX
    if not cookies and not _WORDS_MIN <= size <= _WORDS_MAX:
        return False
    found = [match.lastgroup for match in _SITE.finditer(low)]
    kinds = set(found)
    addressed = bool(_YOU.search(low))
    if cookies and addressed and len(found) >= _KINDS:
        return True
    close = len(found) * _CLOSE >= size
    return close and len(kinds) >= (_KINDS if addressed else _KINDS_UNADDRESSED)
