"""Numbers as people write them: with decimal commas, with split thousands, beside the sign of a currency.

Of 1,234 nobody knows whether it is more than a thousand. The other cells of its column may tell, or those of
other columns; what nothing tells has two readings, and is never taken for one of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from .cells import as_number, keyboard_signs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

SIGNS: Final = (".", ",")
"""Signs that stand before decimals; where it is one, the other may split thousands, and so may blanks."""

_LONGEST: Final = 60  # characters of a number
_SAMPLED: Final = 1_000  # cells that are looked at to tell of numbers among text
_CODES: Final = (
    "USD EUR TWD NTD GBP JPY CNY RMB PLN CZK UAH CHF KRW SEK NOK DKK HUF RON BGN TRY INR AUD CAD HKD SGD"
)
_MONEY: Final = (
    rf"(?:[A-Z]{{0,2}}\$|[\u00a2-\u00a5\u20a0-\u20c0\u0e3f]|{_CODES.replace(' ', '|')}"
    r"|z\u0142|K\u010d|\u0433\u0440\u043d\.?|kr\.?|Fr\.?|\u5143|\u5186|\u5713)"
)
_CELL: Final = re.compile(
    rf"(?P<open>\()?(?P<sign>[+-]?) *(?P<before>{_MONEY})? *(?P<inner>-?)"
    rf"(?P<figure>[0-9.,](?:[0-9.,' ]*[0-9.])?)(?P<power>e[+-]?[0-9]+)? *(?P<after>{_MONEY}|%)?"
    r"(?P<close>\))?(?P<end>-)?",
    re.IGNORECASE,
)
_WHOLE: Final = r"0|[1-9][0-9]*"
_GROUPS: Final = r"[1-9][0-9]{{0,2}}(?P<split>[{signs} '])[0-9]{{3}}(?:(?P=split)[0-9]{{3}})*"
_INDIAN: Final = r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"
_FIGURES: Final = {
    ".": re.compile(rf"(?:{_GROUPS.format(signs=',')}|{_INDIAN}|{_WHOLE})(?:\.[0-9]*)?|\.[0-9]+"),
    ",": re.compile(rf"(?:{_GROUPS.format(signs='.')}|{_WHOLE})(?:,[0-9]+)?|,[0-9]+"),
}
_TYPED: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_POINTED: Final = re.compile(
    r"-?[1-9][0-9]{0,2}\.[0-9]{3}"
)  # of what computers write, all that may be thousands
_NINE_DIGITS: Final = re.compile(r"[0-9]{3} [0-9]{3} [0-9]{3}")


def plain_number(text: str, sign: str) -> str | None:
    r"""Return a number as computers write it, or None if a text is none.

    Parameters
    ----------
    text : str
        The text, perhaps with the sign of a currency, or in the brackets of bookkeepers, which are a minus.
    sign : str
        What stands before decimals, one of `SIGNS`.

    Examples
    --------
    >>> [plain_number(text, ",") for text in ("1.234,5", "1 234", "60.000", "12,5 zł", "12.5", "007")]
    ['1234.5', '1234', '60000', '12.5', None, None]
    >>> [
    ...     plain_number(text, ".")
    ...     for text in ("1,234.5", "1'234.5", "60.000", "($1,200)", "12,34,567", "12,5")
    ... ]
    ['1234.5', '1234.5', '60.000', '-1200', '1234567', None]
    """
    parts = _CELL.fullmatch(keyboard_signs(text)) if len(text) <= _LONGEST else None
    if parts is None or parts["after"] == "%" or (parts["before"] and parts["after"]):
        return None
    figure, bookkeeping = parts["figure"], (parts["open"], parts["close"], parts["end"])
    if _FIGURES[sign].fullmatch(figure) is None or (parts["power"] and " " in figure):
        return None
    if any(bookkeeping) and (figure.isdigit() or not _is_below(parts)):
        return None
    if parts["sign"] == "+" and (" " in figure or figure.isdigit()):  # +48 221 234 is a telephone
        return None
    minus = "-" if "-" in {parts["sign"], parts["inner"]} or any(bookkeeping) else ""
    bare = re.sub("[ ']", "", figure).replace(SIGNS[sign == "."], "").replace(sign, ".")
    number = f"{minus}{'0' * bare.startswith('.')}{bare}{parts['power'] or ''}"
    return number if as_number(number) is not None else None  # 1e999 is infinite


def _is_below(parts: re.Match[str]) -> bool:
    """Tell whether a cell says in one way of bookkeepers that it is below zero: (1,200) or 1.200-."""
    return bool(parts["open"]) == bool(parts["close"]) != bool(parts["end"]) and not parts["sign"]


def readings(text: str) -> tuple[str, ...]:
    """Return the numbers that a text may be: none, one, or two.

    Examples
    --------
    >>> readings("1,234"), readings("60.000"), readings("1.234,5"), readings("n/a")
    (('1234', '1.234'), ('60.000', '60000'), ('1234.5',), ())
    """
    found = (plain_number(text, sign) for sign in SIGNS)
    return tuple(dict.fromkeys(number for number in found if number is not None))


def sign_among(texts: Iterable[str]) -> str | None:
    """Return what stands before decimals in some texts: "" where they differ, None where none tells.

    Examples
    --------
    >>> sign_among(["1,234", "5,5", "x"]), sign_among(["1,234", "1,234.5"]), sign_among(["1,234", "60.000"])
    (',', '.', None)
    """
    found = {sign for text in texts for sign in _sure_signs(text)}
    return found.pop() if len(found) == 1 else "" if found else None


def _sure_signs(text: str) -> list[str]:
    """Return the sign before decimals of a text that is a number with one only."""
    if "." not in text and "," not in text:
        return []
    signs = [sign for sign in SIGNS if plain_number(text, sign) is not None]
    return signs if len(signs) == 1 else []


@dataclass(frozen=True)
class Numerals:
    """The filled cells of a column, as numbers.

    Parameters
    ----------
    texts : tuple of str
        The cells, each once.
    floats : bool
        Whether some of them are floats of their file, whose points are decimal.
    """

    texts: tuple[str, ...]
    floats: bool = False

    @cached_property
    def is_typed(self) -> bool:
        """Whether all are as computers write them."""
        return all(map(_TYPED.fullmatch, self.texts))

    @cached_property
    def signs(self) -> tuple[str, ...]:
        """The signs that may stand before decimals, so that all are numbers."""
        known = SIGNS[:1] if self.floats else SIGNS
        if self.is_typed and self.texts:
            split = all(_POINTED.fullmatch(text) for text in self.texts if "." in text)
            return known if split else SIGNS[:1]
        if not self.texts or self._currencies > 1 or all(map(_NINE_DIGITS.fullmatch, self.texts)):
            return ()
        return tuple(
            sign for sign in known if all(plain_number(text, sign) is not None for text in self.texts)
        )

    @cached_property
    def _currencies(self) -> int:
        """How many signs of currencies stand beside the numbers, none being one as well."""
        return len({_currency_of(text) for text in self.texts})

    @cached_property
    def unsure(self) -> str:
        """A cell that is one number with decimal points, and another with decimal commas; "" if none is."""
        pointed = (text for text in self.texts if "." in text or "," in text)
        return next((text for text in pointed if len(readings(text)) > 1), "")

    @property
    def sure_sign(self) -> str:
        """The one sign before decimals with which all are numbers; "" if both do, or none."""
        return self.signs[0] if len(self.signs) == 1 else ""

    @property
    def is_usual(self) -> bool:
        """Whether all are numbers with decimal points, where nothing tells of others."""
        return all(map(is_usual, self.texts))

    @cached_property
    def odd(self) -> str:
        """A cell that is a number in some way, though not all are, of a column mostly of such; "" if none."""
        if self.signs or self.is_typed or not self.texts:
            return ""
        some = self.texts[:: len(self.texts) // _SAMPLED + 1]
        alike = [text for text in some if is_like_number(text)]
        written = [text for text in alike if as_number(text) is None]
        return written[0] if written and 2 * len(alike) >= len(some) else ""


def numerals_of(cells: Collection[str], *, floats: bool = False) -> Numerals:
    """Return the filled cells of a column, each once, as numbers."""
    return Numerals(tuple(dict.fromkeys(text for text in cells if text.strip())), floats)


def is_usual(text: str) -> bool:
    """Tell whether a text is a number as computers write it: decimals have points, and no last zero.

    Examples
    --------
    >>> [is_usual(text) for text in ("12.5", "1.234", "60.000", "1,234")]
    [True, True, False, False]
    """
    return _TYPED.fullmatch(text) is not None and not ("." in text and text.endswith("0"))


def is_like_number(text: str) -> bool:
    """Tell whether a text is a number, or one in percent.

    Examples
    --------
    >>> [is_like_number(text) for text in ("12 %", "1,234", "12a")]
    [True, True, False]
    """
    return bool(readings(text.strip().removesuffix("%")))


def _currency_of(text: str) -> str:
    parts = _CELL.fullmatch(keyboard_signs(text)) if len(text) <= _LONGEST else None
    return (parts["before"] or parts["after"] or "").casefold() if parts else ""
