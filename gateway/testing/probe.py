"""A server that shows exactly what reached it, and misbehaves on request. No HTTP library, so that bytes are exact.

    probe.py SOCKET IDLE_SECONDS SSE_SECONDS

/raw…   200, the request line as received, then its bytes in hex
/early  reads 65,536 bytes of the body, answers 413 with {"why":"big"} and closes at once, the rest unread
/sse    an event stream: `data: <n> <unix ms>` at once and each SSE_SECONDS, not one byte between
/sum    reads the body to its end, and answers how many bytes it had and their SHA-256
/big/N  N bytes of zeros
/ws     agrees to a WebSocket and says nothing more
/count  how many requests of each method, and how many bodies of POST have been read
"""

import asyncio
import base64
import hashlib
import json
import sys
import time

path, idle, between = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
methods: dict[str, int] = {}
posted = 0
ZEROS = bytes(1 << 20)


def answer(status: str, body: bytes, kind: str = "text/plain") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def pieces(reader: asyncio.StreamReader, headers: dict[str, str]):
    """The body as it comes, by length or by chunks."""
    if headers.get("transfer-encoding") == "chunked":
        while size := int((await reader.readline()).strip(), 16):
            yield await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readline()
        return
    left = int(headers.get("content-length", 0))
    while left > 0:
        piece = await reader.read(min(left, 1 << 18))
        if not piece:
            raise ConnectionResetError
        left -= len(piece)
        yield piece


async def stream_events(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
    count = 0
    while True:
        writer.write(f"data: {count} {int(time.time() * 1000)}\n\n".encode())
        await writer.drain()
        count += 1
        await asyncio.sleep(between)


async def send_zeros(writer: asyncio.StreamWriter, size: int) -> None:
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode())
    for sent in range(0, size, len(ZEROS)):
        writer.write(ZEROS[: size - sent])
        await writer.drain()


async def refuse_early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, headers: dict[str, str]) -> None:
    size = 0
    async for piece in pieces(reader, headers):
        size += len(piece)
        if size >= 65_536:
            break
    body = b'{"why":"big"}'
    writer.write(b"HTTP/1.1 413 Payload Too Large\r\nContent-Length: 13\r\nConnection: close\r\n\r\n" + body)
    await writer.drain()


def agree(headers: dict[str, str]) -> bytes:
    key = headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n\r\n"
    ).encode()


async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, patience: float | None) -> bool:
    """One request; whether another may follow on this connection."""
    global posted
    line = await asyncio.wait_for(reader.readline(), patience)
    if not line:
        return False
    headers = {}
    while (header := (await reader.readline()).decode("latin1").rstrip("\r\n")) != "":
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    method, target, _ = line.decode("latin1").split(" ")
    methods[method] = methods.get(method, 0) + 1

    if target.startswith("/early"):
        await refuse_early(reader, writer, headers)
        return False
    if target.startswith("/sse"):
        await stream_events(writer)
    if target.startswith("/ws"):
        writer.write(agree(headers))
        await reader.read()
        return False
    total, sum_of_all = 0, hashlib.sha256()
    async for piece in pieces(reader, headers):
        total += len(piece)
        sum_of_all.update(piece)
    posted += method == "POST"
    if target.startswith("/raw"):
        writer.write(answer("200 OK", line + line.hex().encode()))
    elif target.startswith("/big/"):
        await send_zeros(writer, int(target.removeprefix("/big/")))
    elif target.startswith("/count"):
        writer.write(answer("200 OK", json.dumps({"methods": methods, "posted": posted}).encode(), "application/json"))
    else:
        writer.write(answer("200 OK", f"{total} {sum_of_all.hexdigest()}".encode()))
    await writer.drain()
    return True


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        # A connection is idle after its first request: who has just come is waited for.
        patience = None
        while await serve_one(reader, writer, patience):
            patience = idle
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.TimeoutError, ValueError):
        pass
    finally:
        writer.close()


async def main() -> None:
    server = await asyncio.start_unix_server(serve, path, limit=1 << 20)
    print("listening", flush=True)
    async with server:
        await server.serve_forever()


asyncio.run(main())
