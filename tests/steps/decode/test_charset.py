"""Text is read in the charset that the bytes show, and else in the one that is declared."""

import pytest

from workers.steps.decode.charset import decode_bytes, is_utf_16
from workers.steps.decode.charset_labels import CODECS

RUSSIAN = "Мэр открыл мост через реку, и первые пешеходы перешли его утром. Строительство заняло три года."
POLISH = "Burmistrz otworzył most, a piesi przeszli przez rzekę. Budowa trwała trzy lata i kosztowała więcej, niż sądzono."
JAPANESE = "市長は橋を開通させ、最初の歩行者が朝に渡りました。工事には三年かかりました。"
CHINESE = "市长为大桥剪彩，第一批行人在早晨走过了桥。工程历时三年，费用高于预期。"
KOREAN = "시장이 다리를 개통했고 첫 보행자들이 아침에 건넜다. 공사는 삼 년이 걸렸다."
GREEK = "Ο δήμαρχος άνοιξε τη γέφυρα και οι πρώτοι πεζοί πέρασαν το πρωί. Η κατασκευή κράτησε τρία χρόνια."


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("utf-8", "utf-8", "Brücke — 桥"),
        ("unicode-1-1-utf-8", "utf-8", "Brücke"),
        ("iso-8859-1", "cp1252", "„Brücke“ – 5 €"),
        ("latin1", "cp1252", "naïve “quotes”"),
        ("us-ascii", "cp1252", "café’s"),
        ("iso-8859-2", "iso8859-2", POLISH),
        ("x-cp1250", "cp1250", POLISH),
        ("iso-8859-9", "cp1254", "Köprü açıldı – “güzel”"),
        ("iso-8859-15", "iso8859-15", "œuvre à 5 €"),
        ("windows-1251", "cp1251", RUSSIAN),
        ("koi8-r", "koi8-r", RUSSIAN),
        ("iso-8859-7", "iso8859-7", GREEK),
        ("tis-620", "cp874", "นายกเทศมนตรีเปิดสะพาน"),
        ("gb2312", "gb18030", "朱镕基说"),
        ("big5", "big5hkscs", "市長為大橋剪綵，著裏"),
        ("shift_jis", "cp932", "①橋を開通"),
        ("euc-jp", "euc_jis_2004", "①橋を開通"),
        ("iso-2022-jp", "iso2022_jp", JAPANESE),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("x-mac-cyrillic", "mac-cyrillic", RUSSIAN),
        ("utf-16", "utf-16-le", "Brücke — 桥"),
    ],
)
def test_labels_mean_what_they_mean_on_the_web(label: str, codec: str, text: str) -> None:
    assert decode_bytes(text.encode(codec), label, markup=False) == text


def test_every_label_names_a_codec() -> None:
    for codec in CODECS.values():
        assert "a".encode(codec).decode(codec) == "a"


@pytest.mark.parametrize(
    "label", ["hex", "rot13", "utf-7", "unicode_escape", "idna", "iso-2022-kr", "x-user-defined", "nonsense"]
)
def test_what_is_no_charset_of_the_web_is_not_believed(label: str) -> None:
    assert decode_bytes(b"+AGE- 61 \\u0061", label, markup=False) == "+AGE- 61 \\u0061"


