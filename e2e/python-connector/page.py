"""What stands for every interface: one page on a socket, which says that nothing runs."""

import atexit
import os
import shutil
import tempfile
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingUnixStreamServer
from threading import Thread

TEXT = b"<!doctype html><html lang=en><title>Nothing</title><p>Nothing runs here, and it runs well.</p></html>"


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response_only(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(TEXT)))
        self.end_headers()
        self.wfile.write(TEXT)

    def log_message(self, *_) -> None:
        """Who looks at it is nobody's business."""


def serve_page() -> str:
    """The socket on which it answers, for as long as the process lives; readable to this account alone."""
    directory = tempfile.mkdtemp(prefix="page-")
    atexit.register(shutil.rmtree, directory)
    socket = os.path.join(directory, "page.sock")
    server = ThreadingUnixStreamServer(socket, Page)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    return socket
