"""A map as a widget: what a reader does comes back to Python, and the page does what Python asks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from test_records import study

from isthmus import maps
from isthmus.geo import ArgumentError
from isthmus.maps._plugins import asset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from isthmus.maps._widget import MapWidget

NOTEBOOK = "https://notebook.example/"

TRAITS = ("page", "title", "height", "commands", "selection", "closed", "filters", "view")

#: A notebook: the traits of one widget, and a page that mounts its script as notebooks do.
MOUNT = """async (state) => {
    const hear = new Map();
    window.saved = [];
    window.model = {
        get: (name) => state[name],
        set: (name, value) => { state[name] = value; saved.push([name, value]); },
        save_changes() {},
        on: (event, heard) => hear.set(event, heard),
        off: (event) => hear.delete(event),
        say(name, value) { state[name] = value; hear.get(`change:${name}`)?.(); },
    };
    const { default: widget } = await import("/widget.js");
    window.leave = await widget.render({ model, el: document.body });
}"""


@pytest.fixture(scope="module")
def widget() -> MapWidget:
    """Return the widget of a small study, in which gates may be closed."""
    return maps.Map.of(study(), title="Ours").widget()


@pytest.fixture
def notebook(chromium: Browser, widget: MapWidget) -> Iterator[Page]:
    """Return a page that shows the widget."""
    page = chromium.new_page()
    page.route(NOTEBOOK, lambda route: route.fulfill(body="<body></body>", content_type="text/html"))
    script = asset("widget.js")
    page.route(f"{NOTEBOOK}widget.js", lambda it: it.fulfill(body=script, content_type="text/javascript"))
    page.goto(NOTEBOOK)
    page.evaluate(MOUNT, {name: getattr(widget, name) for name in TRAITS})
    page.wait_for_function("saved.some(([name]) => name === 'view')")
    yield page
    page.close()


def tell_python(notebook: Page, widget: MapWidget) -> None:
    """Hand to Python what the page saved, as the comm of a notebook does."""
    saved: list[list[Any]] = notebook.evaluate("saved.splice(0)")
    widget.set_state(json.loads(json.dumps(dict(saved))))


def test_python_hears_what_a_reader_does(notebook: Page, widget: MapWidget) -> None:
    heard: list[list[str]] = []
    widget.observe(lambda change: heard.append(change["new"]), "closed")
    inside = notebook.frames[1]
    inside.evaluate("isthmus.close(['east'])")
    inside.evaluate("isthmus.select('what_if', 'Sea')")
    inside.evaluate("isthmus.view({ zoom: 4 })")
    notebook.wait_for_function("saved.some(([name, value]) => name === 'view' && value.zoom === 4)")
    notebook.wait_for_function("saved.some(([name, value]) => name === 'selection' && value)")
    tell_python(notebook, widget)
    assert heard == [["east"]]
    assert widget.closed == ["east"]
    assert widget.selection == {"layer": "what_if", "name": "Sea"}
    assert widget.view["zoom"] == 4
    assert widget.view["layers"]
    inside.evaluate("isthmus.select()")
    inside.evaluate("isthmus.filter('what_if', 'sea')")
    notebook.wait_for_function("saved.some(([name, value]) => name === 'filters' && value.length)")
    tell_python(notebook, widget)
    assert widget.selection is None
    assert widget.filters == [["what_if", "text", "sea"]]


def test_the_page_does_what_python_asks(notebook: Page, widget: MapWidget) -> None:
    widget.close_gates("east")
    widget.filter("what_if", "rail")
    widget.look_at((1, 2), zoom=5)
    notebook.evaluate("it => model.say('commands', it)", widget.commands)
    notebook.wait_for_function("saved.some(([name, value]) => name === 'view' && value.zoom === 5)")
    notebook.wait_for_function("saved.some(([name, value]) => name === 'filters' && value.length)")
    inside = notebook.frames[1]
    assert inside.evaluate("isthmus.close()") == ["east"]
    assert [round(degrees) for degrees in inside.evaluate("isthmus.view().center")] == [1, 2]
    widget.close_gates()
    notebook.evaluate("it => model.say('commands', it)", widget.commands)
    notebook.wait_for_function("saved.some(([name, value]) => name === 'closed' && !value.length)")
    assert inside.evaluate("isthmus.view().zoom") == 5
    notebook.evaluate("leave()")
    assert len(notebook.frames) == 1


def test_a_map_is_drawn_under_the_policy_of_notebooks_of_vs_code(chromium: Browser) -> None:
    """That of ``generateContent`` in its backLayerWebView.ts, with notebook.experimental.enableCsp on."""
    source = "https://*.vscode-cdn.net"
    policy = (
        f"default-src 'none'; script-src {source} 'unsafe-inline' 'unsafe-eval'; style-src {source} "
        f"'unsafe-inline'; img-src {source} https: http: data:; font-src {source} https:; "
        "connect-src https:; child-src https: data:;"
    )
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
    output = f"<head>{head}</head><body>{maps.Map(title='Ours')._repr_html_()}</body>"
    page = chromium.new_page()
    page.route("**/*", lambda route: route.fulfill(body=output, content_type="text/html"))
    page.goto("https://cell.vscode-cdn.net/")
    page.frames[1].wait_for_selector("html[data-drawn=true]")
    page.close()


def test_a_frame_is_as_shut_in_as_that_of_a_map_alone(notebook: Page) -> None:
    kept = notebook.locator("iframe").get_attribute("sandbox")
    assert kept is not None
    assert kept in maps.Map()._repr_html_()
    assert "allow-same-origin" not in kept


def test_only_the_page_of_a_widget_talks_to_whoever_frames_it(widget: MapWidget) -> None:
    shown = maps.Map(title="Ours")
    assert shown._story([])["portal"] == ""
    assert shown._story([], "*")["portal"] == "*"
    assert shown.get_root().render() == maps.Map(title="Ours").get_root().render()
    assert widget.page != maps.Map.of(study(), title="Ours").get_root().render()


def test_the_last_command_of_a_kind_is_kept() -> None:
    widget = maps.Map().widget()
    assert (widget.selection, widget.closed, widget.filters, widget.view) == (None, [], [], {})
    widget.close_gates(["suez", "panama"])
    widget.select("Ports", "Gdańsk")
    widget.filter("Ports", "a")
    widget.filter("Ships", "b")
    widget.filter("Ports")
    widget.select()
    widget.look_at(month="2024-05", layers="ports")
    assert [(told["number"], told["call"], told["arguments"]) for told in widget.commands] == [
        (1, "close", [["suez", "panama"]]),
        (4, "filter", ["Ships", "b"]),
        (5, "filter", ["Ports", ""]),
        (6, "select", []),
        (7, "view", [{"layers": ["ports"], "month": 2024 * 12 + 4}]),
    ]


def test_wrong_arguments_are_told() -> None:
    widget = maps.Map().widget()
    with pytest.raises(ArgumentError, match="names: "):
        widget.close_gates(3)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="location: "):
        widget.look_at((100, 0))
    with pytest.raises(ArgumentError, match="text: "):
        widget.filter("Ports", None)  # type: ignore[arg-type]
    assert widget.commands == []


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ArgumentError, match=r"pip install anywidget"):
        maps.Map().widget()
