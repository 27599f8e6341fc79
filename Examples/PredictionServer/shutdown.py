#!/usr/bin/env python3
"""shutdown.py PORT PID BODY: sends half a request, asks the server to end, sends the rest: the answer has to come."""
import os
import signal
import socket
import sys
import time

port, server, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
with open(path, "rb") as file:
    body = file.read()
head = f"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
    connection.sendall(head + body[: len(body) // 2])
    time.sleep(0.3)
    os.kill(server, signal.SIGTERM)
    time.sleep(0.3)
    connection.sendall(body[len(body) // 2 :])
    answer = b""
    while part := connection.recv(1 << 16):
        answer += part
sys.exit(0 if answer.startswith(b"HTTP/1.1 200") and answer.endswith(b"]}") else f"answer: {answer[:200]!r}")
