"""Ports: free, with their gRPC neighbour, and nobody else's."""

from __future__ import annotations

import socket
import subprocess
import sys

from cli.stack.ports import GRPC_OFFSET, choose_port, is_free
from cli.stack.stack_config import ROOT


def test_a_port_is_chosen_with_its_grpc_neighbour() -> None:
    port = choose_port(None, set(), with_grpc=True)
    with socket.create_server(("127.0.0.1", port + GRPC_OFFSET)):
        assert is_free(port)
        assert choose_port(port, set(), with_grpc=True) != port
        assert choose_port(port, set()) == port
    assert choose_port(port, {port}) != port


def test_a_port_another_process_has_chosen_is_left_to_it() -> None:
    script = "from cli.stack.ports import choose_port; print(choose_port(None, set()), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        port = int(other.stdout.readline())
        assert is_free(port)
        assert choose_port(port, set()) != port
        other.communicate("\n")
    assert choose_port(port, set()) == port
