"""What every test may use, and the walls around every test: no network beyond this machine."""

from pytest_socket import socket_allow_hosts


def pytest_runtest_setup():
    # The database, the queue and the browser are on this machine; nothing else is reached.
    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)
