"""Whether text is what people write: letters of one language in each word, as opposed to misread bytes."""

from __future__ import annotations

import re
from itertools import pairwise

_LATIN = {
    "Czech": "áčďéěíňóřšťúůýž",
    "Danish": "æøåé",
    "Finnish": "äöå",
    "French": "àâæçèéêëîïôœùûüÿ",
    "German": "äöüß",
    "Hungarian": "áéíóöőúüű",
    "Italian": "àèéìíòóùú",
    "Polish": "ąćęłńóśźż",
    "Portuguese": "áâãàçéêíóôõú",
    "Romanian": "ăâîșşțţ",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Slovene": "čćđšž",
    "Spanish": "áéíñóúü",
    "Turkish": "âçğıîöşüû",
}
_CYRILLIC = {
    "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
_PUNCTUATION = frozenset(
    "\u00a0\u00a7\u00ab\u00b0\u00bb\u00d7\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2026\u20ac\u2116"
)
_CHINESE_PUNCTUATION = frozenset(
    "\u3000\u3001\u3002\u3008\u3009\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011\u3014\u3015"
    "\uff08\uff09\uff0c\uff0d\uff0e\uff0f\uff1a\uff1b\uff1f\uff5c\u00b7"
)
_WORD = re.compile(r"[^\W\d_]+")
# Spanish writes an n with a tilde before vowels only; Italian puts its grave i, o and u at the end of words.
_NEVER = re.compile("\u00f1(?![aeiou\u00e1\u00e9\u00ed\u00f3\u00fa])|[\u00ec\u00f2\u00f9](?!$)")
_FEWEST_PLAIN = 4  # a language of Latin letters has a plain one among so many, in words with others


def is_latin(text: str) -> bool:
    """Tell whether a text is in a language of Latin letters, or in several.

    Examples
    --------
    >>> [is_latin(text) for text in ("Zakład w Łodzi", "Zak³ad w £odzi", "Çàâîä", "Gdañsk")]
    [True, False, False, False]
    """
    words = _foreign_words(text, _PUNCTUATION)
    plain = sum(letter.isascii() for word in words for letter in word)
    enough = plain * _FEWEST_PLAIN >= sum(map(len, words))
    return enough and all(_in_language(word, _LATIN) for word in words)


def is_one_language(text: str) -> bool:
    """Tell whether all words of a text can be of one and the same language.

    Examples
    --------
    >>> is_one_language("Plzeň, Příbram"), is_one_language("Plzeò, España"), is_one_language("台中市")
    (True, False, True)
    """
    letters = _foreign({letter for letter in text.lower() if letter.isalpha()})
    alphabets = [set(alphabet) for alphabet in (*_LATIN.values(), *_CYRILLIC.values())]
    return all(map(_is_hanzi, letters)) or any(letters <= alphabet for alphabet in alphabets)


def is_cyrillic(text: str) -> bool:
    r"""Tell whether the words with other letters than plain ones are Ukrainian or Russian.

    Examples
    --------
    >>> [is_cyrillic(text) for text in ("Завод Київ, TSMC", "Zak\u0456ad", "йХЇВ")]
    [True, False, False]
    """
    words = _foreign_words(text, _PUNCTUATION)
    return all(not any(map(str.isascii, word)) and _in_language(word, _CYRILLIC) for word in words)


def is_chinese(text: str, charset: str, usual: range) -> bool:
    """Tell whether a text is Chinese, in characters that are mostly usual ones.

    Parameters
    ----------
    text : str
        The text.
    charset : str
        Character set that orders the usual characters first.
    usual : range
        First bytes of the usual characters in it.

    Examples
    --------
    >>> is_chinese("台中精密機械", "big5", range(0xA4, 0xC7)), is_chinese("い中", "big5", range(0xA4, 0xC7))
    (True, False)
    """
    foreign = {sign for sign in text if not sign.isascii()} - _PUNCTUATION - _CHINESE_PUNCTUATION
    if not all(map(_is_hanzi, foreign)):
        return False
    if re.search(r"[a-z][\u4e00-\u9fff]|[\u4e00-\u9fff][a-z]", text):
        return False
    common = sum(sign.encode(charset, "replace")[0] in usual for sign in foreign)
    return common * 10 >= len(foreign) * 9


def _is_hanzi(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def _foreign_words(text: str, punctuation: frozenset[str]) -> set[str]:
    """Return the words with other letters than plain ones; a sign that is none of writing is such a word."""
    words = {word for word in _WORD.findall(text) if not word.isascii()}
    signs = {sign for sign in text if not sign.isascii() and not sign.isalpha()}
    return words | (signs - punctuation)


def _in_language(word: str, alphabets: dict[str, str]) -> bool:
    """Tell whether one alphabet has all letters of a word, and none is a capital after a small one."""
    if any(one.islower() and other.isupper() and not other.isascii() for one, other in pairwise(word)):
        return False
    if _NEVER.search(word.lower()):
        return False
    foreign = _foreign(set(word.lower()))
    return any(foreign <= set(alphabet) for alphabet in alphabets.values())


def _foreign(letters: set[str]) -> set[str]:
    return {letter for letter in letters if not letter.isascii()}
