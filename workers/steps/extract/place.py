"""What the URL of a page says of its kind: a home page, a listing, a login, an article."""

import re
from contextlib import suppress
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import msgspec

# Words of a URL's path below which lists of articles lie.
LISTING_PATHS = frozenset(
    """
tag tags tagged category categories cat rubrik rubrique rubriques rubrika rubriky kategorie kategorien kategoria kategorija
kategori categorie categorieen categoria categorias categoría topic topics thema themen theme themes tema temas temi tematy
onderwerp onderwerpen dossier dossiers schlagwort schlagworte stichwort etiqueta etiquetas etiquette keyword keywords motcle
author authors autor autoren autores auteur auteurs autore autori writer writers staff contributor contributors profile
profiles journalist journalists columnist archive archives archiv archivo archivos archivio arquivo archief arkiv arhiva
archiwum archivum section sections ressort search suche recherche buscar busca busqueda pesquisa ricerca zoeken sok haku
szukaj hledat vyhledavani kereses cautare poisk arama sitemap sitemaps siteindex index latest latestnews newsticker ticker
label labels feed feeds rss list lists listing listings galleries forums forum forumdisplay viewforum board boards
""".split()
)

# Keys of a URL's query that ask a site's search.
SEARCH_KEYS = frozenset("q s query search searchterm keyword keywords suche suchbegriff recherche buscar busca zoek wd".split())

# Words of a URL's path that lead to a login.
LOGIN_PATHS = frozenset(
    """
login logon signin signup sign_in sign_up log_in register registration auth authenticate authorize oauth sso account accounts
wp_login subscribe subscription subscriptions subscribers abo abonnement abonnements abonnieren anmelden anmeldung
registrieren connexion inscription registro suscripcion suscripciones cadastro assine assinatura registrazione abbonati
abbonamenti inloggen registreren prenumerera logowanie rejestracja prihlaseni registrace bejelentkezes regisztracio giris
uyelik password lostpassword
""".split()
)

_LONGEST_QUERY = 2_000  # characters; a longer one is no search
_SECTION_DEPTH = 3
_SLUG = 4  # words in a path's last name that make it a headline
_LABEL = 2  # words in one that make it no headline

_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBERED = re.compile(r"\d{5,}|(?:19|20)\d\d[/-]?\d\d?[/-]")
_PAGE_NUMBER = re.compile(r"/(?:page|seite|pagina|página|pag|sida|side|strona|strana|stranka|sayfa|oldal|sivu)[/_-]?\d{1,4}/?$")
_INDEX = re.compile(r"(?:[a-z]{2}|[a-z]{2}[-_][a-z]{2}|index|default|home|homepage|main|start|startseite|accueil|inicio)$")
_EXTENSION = re.compile(r"\.[a-z]{3,5}$")
_EMPTY = SplitResult("", "", "", "", "")


class Place(msgspec.Struct, frozen=True):
    """What a URL says of its page: a `section` has a short path of plain words, an `article` a headline, a date or a number."""

    home: bool
    listing: bool
    login: bool
    section: bool
    article: bool


def _searches(query: str) -> bool:
    if len(query) > _LONGEST_QUERY:
        return False
    return any(name.lower() in SEARCH_KEYS for name, _ in parse_qsl(query))


def read_place(url: str) -> Place:
    """Read a page's place in its site from its URL; of what is no URL, nothing is known."""
    parts = _EMPTY
    with suppress(ValueError):
        parts = urlsplit(url)
    path = unquote(parts.path).lower()
    names = [_EXTENSION.sub("", name) for name in path.split("/") if name]
    last = names[-1] if names else ""
    slug = len(_WORD.findall(last))
    nearest = [] if slug > _LABEL else [part for name in names[-2:] for part in (name, name.split("-")[0])]
    return Place(
        home=bool(parts.netloc) and not parts.query and all(map(_INDEX.match, names)),
        listing=_searches(parts.query) or bool(_PAGE_NUMBER.search(path)) or not LISTING_PATHS.isdisjoint(nearest),
        login=any(name.replace("-", "_") in LOGIN_PATHS for name in names[-2:]),
        section=0 < len(names) <= _SECTION_DEPTH and slug <= _LABEL and not parts.query and not any(map(str.isdigit, path)),
        article=slug >= _SLUG or bool(_NUMBERED.search(path)),
    )
