from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

from custsat_edu.teach.server import AtOnce


def test_the_connection_sends_small_messages_at_once_and_then_connects_as_ever(monkeypatch):
    calls = []
    handler = KernelWebsocketHandler.__new__(KernelWebsocketHandler)
    handler.set_nodelay = calls.append
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: "connected")
    connection = AtOnce.__new__(AtOnce)
    connection.websocket_handler = handler
    assert connection.connect() == "connected"
    assert calls == [True]
