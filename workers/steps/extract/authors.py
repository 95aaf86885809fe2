"""Names of authors: the people and agencies of a byline, without what stands around them."""

import re
from collections.abc import Collection, Iterable

from workers.steps.extract.strings import distinct, folded, one_line

MAX_AUTHORS = 20
MAX_BYLINE = 500  # characters
MAX_NAME = 60  # characters
MAX_WORDS = 6  # of one name
MIN_NAME_WORDS, MAX_NAME_WORDS = 2, 5  # of a person's name
ABBREVIATION = 4  # characters from which a word before a full stop is none
EDGE = " ,:;-–—*\"'“”"

ADDRESS = re.compile(r"\S{1,100}@\S{1,100}|(?<!\w)@\w{1,50}|(?:https?://|www\.)\S{1,300}|[\w.-]{2,50}\.[a-z]{2,6}/\S{0,300}")
BRACKETS = re.compile(r"[(\[（][^()\[\]（）]{0,100}[)\]）]")
# What introduces a name. Words that also begin names (di, van, da) are left out.
INTRODUCTION = re.compile(
    r"^(?:(?:[^\W\d]{2,15} ){0,3}(?:by|par)(?: |$)|"
    r"(?:(?:erstellt|verfasst|geschrieben|aufgezeichnet|text|bericht|kommentar|analyse|interview|gastbeitrag|(?:ein )?beitrag|"
    r"artikel|escrito|publicado|texto|entrevista|geschreven|skrevet) )?(?:von|por|door|av|af|przez|oleh)(?: |$)|"
    r"[^\W\d]{1,20}(?: [^\W\d]{1,20}){0,2} ?[:：] ?)",
    re.IGNORECASE,
)
# Between two names.
SIGN = re.compile(r"\s*[;|/•·、\n]\s*|\s+[-–—]\s+")
# These also stand inside names (Ortega y Gasset): they part two names only where both sides have two words.
CONJUNCTION = re.compile(r"\s*&\s*|\s+(?:and|und|et|og|och|en|ve|и|та|dan|oraz|with|mit|avec|con|[yeiі])\s+")
COMMA = re.compile(r"\s*[,，]\s*")
PLACE = re.compile(r"\s+(?:in|aus|from|at)\s.*$", re.DOTALL)
TRAILING_OFFICE = re.compile(r"\s+(?:기자|특파원|記者|记者)$")
# What somebody is, or what a line is about: never who.
OFFICE = re.compile(
    r"(?<!\w)(?:reporters?|correspondents?|editors?|writers?|columnist|journalist|contributors?|authors?|analyst|producer|staff|"
    r"photographer|(?:chef)?redakteur(?:in)?|korrespondent(?:in)?|volont[äa]r(?:in)?|autor(?:in)?|ressortleiter(?:in)?|"
    r"journaliste|rédact(?:eur|rice)(?: en chef)?|correspondante?|redactora?|periodista|corresponsal|giornalista|"
    r"redatt(?:ore|rice)|jornalista|repórter|redacteur|verslaggever|dziennikar(?:z|ka)|redaktör|toimittaja|muhabir|корреспондент|журналист|"
    r"редактор|updated?|published|posted|aktualisiert|stand|minutes?|hours?|ago|follow|subscribe|copyright|photos?|fotos?|images?)(?!\w)",
    re.IGNORECASE,
)
COPYRIGHT = re.compile(r"\s*(?:copyright|©|\(c\))", re.IGNORECASE)
DATE_OR_TIME = re.compile(r"\d{1,2}[:.]\d{2}|\d{4}|\d{1,2}[./-]\d{1,2}")
SLUG = re.compile(r"[a-z]{3,}(?:-[a-z]{3,}){1,3}")
# Names of accounts, folded.
ACCOUNTS = frozenset(
    """
    admin administrator webmaster root user guest test null undefined none unknown anonymous anonym default superuser na wpadmin
    siteadmin publisher editorial redacao twitter facebook instagram linkedin email more share
    """.split()
)
# Agencies that are known by one word, folded.
AGENCIES = frozenset(
    """
    aap adnkronos afp agerpres agi ani ansa antara anp ap apa ats belga bernama bloomberg cna dpa efe epd ians interfax keystone
    kna kyodo lapresse lusa ntb pap pti reuters ritzau sda sid stt tass tt ukrinform upi xinhua yonhap
    """.split()
)
PARTICLES = frozenset(
    "von van vom zu zur de der den del della di da do dos das du la le el al bin bint ibn ben af av ter ten y e".split()
)


def is_person(name: str) -> bool:
    """Whether a text looks like a person's name: two to five words that begin like names, and no office."""
    words = name.split()
    if not MIN_NAME_WORDS <= len(words) <= MAX_NAME_WORDS or OFFICE.search(name) or any(c.isdigit() for c in name):
        return False
    own = [word for word in words if word.casefold() not in PARTICLES]
    return bool(own) and all(word[0].isalpha() and not word[0].islower() for word in own)


def _cleaned(part: str) -> str:
    part = TRAILING_OFFICE.sub("", PLACE.sub("", INTRODUCTION.sub("", part.strip(EDGE)))).strip(EDGE)
    last = part.rpartition(" ")[2]
    if last.find(".") == len(last) - 1 >= ABBREVIATION:
        part = part[:-1]
    return part.replace("-", " ").title() if SLUG.fullmatch(part) else part


def _is_name(part: str) -> bool:
    """Whether a text can be the name of a person, an agency or an office of a newsroom at all."""
    fits = 1 < len(part) <= MAX_NAME and len(part.split()) <= MAX_WORDS and any(c.isalpha() for c in part)
    return fits and folded(part) not in ACCOUNTS and not OFFICE.search(part) and not DATE_OR_TIME.search(part)


def _at_conjunctions(text: str) -> list[str]:
    sides = CONJUNCTION.split(text)
    return sides if all(len(side.split()) > 1 for side in sides) else [text]


def _at_commas(group: str) -> list[str]:
    """Part a group at its commas; what follows one must look like a name of a person or agency, not a place or an office."""
    parts = [part for part in map(_cleaned, COMMA.split(group)) if part]
    match parts:
        case [surname, name] if not any(" " in part or not part.istitle() or is_agency(part) for part in parts):
            return [f"{name} {surname}"]  # as catalogues write
    names = [name for part in parts for name in _at_conjunctions(part)]
    return names[:1] + [name for name in names[1:] if is_person(name) or is_agency(name)]


def is_agency(name: str) -> bool:
    """Whether a name is that of a news agency known by one word."""
    return folded(name) in AGENCIES


def names_in(byline: str) -> list[str]:
    """Return the names in a byline such as "By A, Editor, and B in C": in order, each once."""
    if COPYRIGHT.match(byline):
        return []
    text = ADDRESS.sub(" ", BRACKETS.sub(" ", byline[:MAX_BYLINE]))
    names = [name for group in SIGN.split(text) for name in _at_commas(one_line(group))]
    return distinct([name for name in names if _is_name(name)])[:MAX_AUTHORS]


def is_site(name: str, sites: Collection[str]) -> bool:
    """Whether a name is the site's own, or begins with it as its departments' do."""
    return folded(name) in sites or folded(name.split(maxsplit=1)[0]) in sites


def credited(bylines: Iterable[str], sites: Collection[str]) -> list[str]:
    """Return the names in several bylines, without the site's own (folded) names where somebody else is credited."""
    names = distinct([name for byline in bylines for name in names_in(byline)])
    others = [name for name in names if not is_site(name, sites)]
    return (others or names)[:MAX_AUTHORS]
