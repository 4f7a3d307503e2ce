// What JupyterLab loads: a container as module federation expects it, written by hand, as it is small.
//
// A container is asked for its one module, which is a list of plugins. It shares nothing and needs
// nothing of JupyterLab's own packages, only the application that a plugin is given; so there is
// nothing to build, and nothing that a new version of JupyterLab could fail to satisfy.

(() => {
  const here = document.currentScript.src;
  const plugin = {
    id: "delivery-lab-present:plugin",
    description: "Shows the lesson that is opened as slides.",
    autoStart: true,
    activate: async (app) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = new URL("present.css", here);
      document.head.append(style);
      const { start } = await import(new URL("presenter.js", here));
      start(app); // not awaited: it waits for JupyterLab, which waits for this
    },
  };
  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB["delivery-lab-present"] = {
    init: () => {},
    get: async () => () => ({ __esModule: true, default: [plugin] }),
  };
})();
