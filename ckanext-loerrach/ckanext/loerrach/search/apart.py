"""The program of the second process that makes rows: `python -m ckanext.loerrach.search.apart`."""

import sys
from types import ModuleType
from typing import Any


def main() -> None:
    """Load as little as can be, then serve."""
    # what goes wrong in a search are errors of pysolr's, which comes with 7 MB for asking servers
    light: Any = ModuleType("pysolr")
    light.SolrError = type("SolrError", (Exception,), {})
    sys.modules["pysolr"] = light
    from .second import serve

    serve()


if __name__ == "__main__":
    main()
