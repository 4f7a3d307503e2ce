"""A page that shows one anywidget without JupyterLab: its script, its style, and its state.

Quick enough to try many states, and nothing else runs in the page, so what is measured here is the
widget alone. Tests that need the notebook around it use a real JupyterLab.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import anywidget

_MODEL = """
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const revive = (key, value) => (value && value.$bytes !== undefined ? bytes(value.$bytes) : value);
const state = JSON.parse(document.getElementById("state").textContent, revive);
const heard = {};
const model = {
  get: (name) => state[name],
  set: (name, value) => {
    state[name] = value;
    (heard[`change:${name}`] ?? []).forEach((f) => f());
  },
  on: (name, f) => (heard[name] ??= []).push(f),
  off: (name, f) => { heard[name] = (heard[name] ?? []).filter((g) => g !== f); },
  save_changes: () => { window.saved = (window.saved ?? 0) + 1; },
  send: () => {},
};
window.model = model;
const url = URL.createObjectURL(new Blob([document.getElementById("esm").textContent],
  { type: "text/javascript" }));
const { default: widget } = await import(url);
window.cleanUp = await widget.render({ model, el: document.getElementById("here") });
window.ready = true;
"""

_COLOURS = ("ui-font-color1", "ui-font-color2", "layout-color0", "layout-color1", "border-color2")
THEMES = {
    "light": ("#212121", "#616161", "#ffffff", "#ffffff", "#e0e0e0"),
    "dark": ("#ffffff", "#b3b3b3", "#111111", "#212121", "#424242"),
}
"""What JupyterLab's two themes say about the colours that widgets use."""


def widget_page(widget: anywidget.AnyWidget, *, theme: str = "light") -> str:
    """Return an HTML page that shows the widget in one of JupyterLab's two themes."""
    state = {
        name: getattr(widget, name)
        for name in widget.traits(sync=True)
        if not name.startswith("_") and name not in ("comm", "layout", "tabbable", "tooltip")
    }
    colours = zip(_COLOURS, THEMES[theme], strict=True)
    style = "".join(f"--jp-{name}: {colour}; " for name, colour in colours)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>widget</title>
<style>:root {{ {style} --jp-ui-font-family: system-ui, sans-serif; }}
body {{ background: var(--jp-layout-color0); color: var(--jp-ui-font-color1); margin: 16px; }}
h1 {{ font-size: 12px; margin: 0; }} {widget._css}</style></head>
<body><main><h1>One widget</h1><div id="here"></div></main>
<script type="application/json" id="state">{_script(json.dumps(state, default=_bytes))}</script>
<script type="text/plain" id="esm">{_script(str(widget._esm))}</script>
<script type="module">{_MODEL}</script></body></html>"""


def _bytes(value: Any) -> dict[str, str]:
    if isinstance(value, (bytes, memoryview)):
        return {"$bytes": base64.b64encode(value).decode("ascii")}
    raise TypeError(f"{type(value).__name__} cannot be shown in the page")


def _script(text: str) -> str:
    """Keep a text from closing the script element that holds it."""
    return text.replace("</", "<\\/")
