"""Each kind of folium's elements, as it is drawn here: its text is text."""

from __future__ import annotations

import json

import branca.colormap
import folium
import folium.plugins
import geopandas as gpd
import pytest
import shapely
from branca.element import Element, MacroElement

from isthmus.maps._elements import text_attributes

MARKUP = "<b>{{ 7 }}</b>"
ESCAPED = "&lt;b&gt;{{ 7 }}&lt;/b&gt;"


def test_a_popup_is_text_or_an_author_s_markup() -> None:
    assert text_attributes(folium.Popup(MARKUP))["pieces"] == [{"text": MARKUP}]
    own = Element(MARKUP.replace("{{ 7 }}", "7"))
    assert text_attributes(folium.Popup(own))["pieces"] == [{"markup": "<b>7</b>"}]


def test_a_tooltip_is_text() -> None:
    assert text_attributes(folium.Tooltip(MARKUP))["pieces"] == [{"text": MARKUP}]


def test_the_name_of_a_layer_and_an_attribution_are_text() -> None:
    layer = folium.TileLayer("https://example.org/{z}/{x}/{y}.png", attr=MARKUP, name=MARKUP)
    changed = text_attributes(layer)
    assert changed["layer_name"] == ESCAPED
    assert changed["options"]["attribution"] == ESCAPED


def test_links_of_an_attribution_keep_their_address_alone() -> None:
    link = '<a href="https://example.org" onclick="alert(1)">Ann</a>'
    layer = folium.TileLayer("https://example.org/{z}", attr=f"© {link}")
    assert text_attributes(layer)["options"]["attribution"] == '© <a href="https://example.org">Ann</a>'


def test_groups_and_their_layers_are_text() -> None:
    control = folium.plugins.GroupedLayerControl({MARKUP: [folium.FeatureGroup(MARKUP)]})
    changed = text_attributes(control)
    assert list(changed["options"]["exclusiveGroups"]) == [ESCAPED]
    assert list(changed["grouped_overlays"][ESCAPED]) == [ESCAPED]


def test_popups_over_time_are_text() -> None:
    feature = {"type": "Feature", "geometry": None, "properties": {"popup": MARKUP, "times": []}}
    layer = folium.plugins.TimestampedGeoJson({"type": "FeatureCollection", "features": [feature]})
    (changed,) = json.loads(text_attributes(layer)["data"])["features"]
    assert changed["properties"] == {"popup": ESCAPED, "times": []}


def test_properties_and_their_names_are_text() -> None:
    table = gpd.GeoDataFrame({"a.b": ["{% raw %}{{{% endraw %}7"]}, geometry=[shapely.Point(1, 2)], crs=4326)
    layer = folium.GeoJson(table)
    layer.feature_identifier = "feature.properties.a.b"
    changed = text_attributes(layer)
    assert changed["data"]["features"][0]["properties"]["a.b"] == "{{7"
    assert changed["feature_identifier"] == 'feature.properties["a.b"]'
    assert changed["feature_identifier"].split(".") == ["feature", "properties", "a.b"]


def test_styles_that_are_no_values_are_left_out() -> None:
    table = gpd.GeoDataFrame(geometry=[shapely.Point(1, 2)], crs=4326)
    layer = folium.GeoJson(table, style_function=lambda _: {"color": "{{ 7 }}", "weight": 2})
    assert text_attributes(layer)["style_function"]({}) == {"weight": 2}


@pytest.mark.parametrize(
    ("scale", "stops"),
    [
        (branca.colormap.StepColormap(["red", "blue"], [0, 1, 4], vmin=0, vmax=4), [0, 0.25, 0.25, 1]),
        (
            branca.colormap.LinearColormap(["red", "blue"], vmin=0, vmax=4),
            [share / 48 for share in range(49)],
        ),
    ],
)
def test_a_scale_has_its_colours_at_their_places(scale: branca.colormap.ColorMap, stops: list[float]) -> None:
    drawn = text_attributes(scale)["stops"]
    assert [share for share, _ in drawn] == stops
    assert (drawn[0][1], drawn[-1][1]) == ("#ff0000ff", "#0000ffff")


def test_what_needs_nothing_is_left_as_it_is() -> None:
    assert text_attributes(MacroElement()) == {}
