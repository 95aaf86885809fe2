"""URLs: normalised, a page's canonical one weighed, and which of them are the same article."""

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from string import ascii_letters, digits
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from tld import get_fld

from workers.limits import MAX_HOST

DEFAULT_PORTS = {"http": 80, "https": 443}
# Parameters that say who sent the reader, never which article is meant. Short and exact on purpose: dropping one that names the
# article would make one of many. (courlan drops `cid`, `uid`, `source` and every parameter without a value.)
TRACKING_PREFIXES = tuple("utm_ mtm_ pk_ piwik_ matomo_ mc_ ml_ hsa_ oly_ vero_ wt_ at_ stm_ ga_".split())
TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id _hsenc _hsmi
    __twitter_impression _ga _gl mkt_tok xtor cmp cmpid icid ncid ocid smid sref ref ref_src ref_url referrer referer
    fb_ref fb_source spm ito wtmc wt.mc_id wt_mc utm ns_campaign ns_source ns_mchannel campaign_id source_caller
    traffic_source trk guccounter guce_referrer guce_referrer_sig amp amp_js_v usqp phpsessid jsessionid
    """.split()
)
SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
# Segments at the end of a path that name a form of the page, not another page.
FORMS = frozenset("amp print full all index default single single-page comments".split())
EXTENSION = re.compile(r"\.[a-z]{3,5}$")
# What tells articles of a site apart: runs of letters and digits.
WORD = re.compile(r"[^\W_]+")
PATH_SAFE = "/%!$&'()*+,;=:@~-._"
QUERY_SAFE = PATH_SAFE + "?"
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
UNRESERVED = frozenset(f"{ascii_letters}{digits}-._~")
"""Escaped or not they are the same by RFC 3986 (6.2.2.2): no URL needs to escape them."""
PATH_EITHER = UNRESERVED | frozenset("!$&'()*+,;=:@")
"""What sites and crawlers write either way in a path, and mean the same page. Not `/`, `?`, `#` and `%`: those mean another."""
QUERY_EITHER = UNRESERVED | frozenset("!$'()*,:@/?")
"""The same in a query: there `&`, `=`, `+` and `;` take it apart, and escaped they are part of a value."""
MIN_ID = 4  # characters of a token with digits that make it an id rather than a number in a headline
MIN_SLUG_WORDS = 3
# A year or a day is part of many neighbours' addresses: it names no page.
DATE = re.compile(r"(?:19|20)\d\d(?:\d{4})?")


def _split(url: str) -> SplitResult | None:
    """Take apart a URL of the web; None for any other text."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port  # raises where the port is no number
    except ValueError:
        return None
    return parts if parts.scheme in DEFAULT_PORTS and parts.hostname else None


def path_of(url: str) -> str:
    """Return the path of a URL, empty where a text cannot be one."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def absolute(base: str, url: str) -> str:
    """Return a URL on a page as an absolute one; as it stands where it cannot be one."""
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def _host(parts: SplitResult) -> str:
    """Return the host in its ASCII form and lower case, without a final dot."""
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii() and len(host) <= MAX_HOST:
        with suppress(UnicodeError):
            host = host.encode("idna").decode("ascii")
    host = quote(host, safe=":%-._~", errors="replace")
    return f"[{host}]" if ":" in host else host


def host_of(url: str) -> str:
    """Return the host of a URL of the web in lower case, empty for any other text."""
    parts = _split(url)
    return _host(parts) if parts else ""


def _escapes(text: str, plain: AbstractSet[str]) -> str:
    """Write escapes in upper case, but those of `plain` characters as these, and a percent sign that begins none as its escape."""

    def write(escape: re.Match[str]) -> str:
        code = escape[1] or "25"
        character = chr(int(code, 16))
        return character if character in plain else f"%{code.upper()}"

    return ESCAPE.sub(write, text) if "%" in text else text


def _without_dots(path: str) -> str:
    """Remove the segments `.` and `..` as RFC 3986 (5.2.4) does."""
    if "/." not in path:
        return path
    segments = path.split("/")[1:]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/".join(["", *kept, *([""] if segments[-1] in (".", "..") else [])])


def _path(path: str, plain: AbstractSet[str] = UNRESERVED) -> str:
    written = quote(_escapes(path, plain), safe=PATH_SAFE, errors="replace")
    return _without_dots(SESSION.sub("", written))


def _query(query: str, plain: AbstractSet[str] = UNRESERVED) -> str:
    """Drop tracking parameters; the others keep their order and form."""
    return quote(_escapes(_untracked(query), plain), safe=QUERY_SAFE, errors="replace")


def _untracked(query: str) -> str:
    kept = []
    for pair in query.split("&"):
        name = unquote(pair.partition("=")[0]).lower()
        if pair and name not in TRACKING and not name.startswith(TRACKING_PREFIXES):
            kept.append(pair)
    return "&".join(kept)


def _written(url: str, path: Callable[[str], str], query: Callable[[str], str]) -> str:
    """Write a URL of the web with such a path and query, without fragment, user, default port and case of the host."""
    parts = _split(url)
    if parts is None:
        return url.strip()
    port = f":{parts.port}" if parts.port not in (None, DEFAULT_PORTS[parts.scheme]) else ""
    asked = query(parts.query)
    return f"{parts.scheme}://{_host(parts)}{port}{path(parts.path) or '/'}{'?' + asked if asked else ''}"


def normalise(url: str) -> str:
    """Return a URL of the web in RFC 3986's normal form, without tracking, fragment and user; any other text stripped."""
    return _written(url, _path, _query)


