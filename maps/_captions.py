"""What a maker says of the words in a legend and on cards, in the words of `geopandas.explore`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from isthmus._arguments import as_items, check_choice, check_flag, check_kind, check_text, unfit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from isthmus.layers._tables.symbology import Symbology

    from ._looks import Legend

#: What explore() says of a legend; how long its bar of colours is and what stands below is the page's own.
LEGEND_WORDS: Final = ("caption", "colorbar", "fmt", "interval", "labels", "max_labels", "scale")


def caption_legend(
    symbology: Symbology, legend: Legend, given: Mapping[str, Any]
) -> tuple[Symbology, Legend, dict[str, str]]:
    """Return classes with their labels, how the legend shows them, and what it calls the column.

    Raises
    ------
    ArgumentError
        If ``legend_kwds`` says anything else, or there are not as many labels as classes.

    Examples
    --------
    >>> from isthmus.layers._tables.symbology import PLAIN, Symbology
    >>> named = Symbology("kind", {"a": PLAIN.other, "b": PLAIN.other}, PLAIN.other)
    >>> words = {"labels": ["first", "second"], "caption": "Which"}
    >>> told, legend, caption = caption_legend(named, "classes", {"legend_kwds": words})
    >>> [symbol.label for symbol in told.symbols.values()], legend, caption
    (['first', 'second'], 'classes', {'kind': 'Which'})
    """
    said = given.get("legend_kwds") or {}
    check_kind("legend_kwds", said, dict, "a dict of explore()'s words")
    for name in said:
        check_choice("legend_kwds", name, LEGEND_WORDS)
    for name in ("colorbar", "interval", "scale"):
        check_flag(name, said.get(name, False))
    if symbology.spans and "colorbar" in said:
        legend = "ramp" if said["colorbar"] else "classes"
    labels = _labels(symbology, said)
    if labels:
        named = zip(symbology.symbols.items(), labels, strict=True)
        symbols = {value: replace(symbol, label=label) for (value, symbol), label in named}
        symbology, legend = replace(symbology, symbols=symbols), "classes"
    caption = said.get("caption", "")
    check_text("caption", caption)
    return symbology, legend, {symbology.column: caption} if caption else {}


def _labels(symbology: Symbology, said: Mapping[str, Any]) -> list[str]:
    """Return the labels that were given, or numbers in the format that was; none if nothing was said."""
    if "labels" in said:
        labels = [*map(str, as_items("labels", said["labels"], "a list of labels"))]
        if len(labels) != len(symbology.symbols):
            raise unfit("labels", f"as many labels as classes, {len(symbology.symbols)}", len(labels))
        return labels
    if "fmt" not in said or not symbology.spans:
        return []
    check_kind("fmt", said["fmt"], str, 'a format of numbers, such as "{:.0f}"')
    try:
        return [" \N{EN DASH} ".join(map(said["fmt"].format, span)) for span in symbology.spans.values()]
    except (ValueError, IndexError, KeyError, AttributeError) as error:
        raise unfit("fmt", 'a format of numbers, such as "{:.0f}"', said["fmt"]) from error


def aliases_of(
    table: pd.DataFrame, shown: Mapping[str, tuple[str, ...] | None], given: Mapping[str, Any]
) -> dict[str, str]:
    """Return what columns are called that a tooltip or a card shows.

    Raises
    ------
    ArgumentError
        If ``tooltip_kwds`` or ``popup_kwds`` say anything else, or there are not as many aliases as columns.

    Examples
    --------
    >>> import pandas as pd
    >>> aliases_of(pd.DataFrame({"t": [1]}), {"popup": ("t",)}, {"popup_kwds": {"aliases": ["Tonnes"]}})
    {'t': 'Tonnes'}
    """
    called: dict[str, str] = {}
    for argument, columns in shown.items():
        said = given.get(f"{argument}_kwds") or {}
        check_kind(f"{argument}_kwds", said, dict, "a dict with aliases")
        for name in said:
            check_choice(f"{argument}_kwds", name, ["aliases"])
        aliases = [*map(str, as_items("aliases", said.get("aliases", ()), "a list of names"))]
        names = [str(name) for name in table.columns if name != "geometry"] if columns is None else columns
        if aliases and len(aliases) != len(names):
            raise unfit("aliases", f"as many names as columns, {len(names)}", len(aliases))
        called |= dict(zip(names, aliases, strict=bool(aliases)))
    return called
