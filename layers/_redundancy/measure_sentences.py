"""What is said of measures: what they save, against what, at what cost, and why others save nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.result_schemas import Range

from .comparison import scope_of
from .contingencies import gate_title

if TYPE_CHECKING:
    from collections.abc import Collection

    from .lateness import Lateness, Option, Saving

#: Less than this, in hours, is rounding.
_LEAST: Final = 1e-6


def tell_saving(lateness: Lateness, option: Option, saving: Saving) -> str:
    """Return what an option saves, against what, at what cost, and what is to be minded."""
    saved, late = [], lateness.total[0]
    if saving.days.high > _LEAST:
        saved.append(
            f"{tell_days(saving.days)} of the {tell_days(late)} days that goods are to be expected late"
        )
    if saving.unserved.high > _LEAST:
        saved.append(f"a way for {tell_share(saving.unserved)} of the demand that would find none")
    if option.gain_h > _LEAST:
        saved.append(f"{option.gain_h:.2g} hours while nothing is shut")
    against = tell_events(lateness, saving.against)
    told = f"{option.name}{f' ({option.told})' if option.told else ''}: saves {list_words(saved, 'and')}"
    return f"{told}{f', against {against}' if against else ''}. {tell_cost(option)}"


def tell_events(lateness: Lateness, names: Collection[str]) -> str:
    """Return what a reader calls events: those of the library by the titles of what is shut."""
    gates = {gate for event in lateness.states.events for gate in event.gates}
    told = {f"{gate} shut": f"{gate_title(lateness.case, gate)} shut" for gate in gates}
    return list_words((told.get(name, name) for name in names), "and")


def tell_cost(option: Option) -> str:
    """Return what an option costs, as far as anybody says it."""
    figures = {name: value for name, value in option.figures.items() if not pd.isna(value)}
    if "usd_t_high" in figures:
        low, high = (figures[f"usd_t_{end}"] for end in ("low", "high"))
        more = f"USD {low:+,.0f} to {high:+,.0f} beyond what it was to"
        return f"While it is used, a tonne costs {more}; what a contract costs was not found."
    if "cost_high" not in figures:
        return "What it costs was not found."
    low, high = (f"{round(figures[name], 2):,.12g}" for name in ("cost_low", "cost_high"))
    told = "to build" if option.kind == "project" else "tied up in goods"
    return f"Cost: {figures['currency']} {low if low == high else f'{low} to {high}'} million, {told}."


def tell_days(days: Range) -> str:
    """Return a range of days with three digits."""
    low, high = (f"{end:.2f}" if 0 < end < 1 else f"{end:.3g}" for end in (days.low, days.high))
    return low if low == high else f"{low} to {high}"


def tell_share(share: Range) -> str:
    """Return a range of shares in per cent."""
    return f"{tell_days(Range(100 * share.low, 100 * share.high))} %"


def why_idle(lateness: Lateness, option: Option) -> str:
    """Return why an option saves nothing."""
    if not lateness.against:
        return f"{option.name} saves nothing: none of the events makes goods late."
    if option.kind == "project":
        return f"{option.name} saves nothing: no best way leads over it, whatever shuts ({option.told})."
    return f"{option.name} saves nothing: goods come no sooner by it, whatever shuts."


def tell_all(lateness: Lateness, found: int, idle: int) -> str:
    """Return against what the measures were held, and what came of it."""
    late, unserved = lateness.total
    why = "none of the events makes goods late, so that there is nothing to save"
    if lateness.against:
        some = f"{tell_share(unserved)} of them find no way"
        left = some if unserved.high > _LEAST else "all of them find a way"
        held = tell_events(lateness, lateness.against)
        why = f"goods are to be expected {tell_days(late)} days late by {held}, against the way with none"
        why += f" of these, and {left}"
    end = f"{found} measures save some of it" if found else "nothing was found that saves any of it"
    return f"{scope_of(lateness.case)}, {why}; {end}, and {idle} that were looked at save nothing."
