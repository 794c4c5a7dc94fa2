"""Answers HTTP on the interface's socket, and does inside the sandbox what the test asks: the body is a program for bash."""

import http.server
import os
import socketserver
import subprocess


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(b"here\n")

    def do_POST(self):
        program = self.rfile.read(int(self.headers["Content-Length"]))
        done = subprocess.run(["bash", "-c", program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.answer(done.stdout)

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self):
        return "test"


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


os.umask(0o177)
server = Server("/run/atrium/interface.sock", Handler)
os.umask(0o022)
print("listening", flush=True)
server.serve_forever()