@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1251", "utf-16le"])
@pytest.mark.parametrize(("mark", "codec"), [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_a_byte_order_mark_goes_before_the_header_and_is_dropped(mark: bytes, codec: str, declared: str | None) -> None:
    assert decode_bytes(mark + RUSSIAN.encode(codec), declared, markup=True) == RUSSIAN


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_markup_in_utf_16_is_recognised_without_a_mark(codec: str) -> None:
    page = f"<p>{RUSSIAN}"
    assert decode_bytes(page.encode(codec), None, markup=True) == page
    assert is_utf_16(page.encode(codec), None)


def test_utf_16_is_known_by_its_declaration() -> None:
    assert is_utf_16(b"a\0", "utf-16le")
    assert is_utf_16(b"\xff\xfea\0", None)
    assert not is_utf_16(b"a\0", "utf-8")
    assert not is_utf_16(b"\xef\xbb\xbfa", None)


@pytest.mark.parametrize("declared", [None, "iso-8859-1", "windows-1251", "gb2312"])
def test_valid_utf_8_goes_before_what_is_declared(declared: str | None) -> None:
    assert decode_bytes("Brücke – „neu“".encode(), declared, markup=False) == "Brücke – „neu“"


def test_the_header_goes_before_the_page() -> None:
    page = f'<meta charset="koi8-r"><p>{RUSSIAN}'
    assert decode_bytes(page.encode("cp1251"), "windows-1251", markup=True) == page


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="koi8-r">',
        "<META name=x CHARSET = koi8-r />",
        '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">',
        "<meta content='text/html;charset=KOI8-R' http-equiv=content-type>",
        '<?xml version="1.0" encoding="koi8-r"?>',
        '<!-- <meta charset="windows-1251"> --><meta charset="koi8-r">',
        '<script charset="windows-1251"></script><meta charset="koi8-r">',
    ],
)
def test_the_page_names_its_charset(declaration: str) -> None:
    page = f"<html>{declaration}<p>Мост"
    assert decode_bytes(page.encode("koi8-r"), None, markup=True) == page


def test_plain_text_names_no_charset() -> None:
    text = f'The element <meta charset="koi8-r"> is read by browsers. {RUSSIAN}'
    assert decode_bytes(text.encode("cp1251"), None, markup=False) == text


def test_the_page_is_asked_where_the_header_cannot_be_true() -> None:
    page = f'<meta charset="windows-1251"><p>{RUSSIAN}'
    assert decode_bytes(page.encode("cp1251"), "utf-8", markup=True) == page


def test_utf_16_without_nuls_is_not_believed() -> None:
    assert decode_bytes(b"<p>plain ascii", "utf-16", markup=True) == "<p>plain ascii"


def test_an_odd_byte_does_not_overrule_utf_8() -> None:
    """An advertisement in Latin-1 on a page in UTF-8 must not make mojibake of the page."""
    page = f"<p>{RUSSIAN}</p>".encode() + b'<img alt="K\xfcchen">'
    assert decode_bytes(page, "utf-8", markup=True) == f'<p>{RUSSIAN}</p><img alt="K�chen">'
    assert decode_bytes(page, None, markup=True) == f'<p>{RUSSIAN}</p><img alt="K�chen">'


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1251", RUSSIAN),
        ("cp1250", POLISH),
        ("cp932", JAPANESE),
        ("gb18030", CHINESE),
        ("euc_kr", KOREAN),
        ("iso8859-7", GREEK),
    ],
)
@pytest.mark.parametrize("declared", [None, "utf-8"])
def test_undeclared_charsets_are_detected_in_the_text_between_the_markup(codec: str, text: str, declared: str | None) -> None:
    page = "<html><head>" + "<script>var x = 1;</script>" * 5000 + f"</head><p>{text}</p>\n<p>{text}</p></html>"
    assert decode_bytes(page.encode(codec), declared, markup=True) == page


@pytest.mark.parametrize("start", ["", "x"])
def test_a_sample_of_a_long_line_ends_between_characters(start: str) -> None:
    page = start + " ".join([JAPANESE] * 1000)
    assert decode_bytes(page.encode("cp932"), None, markup=True) == page


def test_few_undefined_bytes_are_replaced() -> None:
    text = f"{RUSSIAN} " * 3
    assert decode_bytes(text.encode("cp1251") + b"\x98", "windows-1251", markup=False) == text + "\ufffd"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(UnicodeError, match="not text in utf-8 or any other charset"):
        decode_bytes(bytes(range(0x80, 0x100)) * 30 + b"\x81\x8d\xff\xfe\x00\x80" * 90, "utf-8", markup=False)


def test_hostile_pages_take_no_time() -> None:
    for page in (b"<meta " * 2000, b"<!--" * 3000, b"<meta charset" + b" " * 9000, b"<?xml " * 2000):
        decode_bytes(page, None, markup=True)
