"""How likely it is that two entries are one organisation: a score out of 100, and what speaks for it. Pure.

The points were set by hand on pairs made for the purpose; the pairs they are judged by in the tests are others. What
people share by living next door (a postcode, a hall's telephone) makes no pair of two different names.
"""

import math
from collections import namedtuple
from urllib.parse import urlsplit

from kentcivil.geography.distance import MEAN_RADIUS, METRES_PER_MILE
from organisations.duplicates import naming
from organisations.models import Likeness

Features = namedtuple("Features", "pk names numbers companies phones web emails postcode town latitude longitude")
"""An entry as far as it is compared.

`names` are words() of its name and its other names, `numbers` its charity numbers, `companies` company numbers, of its
own and those that the register gives for its charity, `web` (host, path), places as the entry has them.
"""

LIKELY = 65
"""From here on a pair is put before an officer."""
NAME, PHONE, EMAIL, WEB, CONTACT = 60, 25, 25, 25, 45
POSTCODE, NEAR, TOWN, FAR = 20, 13, 8, -30
TELLING, OTHER_NUMBER, OTHER_WEB, OTHER_PHONE = -60, -12, -6, -2
BY_NUMBER = 90
NEAR_MILES, TOWN_MILES, FAR_MILES = 0.6, 2.5, 6
SHARED_HOSTS = frozenset(
    """
    facebook.com instagram.com twitter.com x.com linkedin.com sites.google.com wordpress.com wixsite.com weebly.com
    btck.co.uk e-voice.org.uk hugofox.com achurchnearyou.com justgiving.com linktr.ee youtube.com pitchero.com
    scouts.org.uk girlguiding.org.uk kent.gov.uk
    """.split()
)
"""Where many have a page of their own: only the same page counts."""


def compare(first, second):
    """:returns: (score, reasons), reasons being values of Likeness.Reason, the strongest first."""
    reason = Likeness.Reason
    alike, telling = _names(first, second)
    reasons = []
    if first.companies & second.companies or first.numbers & second.numbers:
        reasons.append(reason.NUMBER)
    by_name = 0
    if alike > 0.5:
        by_name = NAME * min(1.0, (alike - 0.5) / 0.4)
        reasons.append(reason.NAME if alike >= 0.97 else reason.LIKE_NAME)
    contact = 0
    for same, points, what in (
        (first.phones & second.phones, PHONE, reason.PHONE),
        (first.emails & second.emails, EMAIL, reason.EMAIL),
        (_same_web(first.web, second.web), WEB, reason.WEB),
    ):
        if same:
            contact += points
            reasons.append(what)
    place, where = _place(first, second)
    if where:
        reasons.append(where)
    score = by_name + min(contact, CONTACT) + place
    if telling:
        score += TELLING
    if first.numbers and second.numbers and not first.numbers & second.numbers:
        score += OTHER_NUMBER
    if first.web and second.web and reason.WEB not in reasons:
        score += OTHER_WEB
    if first.phones and second.phones and reason.PHONE not in reasons:
        score += OTHER_PHONE
    if reason.NUMBER in reasons:
        score = max(score, BY_NUMBER)
    if alike < 0.7 and reason.NUMBER not in reasons:
        score = min(score, LIKELY - 10)
    return max(0, min(100, round(score))), reasons


def _names(first, second):
    """The likest of all their names."""
    places = naming.AREAS.union(naming.words(first.town), naming.words(second.town))
    return max(
        (naming.likeness(one, other, places) for one in first.names for other in second.names),
        key=lambda found: found[0] - 0.5 * found[1],
    )


def _same_web(one, other):
    if not one or not other or one[0] != other[0]:
        return False
    if one[0] in SHARED_HOSTS:
        return one[1] == other[1] != ""
    return one[1] == other[1] or not (one[1] and other[1])


def _place(first, second):
    reason = Likeness.Reason
    if first.postcode and first.postcode == second.postcode:
        return POSTCODE, reason.POSTCODE
    if None not in (first.latitude, second.latitude):
        miles = _miles(first, second)
        if miles <= NEAR_MILES:
            return NEAR, reason.NEAR
        if miles > FAR_MILES:
            return FAR, None
        if miles > TOWN_MILES:
            return 0, None
    if first.town and naming.words(first.town) == naming.words(second.town):
        return TOWN, reason.TOWN
    return 0, None


def _miles(first, second):
    """The great circle between two entries, by the haversine formula."""
    half_north = math.sin(math.radians(second.latitude - first.latitude) / 2) ** 2
    half_east = math.sin(math.radians(second.longitude - first.longitude) / 2) ** 2
    narrowing = math.cos(math.radians(first.latitude)) * math.cos(math.radians(second.latitude))
    return 2 * MEAN_RADIUS / METRES_PER_MILE * math.asin(math.sqrt(half_north + narrowing * half_east))


def web(address):
    """A web address as (host, path), such as ("rowers.example", "/about"); () for none."""
    parts = urlsplit(address.lower() if "//" in address else f"//{address.lower()}")
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return (host, parts.path.rstrip("/")) if "." in host else ()


def phone(text):
    """The digits of a phone number, as from within the country; "" for what is none."""
    digits = "".join(letter for letter in text if letter.isdigit())
    if text.strip().startswith("+44") or digits.startswith("0044"):
        digits = "0" + digits.removeprefix("00").removeprefix("44").lstrip("0")
    return digits if 9 <= len(digits) <= 11 else ""


def email(text):
    text = text.strip().lower()
    return text if "@" in text else ""
