"""JupyterLab's server as the course wants it; read by ``make lab`` only.

Your own Jupyter settings are neither used nor changed.
"""

import importlib.util
import logging
from pathlib import Path

import zmq
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

c = get_config()  # noqa: F821  (Jupyter gives it)

# For this machine only.
c.ServerApp.ip = "127.0.0.1"
# In a container you are root.
c.ServerApp.allow_root = True
c.KernelManager.transport_encryption = "auto" if zmq.has("curve") else "disabled"
# Ctrl-C stops at once, without a question.
c.ServerApp.answer_yes = True
# Say only what matters: the address, and trouble.
c.Application.log_level = "WARN"


class SentAtOnce(ZMQChannelsWebsocketConnection):
    """Sends what a kernel says when it says it: a lab's picture does not wait for what came before.

    As it is, the end of a message waits until the page's computer has confirmed the one before, and
    that may put it off for 40 ms and more ("Nagle's algorithm" and "delayed acknowledgement").
    """

    def connect(self):
        """Connect as always, and let nothing wait."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


c.ServerApp.kernel_websocket_connection_class = SentAtOnce
# (labconfig/ switches another delay off: the icon in the browser's tab that shows whether Python is
# busy was fetched anew for every move of a slider.)

# Nothing is asked of the network: no news, no newer version, no catalogue of extensions.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
# How text and output look.
c.LabApp.extra_labextensions_path = [str(Path(__file__).parent / "look")]
# nbgrader is there for whoever changes the course and wants to test it (make test), and switches
# itself on everywhere. A student has nothing to do with it. (labconfig/ switches its menus off.)
if importlib.util.find_spec("nbgrader"):
    c.ServerApp.jpserver_extensions = {
        "nbgrader.server_extensions.assignment_list": False,
        "nbgrader.server_extensions.course_list": False,
        "nbgrader.server_extensions.formgrader": False,
        "nbgrader.server_extensions.validate_assignment": False,
        "notebook": False,
    }
# The web server under it warns of two of Jupyter's own defaults, about which nobody can do a thing.
logging.getLogger("tornado.general").setLevel(logging.ERROR)
