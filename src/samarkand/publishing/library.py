"""The plotting library, taken from its installed package without importing it."""

from importlib.util import find_spec
from pathlib import Path


def plotting_library() -> str:
    """Return the text of plotly.js as the ``plotly`` package carries it.

    Importing that package takes as long as building the whole page, so only its place is looked up.
    Raises ModuleNotFoundError when the package is not installed, FileNotFoundError when it no longer
    carries the file.
    """
    spec = find_spec("plotly")
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise ModuleNotFoundError("the package plotly, which carries the plotting library, is not installed")
    return (Path(places[0]) / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
