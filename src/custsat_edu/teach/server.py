"""A Jupyter server that sends a slider's picture at once instead of with the next acknowledgement.

Start it with `--ServerApp.kernel_websocket_connection_class=custsat_edu.teach.server.AtOnce`.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class AtOnce(ZMQChannelsWebsocketConnection):
    """Jupyter's own connection from kernel to browser, on a socket that does not wait.

    A kernel answers a key with several small messages. By default the operating system holds back
    the second until the browser has acknowledged the first, and the browser takes its time with
    that: 40 ms on Linux, longer elsewhere, more than all the rest together.
    """

    def connect(self) -> Any:
        """Connect, and let small messages go out as they come."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
