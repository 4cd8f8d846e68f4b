import re

import pandas as pd

from isthmus import layers
from isthmus.layers._bundled.files import data_path


def test_the_bundled_data_dictionary_is_up_to_date() -> None:
    with data_path("atlas/data_dictionary.csv") as path:
        stored = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert stored.equals(layers.data_dictionary())


def test_every_source_named_is_listed() -> None:
    with data_path("atlas/sources.csv") as path:
        listed = set(pd.read_csv(path, dtype=str)["source_url"])
    assert set(layers.impacts()["source_url"]) <= listed
    for _, table in layers.example().layers():
        assert set(table["source_url"]) <= listed


def test_impacts_are_ranges() -> None:
    table = layers.impacts()
    assert len(table) == 35
    assert (table["low"] <= table["high"]).all()


def test_data_sets_say_what_is_owed() -> None:
    table = layers.sources()
    assert list(table) == ["name", "what", "version", "licence", "date", "attribution", "url"]
    assert table["name"].is_unique
    assert (table != "").all(axis=None)
    assert table["url"].map(lambda url: re.match(r"https://\S+$", url) is not None).all()
