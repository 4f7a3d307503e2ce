"""Not the package of this name: it cannot be imported here. See `tests/light_imports.py`."""

raise ImportError("The tests do without debugpy.")
