"""Columns of a layer under other names, in the languages of our readers, and what columns hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._bundled.names import find_countries
from isthmus.layers._tables.cells import as_number, quote
from isthmus.layers._tables.columns import own_columns
from isthmus.layers._tables.dates import as_iso
from isthmus.layers._tables.numerals import is_like_number
from isthmus.layers._tables.table import column_setting

from .config import QUESTION
from .place_columns import axis_of, holds_places, repeats_places

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from isthmus.layers._tables.schema import Column, Schema
    from isthmus.layers._tables.table import RawTable

#: Words by column, separated by semicolons: English, then others.
WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "id": "identifier;code;site id;plant id;stop id;unique id;uid;uuid;guid;fid;objectid;locode;unlocode"
        ";identyfikator;kod;identifikátor;kód;ідентифікатор;код;идентификатор;kennung;kürzel;schlüssel"
        ";identifiant;identificador;código;clave;identificativo;codice;azonosító;編號;编号;代碼;代码;識別碼"
        ";番号;コード;번호;코드",
        "name": "site name;plant name;project name;plant project name;stop name;port name;main port name"
        ";airport name;factory name;facility name;place name;full name;station name;nazwa;nazwa zakładu"
        ";nazwa obiektu;název;název závodu;jméno;názov;назва;найменування;назва заводу;название;наименование"
        ";bezeichnung;werksname;standortname;name des werks;nom;nom du site;dénomination;libellé;nombre"
        ";denominación;nome;denominazione;designação;naam;namn;navn;nimi;név;megnevezés;nume;denumire;ad\u0131"
        ";isim;pavadinimas;nosaukums;naziv;ime;име;όνομα;ονομασία;名稱;名称;名字;廠名;厂名;工廠名稱;公司名稱"
        ";企业名称;单位名称;名前;이름;명칭;tên;nama;الاسم;ชื่อ",
        "country": "country code;country name;country region;country area;iso country;country iso;iso;iso2"
        ";iso3;iso a2;iso a3;iso code;adm0 a3;cntr code;cntry;nation;kraj;państwo;kod kraju;země;stát"
        ";kód země;krajina;štát;країна;держава;код країни;страна;государство;land;staat;länderkürzel"
        ";ländercode;pays;code pays;país;código de país;paese;nazione;maa;riik;ország;țară;tara;ülke;šalis"
        ";valsts;država;държава;χώρα;國家;国家;國別;国别;国;国名;국가;나라;quốc gia;negara;الدولة;ประเทศ",
        "city": "town;municipality;locality;city name;town name;miasto;miejscowość;město;obec;mesto;місто"
        ";населений пункт;город;stadt;ort;ville;commune;ciudad;municipio;localidad;città;comune;cidade;stad"
        ";plaats;tätort;kaupunki;kunta;linn;város;település;oraș;localitate;şehir;miestas;pilsēta;grad;град"
        ";πόλη;城市;縣市;都市;市区町村;도시;thành phố;kota;المدينة;เมือง",
        "kind": "type;category;rodzaj;typ;kategoria;druh;kategorie;вид;тип;категорія;art;type de site;tipo"
        ";típus;tür;種類;類型;类型;种类;종류",
        "source": "data source;źródło;zdroj;джерело;источник;quelle;fuente;fonte;bron;källa;forrás;來源;来源"
        ";出典",
        "note": "notes;remark;remarks;comment;comments;uwagi;poznámka;poznámky;примітка;примітки;bemerkung"
        ";anmerkung;remarque;remarques;observaciones;osservazioni;opmerking;備註;备注;備考",
        "products": "goods;produkty;wyroby;výrobky;продукція;продукти;produkte;erzeugnisse;produits"
        ";productos;prodotti;產品;产品;製品",
        "as_of": "as of date;data date;status date;last updated;stan na;stan na dzień;data aktualizacji"
        ";stav k;stav ke dni;datum aktualizace;станом на;дата оновлення;по состоянию на;stand;datenstand"
        ";stichtag;date des données;date de mise à jour;fecha de actualización;data di aggiornamento"
        ";data de atualização;peildatum;截至;更新日期;資料日期;数据日期",
        "date": "signed;date signed;data;data podpisania;datum;datum podpisu;дата;дата підписання"
        ";datum der unterzeichnung;date de signature;fecha;fecha de firma;dátum;päivämäärä;tarih;日期;日付"
        ";날짜",
        "start": "start date;begin;begins;begin date;beginning;since;from date;date from;valid from;od"
        ";od dnia;data od;początek;data rozpoczęcia;datum od;platí od;začátek;початок;дата початку;від"
        ";начало;дата начала;von;ab;beginn;anfang;startdatum;gültig ab;début;date de début;depuis;inicio"
        ";fecha de inicio;desde;inizio;data di inizio;início;data de início;begindatum;開始;開始日期;开始"
        ";开始日期;起始日期;開始日;시작",
        "end": "end date;ends;until;to date;date to;valid to;valid until;do;do dnia;data do;koniec"
        ";data zakończenia;datum do;platí do;konec;кінець;дата закінчення;до;конец;дата окончания;bis;ende"
        ";enddatum;gültig bis;fin;date de fin;fecha de fin;hasta;fine;data di fine;fim;data de fim;einddatum"
        ";結束;結束日期;结束;结束日期;終了日;종료",
        "period": "year;ref year;time period;time;rok;okres;období;рік;період;год;период;jahr;zeitraum;année"
        ";période;año;período;anno;ano;jaar;år;év;年;年份;年度;期間;期间;연도",
        "origin": "exporter;exporting country;country of origin;origin country;from;eksporter"
        ";kraj pochodzenia;vývozce;země původu;експортер;країна походження;ausfuhrland;ursprungsland"
        ";herkunftsland;exporteur;exportateur;pays d'origine;origine;exportador;país de origen;origen;出口國"
        ";出口国;原產國;原产国;來源國",
        "destination": "importer;importing country;destination country;to;importer kraj;kraj przeznaczenia"
        ";dovozce;země určení;імпортер;країна призначення;einfuhrland;bestimmungsland;zielland;importeur"
        ";importateur;pays de destination;importador;país de destino;destino;進口國;进口国;目的國;目的国",
        "quantity": "value;amount;ilość;wartość;množství;hodnota;кількість;вартість;menge;wert;quantité"
        ";valeur;cantidad;valor;quantità;數量;数量;金額;金额",
        "unit": "unit of measure;units;jednostka;jednotka;одиниця;einheit;unité;unidad;unità;單位;单位;単位",
        "product": "commodity;commodity code;hs;hs code;hs6;good;goods;towar;produkt;zboží;товар;продукт"
        ";ware;produit;marchandise;producto;prodotto;商品;產品;产品",
        "mode": "transport mode;mode of transport;środek transportu;druh dopravy;вид транспорту"
        ";verkehrsträger;mode de transport;modo de transporte;運輸方式;运输方式",
    }
)
_SEPARATORS: Final = re.compile("[\\s_\\-.:*#/\u200b\u200c\u200d\u2060\ufeff]+")
_LISTED: Final = 5  # columns that a message proposes
_MOSTLY: Final = 0.8  # share of cells that tell what a column holds
_LONGEST_ID: Final = 40
_ID: Final = re.compile(r"[\w:.-]+")
_SHORTEST_NAME: Final = 3  # letters, on average; Chinese ones count twice


def header_key(header: str) -> str:
    """Return what the spellings of a header share.

    Examples
    --------
    >>> [header_key(header) for header in ("Source_URL", " as of:", "ZEMĚ")]
    ['sourceurl', 'asof', 'zeme']
    """
    return _SEPARATORS.sub("", simplify(header))


def columns_by_word(names: Collection[str]) -> dict[str, str]:
    """Return some columns by the keys of the words that people use for them.

    Examples
    --------
    >>> columns_by_word(["name", "country"])["bezeichnung"]
    'name'
    """
    return {
        header_key(word): column
        for column, words in WORDS.items()
        if column in names
        for word in words.split(";")
    }


def mostly_fits(cells: Sequence[str], column: Column) -> bool:
    """Tell whether at least half of the filled cells are what a column holds; ids are all, and differ."""
    filled = [text for text in cells if text.strip()]
    if column.name == "id":
        return bool(filled) and len({*filled}) == len(cells)
    return bool(filled) and 2 * sum(may_hold(text, column) for text in filled) >= len(filled)


def may_hold(text: str, column: Column) -> bool:
    """Tell whether a cell is what a column holds."""
    if column.kind in {"country", "countries"}:
        return bool(find_countries(text.strip()))
    if column.kind in {"number", "integer"}:
        return is_like_number(text)
    if column.kind in {"date", "period"}:
        return _is_some_date(text) or text in column.allowed
    return not column.allowed or not text.strip() or text.strip() in column.allowed


def _is_some_date(text: str) -> bool:
    """Tell whether a text is a date, even one that may be read in two ways."""
    try:
        return bool(as_iso(text)[0])
    except ValueError as error:
        return " or " in str(error)


def headers_like(table: RawTable, schema: Schema, column: str) -> list[str]:
    """Return the columns of an owner's own whose cells are such as a column of the layer holds.

    Examples
    --------
    >>> from isthmus.layers import SCHEMAS
    >>> from isthmus.layers._tables.table import RawTable
    >>> cells = {
    ...     "Werk": ["Stahlwerk", "Gießerei"],
    ...     "Sitz": ["Polen", "DE"],
    ...     "seit": ["03.02.1999", "2001-05"],
    ... }
    >>> table = RawTable("factories", "f.csv", cells, [1, 2])
    >>> [headers_like(table, SCHEMAS["factories"], name) for name in ("name", "country", "as_of")]
    [['Werk'], ['Sitz'], ['seit']]
    """
    own = [name for name in own_columns(table, schema) if not axis_of(name)]
    alike = _HOLDS.get(column) or _HOLDS.get(schema[column].kind)
    return [name for name in own if alike and alike(table.cells[name])][:_LISTED]


def _are_mostly(cells: Sequence[str], is_such: Mapping[str, bool]) -> bool:
    filled = [text for text in cells if text.strip()]
    return bool(filled) and sum(is_such[text] for text in filled) >= _MOSTLY * len(filled)


def _are_countries(cells: Sequence[str]) -> bool:
    return _are_mostly(cells, {text: bool(find_countries(text.strip())) for text in {*cells}})


def _are_dates(cells: Sequence[str]) -> bool:
    return _are_mostly(cells, {text: _is_some_date(text) and not text.isdigit() for text in {*cells}})


def _are_ids(cells: Sequence[str]) -> bool:
    short = all(len(text) <= _LONGEST_ID and _ID.fullmatch(text.strip()) for text in cells)
    differ = short and len({*cells}) == len(cells) and not _are_dates(cells)
    numbers = all(as_number(text.strip()) is not None for text in cells)
    return differ and not (
        numbers and len({len(text.strip()) for text in cells}) > 1
    )  # these are sizes rather


def _are_names(cells: Sequence[str]) -> bool:
    filled = [text for text in cells if text.strip()]
    letters = sum(letter.isalpha() * (1 + (letter > "\u2e80")) for text in filled for letter in text)
    words = all(as_number(text) is None and "://" not in text and "@" not in text for text in filled)
    differ = len({*filled}) >= _MOSTLY * len(cells)
    return words and differ and letters >= _SHORTEST_NAME * len(filled) and not _are_dates(cells)


_HOLDS: Final = MappingProxyType(
    {
        "id": _are_ids,
        "name": lambda cells: bool(cells) and _are_names(cells) and not _are_countries(cells),
        "country": _are_countries,
        "countries": _are_countries,
        "date": _are_dates,
    }
)


def names_in_schema(table: RawTable, given: Mapping[str, str], schema: Schema) -> dict[str, str]:
    """Return the columns of a layer that headers of a table mean, by header.

    Letters, accents, blanks, underscores and hyphens make no difference. A usual word for a column counts
    only where the table does not have the column itself, and where most of its cells fit it.

    Parameters
    ----------
    table : RawTable
        The table as its file says it.
    given : mapping of str to str
        Columns of the layer by the headers that their owner said.
    schema : Schema
        The layer.

    Examples
    --------
    >>> from isthmus.layers import SCHEMAS
    >>> from isthmus.layers._tables.table import RawTable
    >>> cells = {"ID": ["a"], "Nazwa": ["A"], "Kraj": ["Jihomoravský"]}
    >>> names_in_schema(RawTable("factories", "f.csv", cells, [1]), {}, SCHEMAS["factories"])
    {'ID': 'id', 'Nazwa': 'name'}
    """
    free = [header for header in table.cells if header not in schema and header not in given]
    keys = {header_key(name): name for name in (*schema.names, "geometry")}
    found = {header: keys[header_key(header)] for header in free if header_key(header) in keys}
    taken = {*table.cells, *given.values(), *found.values()}
    words = columns_by_word({*schema.names} - taken)
    meant = {header: words[header_key(header)] for header in free if header_key(header) in words}
    return found | {
        header: name for header, name in meant.items() if mostly_fits(table.cells[header], schema[name])
    }


def note_own_columns(table: RawTable, schema: Schema) -> RawTable:
    """Return a table in which a column of the user's own that is like one of the layer's has a note.

    What says once more where rows are is left out, with a note; where it differs, that is a problem.
    """
    again = [name for name in own_columns(table, schema) if repeats_places(table, name)]
    table = replace(
        table,
        cells={name: texts for name, texts in table.cells.items() if name not in again},
        notes=(
            *table.notes,
            *(table.note("a place once", "the same again, left out", column=name) for name in again),
        ),
    )
    own = own_columns(table, schema)
    unfit = _unfit_cells(table, schema)
    got = "one it does not know, kept as a column of your own"
    notes = [
        table.note("a column of the layer", got, f'did you mean "{like}"?', column=name)
        for name, like in own.items()
        if like and name not in unfit
    ]
    notes += [
        table.note(
            f"of a column called so: {schema[column].expected}",
            f"{quote(cell)}, kept as a column of your own",
            f'if it is the {column}, call it "{column}" and say it so',
            column=name,
        )
        for name, (column, cell) in unfit.items()
    ]
    problems = [
        table.problem(
            "a column of the layer",
            "one that says where rows are in another way",
            f"take it out, or put ignore = [{json.dumps(name)}] under [{table.layer}] in isthmus.toml",
            column=name,
            settings=_place_settings(table, name),
        )
        for name in own
        if holds_places(name, table.cells[name])
    ]
    table = replace(table, notes=(*table.notes, *notes), problems=(*table.problems, *problems))
    return _with_candidates(table, schema)


def _with_candidates(table: RawTable, schema: Schema) -> RawTable:
    """Return a table that tells which of the owner's own columns may be those that the layer lacks."""
    wanted = [column.name for column in schema.columns if column.required]
    asked = [name for name in ("country", *schema.dates) if name in schema and name not in wanted]
    found = {
        name: tuple(headers_like(table, schema, name))
        for name in (*wanted, *asked)
        if not any(map(str.strip, table.column(name)))
    }
    notes = []
    if len(schema.dates) > 1 and found.get(schema.dates[0]) == found.get(schema.dates[-1], ())[:1]:
        found.pop(schema.dates[-1], None)  # one day is rather the first
    for name in (name for name in asked if found.get(name)):
        lines = [column_setting(name, header) for header in found[name]]
        headers = " or ".join(map(quote, found[name]))
        what = "countries" if schema[name].kind == "country" else "dates"
        notes.append(
            table.note(
                f'column "{name}"',
                f"none, but {what} in {headers}",
                "say so in isthmus.toml if it is that",
                column=name,
                settings=tuple(lines) if len(lines) > 1 else (lines[0] + QUESTION,),
            )
        )
    return replace(table, candidates=found, notes=(*table.notes, *notes))


def _unfit_cells(table: RawTable, schema: Schema) -> dict[str, tuple[str, str]]:
    """Return own columns called by a usual word for one of the layer's: which, and a cell that is none."""
    words = columns_by_word(schema.names)
    meant = {name: words.get(header_key(name), "") for name in own_columns(table, schema)}
    found = {
        name: (column, next((text for text in table.cells[name] if not may_hold(text, schema[column])), ""))
        for name, column in meant.items()
        if column and column not in table.cells
    }
    return {name: (column, cell) for name, (column, cell) in found.items() if cell.strip()}


def _place_settings(table: RawTable, name: str) -> tuple[str, ...]:
    """Return what isthmus.toml could say of a second place: which of the two is left out."""
    first = axis_of(name)
    both = [name, first] if first in table.cells else [name, ""]
    return tuple(f"ignore = {json.dumps([one] if one else [], ensure_ascii=False)}" for one in both)