def site_of(url: str) -> str:
    """Return the registrable domain (a blog host's tenant has its own), an address, or the last two labels of any other host.

    For a URL that is not of the web its scheme. Never raises.
    """
    parts = _split(url)
    if parts is None:
        return url.partition(":")[0].strip().lower() if ":" in url else ""
    host = _host(parts)
    domain = get_fld(parts._replace(netloc=host), fail_silently=True)
    if domain:
        return domain
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        return ".".join(host.split(".")[-2:])


def identity(url: str) -> str:
    """Return the key under which all ways to write a page's URL are one article: http, https, and characters escaped or not."""
    return _schemeless(_written(url, partial(_path, plain=PATH_EITHER), partial(_query, plain=QUERY_EITHER)))


def former_identity(url: str) -> str:
    """Return the key that a URL had before escapes and dot segments were normalised: claims made until then lie under it."""
    path = lambda path: quote(SESSION.sub("", path), safe=PATH_SAFE, errors="replace")  # noqa: E731 # says it best in place
    query = lambda query: quote(_untracked(query), safe=QUERY_SAFE, errors="replace")  # noqa: E731 # as above
    return _schemeless(_written(url, path, query))


def _schemeless(url: str) -> str:
    return url.removeprefix("https:").removeprefix("http:")


def _segments(path: str) -> list[str]:
    """Return the parts of a path that name the page, lower-cased, without its form (amp, print, index) and file extension."""
    segments = [EXTENSION.sub("", segment) for segment in unquote(path).lower().split("/") if segment]
    while segments and segments[-1] in FORMS:
        segments.pop()
    return segments[1:] if segments[:1] == ["amp"] else segments


def _is_id(word: str) -> bool:
    return len(word) >= MIN_ID and any(c.isdigit() for c in word)


def _names(parts: SplitResult) -> tuple[set[str], set[str]]:
    """Return what tells a page from its neighbours: the ids in its path, else in its query, and the words of its slug."""
    segments = _segments(parts.path)
    slugs = [set(WORD.findall(segment)) for segment in segments]
    slug: set[str] = next((words for words in reversed(slugs) if len(words) >= MIN_SLUG_WORDS), set())
    path_ids = {word for words in slugs for word in words if _is_id(word) and not DATE.fullmatch(word)}
    query_ids = {word for word in WORD.findall(_query(parts.query).lower()) if any(c.isdigit() for c in word)}
    return path_ids or query_ids, slug


def _is_plausible(claim: SplitResult, fetched: SplitResult) -> bool:
    """Whether a claimed URL of the same site can be the fetched page: it must keep what tells the page from others."""
    ids, slug = _names(fetched)
    claimed_ids, claimed_slug = _names(claim)
    claimed_words = set(WORD.findall(unquote(f"{claim.path} {claim.query}").lower()))
    if ids & claimed_words:
        return True
    if len(slug & claimed_words) * 2 > len(slug):
        return not (ids and claimed_ids)  # the same words under another id are another page
    claimed, own = _segments(claim.path), _segments(fetched.path)
    if claimed == own:
        return not ids  # else the claim dropped an id in the query
    named_by_path = bool(slug or _names(fetched._replace(query=""))[0])
    return not named_by_path and bool(claimed_ids or claimed_slug) and len(claimed) >= len(own)


def canonical_url(claimed: str | None, fetched: str) -> str:
    """Return the page's URL, normalised."""
    return normalise(believed_url(claimed, fetched))


def believed_url(claimed: str | None, fetched: str) -> str:
    """Return the page's URL: the one it claims where that plausibly names this very page, else the fetched one.

    A claim is believed on the same site only, and only while it keeps the id or most of the slug of the fetched path: sites that
    name their front page or a section on every page would else make one article of all. A page that was not fetched from the web
    (a `file:` URL) has nothing to weigh its claim against.
    """
    claim, own = _split(claimed or ""), _split(fetched)
    if claimed is None or claim is None:
        return fetched
    if own is None:
        is_believed = bool(_segments(claim.path) or claim.query)
    else:
        is_believed = site_of(claimed) == site_of(fetched) and _is_plausible(claim, own)
    return claimed if is_believed else fetched
