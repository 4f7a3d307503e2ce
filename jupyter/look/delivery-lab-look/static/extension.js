// What JupyterLab loads: a container as module federation expects it, written by hand. All it brings
// is a style sheet, so its one plugin has nothing left to do.

(() => {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("look.css", document.currentScript.src);
  document.head.append(style);
  const plugin = {
    id: "delivery-lab-look:plugin",
    description: "Breaks output between words, and keeps text apart from what is folded above it.",
    autoStart: true,
    activate: () => {},
  };
  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB["delivery-lab-look"] = {
    init: () => {},
    get: async () => () => ({ __esModule: true, default: [plugin] }),
  };
})();
