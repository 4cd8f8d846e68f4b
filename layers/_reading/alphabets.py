"""What text that people write looks like in the languages of an encoding, unlike bytes that are misread.

Each test returns how sure it is that words are such text: `SURE` of one language, `LIKELY` of several or in
letters that are partly rare, `POSSIBLE` where the letters alone say little, `NO` where nobody writes so, and
`CERTAIN` where words of another language would not all read so.
"""

from __future__ import annotations

import re
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

NO, POSSIBLE, LIKELY, SURE, CERTAIN = range(5)
"""How sure it is that a text is one."""

Languages = dict[str, str]

_CENTRAL: Final[Languages] = {
    "Croatian": "čćđšž",
    "Czech": "áčďéěíňóřšťúůýž",
    "German": "äöüßé",
    "Hungarian": "áéíóöőúüű",
    "Polish": "ąćęłńóśźż",
    "Romanian": "ăâîșşțţ",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
}
_WESTERN: Final[Languages] = {
    "Danish": "æøåéóòôê",
    "Dutch": "áäèéëíïóöúü",
    "Estonian": "äõöüšž",
    "Finnish": "äöåé",
    "French": "àâæçèéêëîïôœùûüÿ",
    "German": "äöüßé",
    "Icelandic": "áæðéíóöþúý",
    "Italian": "àèéìíòóùú",
    "Portuguese": "áâãàçéêíóôõú",
    "Spanish": "áéíñóúü",
}
_BALTIC: Final[Languages] = {
    "Estonian": "äõöüšž",
    "Latvian": "āčēģīķļņšūž",
    "Lithuanian": "ąčęėįšųūž",
}
_TURKISH: Final[Languages] = {"Turkish": "âçği\u0131\u0307öşü"}
#: What a language never writes, though it has the letters.
_NEVER: Final = {
    "Czech": re.compile("(?<![bdfmnptv])ě"),
    "French": re.compile("ç(?![aouâôûé])|(?<!o)ù"),
    "Italian": re.compile("[ìòù](?!$)"),
    "Polish": re.compile("[ćńśź](?=[aeiouyąęó])"),
    "Portuguese": re.compile("õ(?!e)|ç(?![aouãõáóú])|ã(?![eos]|$)"),
    "Slovak": re.compile("[ĺŕ](?![b-df-hj-np-tv-zčďľňšťž])"),
    "Spanish": re.compile("ñ(?![aeiouáéíóú])|(?<!g)ü"),
    "Russian": re.compile("[аеёиоуыэюяьъ][ьъ]|^[ьъы]"),
    "Ukrainian": re.compile("[аеєиіїоуюяь]ь|^ь"),
    "Belarusian": re.compile("[аеёіоуыэюяь]ь|^[ьы]"),
}
_CYRILLIC: Final[Languages] = {
    "Belarusian": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "Serbian": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
_GREEK: Final[Languages] = {"Greek": "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋ"}
_OTHERS: Final[Languages] = {
    "Arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي",
    "Hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "Thai": "".join(map(chr, range(0x0E01, 0x0E4E))),
}
_PUNCTUATION: Final = frozenset(
    "\u00a0\u00a7\u00ab\u00b0\u00bb\u00d7\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2026\u20ac\u2116"
)
_EASTERN_PUNCTUATION: Final = frozenset(
    "\u3000\u3001\u3002\u3005\u3008\u3009\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011\u3014\u3015\u30fb"
    "\uff08\uff09\uff0c\uff0d\uff0e\uff0f\uff1a\uff1b\uff1f\uff5c\u00b7"
)
_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_MIXED: Final = re.compile(r"[a-z](?=[^\W\d_])(?=[^\x00-\x7f])|[^\W\d_](?<=[^\x00-\x7f])[a-z]", re.IGNORECASE)
_INSIDE: Final = re.compile(
    "(?<=[^\\W\\d_])[\u00a7\u00ab\u00b0\u00bb\u00d7\u2026\u201a\u201c\u201e\u20ac\u2116](?=[^\\W\\d_])"
)
_CYRILLIC_VOWELS: Final = frozenset("аеёєиіїоуўыэюя")
_GREEK_WORD: Final = re.compile("[^\u03c2]*[^\u03c3]")  # one sigma ends words, the other does not
_ACCENTS: Final = frozenset("άέήίόύώ")
_FEWEST_PLAIN: Final = 4  # a language of Latin letters has a plain one among so many, in words with others
_LONG: Final = 4  # letters of a word that has a vowel
_USUAL: Final = 0.9  # share of characters of which most text is made
_RARER: Final = 0.7
_MANY: Final = 16  # different characters


def central_text(text: str) -> int:
    """Return how sure it is that a text is of a language between Germany and Romania.

    Examples
    --------
    >>> [central_text(text) for text in ("Zakład w Łodzi", "Łódź, Plzeň", "Zak³ad w £odzi", "Gdañsk")]
    [3, 2, 0, 0]
    """
    return _latin_text(text, _CENTRAL)


def western_text(text: str) -> int:
    """Return how sure it is that a text is of a language from Iceland to Italy.

    Examples
    --------
    >>> [western_text(text) for text in ("Gävle, Åhus", "Plzeò, España", "Çàâîä", "Espanñ")]
    [3, 2, 0, 0]
    """
    return _latin_text(text, _WESTERN)


def baltic_text(text: str) -> int:
    """Return how sure it is that a text is of a language of the Baltic states."""
    return _latin_text(text, _BALTIC)


def turkish_text(text: str) -> int:
    """Return how sure it is that a text is Turkish."""
    return _latin_text(text, _TURKISH)


def _latin_text(text: str, languages: Mapping[str, str]) -> int:
    words = _foreign_words(text)
    plain = sum(letter.isascii() for word in words for letter in word)
    if plain * _FEWEST_PLAIN < sum(map(len, words)):
        return NO
    return NO if _INSIDE.search(text) else _text_of(words, languages)


def cyrillic_text(text: str) -> int:
    r"""Return how sure it is that the words with other than plain letters are of a Cyrillic language.

    Examples
    --------
    >>> [cyrillic_text(text) for text in ("Завод Київ, TSMC", "Zak\u0456ad", "йХЇВ", "зйфд")]
    [3, 0, 0, 0]
    """
    words = _foreign_words(text)
    if _MIXED.search(text) or _INSIDE.search(text):
        return NO
    long = [word for word in words if len(word) >= _LONG and word.isalpha()]
    if any(_CYRILLIC_VOWELS.isdisjoint(word.lower()) for word in long):
        return NO
    return _text_of(words, _CYRILLIC)


def greek_text(text: str) -> int:
    """Return how sure it is that a text is Greek: words of small letters have one accent.

    Examples
    --------
    >>> greek_text("Πειραιάς"), greek_text("Ηΰβξδ"), greek_text("τςσ")
    (3, 0, 0)
    """
    words = _foreign_words(text)
    if _MIXED.search(text):
        return NO
    small = [word for word in words if word.isalpha() and not word.isupper()]
    if any(not _GREEK_WORD.fullmatch(word) or len(_ACCENTS & {*word.lower()}) > 1 for word in small):
        return NO
    if not all(_ACCENTS & {*word.lower()} for word in small if len(word) >= _LONG):
        return NO
    return _text_of(words, _GREEK)


def other_text(text: str) -> int:
    """Return whether a text may be Arabic, Hebrew or Thai, whose letters alone say little.

    Examples
    --------
    >>> other_text("חיפה"), other_text("חיפהa")
    (1, 0)
    """  # noqa: RUF002 - other letters are what this is about
    if _MIXED.search(text):
        return NO
    return min(_text_of(_foreign_words(text), _OTHERS), POSSIBLE)


def _text_of(words: Collection[str], languages: Mapping[str, str]) -> int:
    """Return whether words are of one language of some, or of several."""
    known = [{name for name in languages if _is_of(word, name, languages[name])} for word in words]
    if not all(known):
        return NO
    return SURE if known and set.intersection(*known) else LIKELY


def _foreign_words(text: str) -> set[str]:
    """Return the words with other letters than plain ones; a sign that is none of writing is such a word."""
    words = {word for word in _WORD.findall(text) if not word.isascii()}
    signs = {sign for sign in text if not sign.isascii() and not sign.isalpha()}
    return words | (signs - _PUNCTUATION - {"\u0307"} - {*_OTHERS["Thai"]})


def _is_of(word: str, language: str, alphabet: str) -> bool:
    """Tell whether a language has all letters of a word so, and none is a capital after a small one."""
    if any(one.islower() and other.isupper() and not other.isascii() for one, other in pairwise(word)):
        return False
    never = _NEVER.get(language)
    return _foreign_letters(word) <= {*alphabet} and not (never and never.search(word.lower()))


def _foreign_letters(text: str) -> set[str]:
    return {letter for letter in text.lower() if not letter.isascii() and letter not in _PUNCTUATION}


def traditional_text(text: str) -> int:
    """Return how sure it is that a text is Chinese as in Taiwan.

    Examples
    --------
    >>> traditional_text("台中精密機械"), traditional_text("台中a"), traditional_text("い中")
    (3, 0, 0)
    """
    return _eastern_text(text, "big5", range(0xA4, 0xC7))


def simplified_text(text: str) -> int:
    """Return how sure it is that a text is Chinese as on the mainland."""
    return _eastern_text(text, "gb2312", range(0xB0, 0xD8))


def japanese_text(text: str) -> int:
    """Return how sure it is that a text is Japanese.

    Examples
    --------
    >>> japanese_text("横浜港、トヨタ"), japanese_text("ﾖｺﾊﾏ"), japanese_text("A港")
    (3, 0, 3)
    """
    return _eastern_text(text, "euc_jp", range(0xB0, 0xD0), kana=True)


def korean_text(text: str) -> int:
    """Return how sure it is that a text is Korean, in syllables of the usual set.

    Their bytes are also those of usual Chinese characters, but only of the first half of these: of many
    characters of a Chinese text some are of the other half.
    """
    foreign = {sign for sign in text if not sign.isascii()} - _PUNCTUATION - _EASTERN_PUNCTUATION
    if not all("\uac00" <= sign <= "\ud7a3" for sign in foreign):
        return NO
    sure = _rate_signs(foreign, "euc_kr", range(0xB0, 0xC9))
    return CERTAIN if sure == SURE and len(foreign) >= _MANY else sure


def _eastern_text(text: str, charset: str, usual: range, *, kana: bool = False) -> int:
    """Return how sure it is that a text is of Chinese characters.

    Parameters
    ----------
    text : str
    charset : str
        Character set that orders the usual characters first.
    usual : range
        First bytes of the usual characters in it.
    kana : bool
        Whether the two alphabets of Japan may stand beside them.
    """
    foreign = {sign for sign in text if not sign.isascii()} - _PUNCTUATION - _EASTERN_PUNCTUATION
    hanzi = {sign for sign in foreign if not (kana and _KANA.fullmatch(sign))}
    if not foreign or not all("\u4e00" <= sign <= "\u9fff" for sign in hanzi):
        return NO
    if re.search(r"[a-z][\u4e00-\u9fff]|[\u4e00-\u9fff][a-z]", text):
        return NO
    return _rate_signs(hanzi, charset, usual)


def _rate_signs(signs: set[str], charset: str, usual: range) -> int:
    common = sum(sign.encode(charset, "replace")[0] in usual for sign in signs)
    if common >= _USUAL * len(signs):
        return SURE
    return LIKELY if common >= _RARER * len(signs) else NO


TEXTS: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {
        "cp1250": central_text,
        "iso8859-2": central_text,
        "cp1252": western_text,
        "cp1251": cyrillic_text,
        "koi8-u": cyrillic_text,
        "cp950": traditional_text,
        "gb18030": simplified_text,
        "cp932": japanese_text,
        "euc_jp": japanese_text,
        "cp949": korean_text,
        "cp1253": greek_text,
        "cp1254": turkish_text,
        "cp1257": baltic_text,
        "cp1255": other_text,
        "cp1256": other_text,
        "cp874": other_text,
    }
)
"""Older encodings, those of our readers before others, with the test of the text that is expected in them."""

OLDEST: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {
        "cp852": central_text,
        "cp850": western_text,
        "cp866": cyrillic_text,
        "mac_roman": western_text,
    }
)
"""Encodings of DOS and of old Macintoshes, believed only where no other gives text."""
