"""The command ``isthmus`` and what it consists of.

Each command parses its words, calls the package and prints. Heavy imports wait inside the commands, so that
``isthmus --help`` answers at once.
"""

from __future__ import annotations

import click

from ._analyses import buffer, components, dependence, exposure
from ._atlases import check, export, init, map_, sources, traffic
from ._network import disruptions, gates, policies, replay, resilience, route
from ._options import Group

__all__ = ["main"]


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nExamples:\n"
    "  isthmus map -o map.html\n"
    "  isthmus init my-study/\n"
    "  isthmus check my-study/\n"
    "  isthmus export my-study/ -o out/ --format geojson",
)
@click.version_option(package_name="isthmus", prog_name="isthmus")
def main() -> None:
    """Map production and transit networks: where does one narrow, and what would widen it.

    ATLAS is a folder of layer files (CSV, GeoJSON, GPKG, Parquet, XLSX; a layer's name is its file's) or one
    GPKG. Left out, it is the bundled atlas of Taiwan and Central Europe.
    """


@main.command(
    "completion",
    epilog="\b\nExamples:\n"
    "  isthmus completion bash >> ~/.bashrc\n"
    "  isthmus completion fish > ~/.config/fish/completions/isthmus.fish",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def _completion(shell: str) -> None:
    """Print the script that completes commands, options and files in a shell."""
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    if script is not None:
        click.echo(script(main, {}, "isthmus", "_ISTHMUS_COMPLETE").source())


main.add_command(init)
main.add_command(map_)
main.add_command(export)
main.add_command(check)
main.add_command(buffer)
main.add_command(exposure)
main.add_command(route)
main.add_command(gates)
main.add_command(policies)
main.add_command(disruptions)
main.add_command(replay)
main.add_command(traffic)
main.add_command(dependence)
main.add_command(resilience)
main.add_command(components)
main.add_command(sources)
