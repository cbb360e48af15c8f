"""Carry the browser's connections unread, so that a final request can be given one that is new."""

import asyncio
import contextlib
import socket
import struct
import threading
from base64 import b64encode
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Self
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

_CHUNK = 256 * 1024
_PATIENCE = 30.0
"""Seconds to reach a server; the walk's own patience ends sooner."""
_HANDSHAKE = 0.5
"""Seconds that connections which are just being made are waited for."""
_MOST_HOSTS = 1_000
_RULES = "--host-resolver-rules="
_HTTPS = 443
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(eq=False, slots=True)
class _Tunnel:
    """One connection of the browser."""

    greeted: bool = False
    """The server has spoken."""
    settled: bool = False
    """The browser has answered: for it the connection is made."""
    retired: bool = False
    """Nothing that the browser says from now on is passed on."""


class Tunnels:
    """A proxy on loopback for HTTPS: TLS passes through it unread, between the browser and the real server.

    Chromium sends a request once more by itself, whatever its method, when a connection that it had used before ends
    without a byte of answer (RFC 9112 section 9.3.1 allows that for idempotent requests only; net/http's
    `HttpNetworkTransaction::ShouldResendRequest` asks for nothing but the reuse). On a connection that is new it never
    does. No switch, header or DevTools command takes its idle connections from it, but whoever carries them can: after
    `retire` the old ones carry no further byte to the server, so the browser has to open a new one.
    """

    def __init__(self, arguments: Sequence[str] = (), proxies: Mapping[str, str] | None = None) -> None:
        rules = next((one.removeprefix(_RULES) for one in arguments if one.startswith(_RULES)), "")
        self._rules = [rule.split() for rule in rules.split(",") if rule.strip()]
        self._proxies = getproxies() if proxies is None else proxies
        self._open: set[_Tunnel] = set()
        self._reached: dict[str, str] = {}
        self._moved = asyncio.Event()
        """A connection was made, or ended."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._live, name="tunnels", daemon=True)
        self._door: asyncio.Server | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._door = self._do(asyncio.start_server(self._serve, "127.0.0.1", 0))
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @property
    def arguments(self) -> list[str]:
        """What makes the browser come here, for HTTPS only."""
        assert self._door is not None  # noqa: S101 - entered
        host, port = self._door.sockets[0].getsockname()
        return [f"--proxy-server=https={host}:{port}"]

    def retire(self) -> None:
        """From the moment this returns, no byte that the browser writes on an existing connection reaches a server.

        Answers that are still under way come through; a connection ends when the browser tries to use it again, and
        the browser takes the next, until it has to open one. One that is just being made is waited for: the browser
        gives up on what fails on a connection that it never had at rest.
        """
        self._do(self._retire())

    def reached(self, host: str) -> str:
        """The address and port under which a host was reached last, as a browser without a relay would have said it.

        Empty where nobody here knows: not reached yet, or reached by the household's own proxy.
        """
        return self._reached.get(host.rstrip(".").lower(), "")

    # ---- the relay's own thread

    def _live(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever the work gives
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE)

    async def _retire(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_HANDSHAKE):
                while not all(tunnel.settled for tunnel in self._open):
                    self._moved.clear()
                    await self._moved.wait()
        for tunnel in self._open:
            tunnel.retired = True

    async def _end(self) -> None:
        assert self._door is not None  # noqa: S101 - entered
        self._door.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tunnel = _Tunnel()
        self._open.add(tunnel)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            try:
                host, port = _asked(await reader.readuntil(b"\r\n\r\n"))
                # Agreed to before the server is reached: so the browser tells a server that is gone from a proxy that
                # refuses, and names the fault as it would without us.
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                there = await asyncio.wait_for(self._reach(host, port), _PATIENCE)
                await self._carry(tunnel, (reader, writer), there)
            finally:
                self._open.discard(tunnel)
                self._moved.set()
                writer.close()

    async def _carry(self, tunnel: _Tunnel, here: Streams, there: Streams) -> None:
        """Both ways, until one side ends."""
        ways = [
            asyncio.ensure_future(self._out(tunnel, here[0], there[1])),
            asyncio.ensure_future(_back(tunnel, there[0], here[1])),
        ]
        try:
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            if any(isinstance(way.exception(), ConnectionResetError) for way in done):
                _reset(here[1])
                _reset(there[1])
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            there[1].close()

    async def _out(self, tunnel: _Tunnel, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What the browser says. Nothing is awaited between the question and the writing: `retire` holds at once."""
        while data := await reader.read(_CHUNK):
            if tunnel.retired:
                return
            if tunnel.greeted and not tunnel.settled:
                tunnel.settled = True
                self._moved.set()
            writer.write(data)
            await writer.drain()

    async def _reach(self, host: str, port: int) -> Streams:
        target = self._target(host, port)
        if target is None:
            raise ConnectionRefusedError
        proxy = urlsplit(self._proxies.get("https", ""))
        if self._rules or not proxy.hostname or proxy_bypass(host):
            streams = await asyncio.open_connection(*target, happy_eyeballs_delay=0.25)
            self._note(host, streams[1].get_extra_info("peername"))
            return streams
        self._note(host, None)
        streams = await asyncio.open_connection(proxy.hostname, proxy.port or 3128)
        streams[1].write(f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n{_credentials(proxy)}\r\n".encode())
        if b" 200" not in (await streams[0].readuntil(b"\r\n\r\n")).split(b"\r\n", 1)[0]:
            streams[1].close()
            raise ConnectionRefusedError
        return streams

    def _note(self, host: str, peer: tuple[Any, ...] | None) -> None:
        """Where a host was reached. A page decides how many hosts there are: the oldest is forgotten."""
        if len(self._reached) >= _MOST_HOSTS and host not in self._reached:
            del self._reached[next(iter(self._reached))]
        self._reached[host.lower()] = _written(peer) if peer else ""

    def _target(self, host: str, port: int) -> tuple[str, int] | None:
        """Where the browser's own resolver rules send a name: the first that fits counts, an exclusion outranks all."""
        if any(rule[0] == "EXCLUDE" and fnmatchcase(host, rule[1]) for rule in self._rules):
            return host, port
        for rule in self._rules:
            if rule[0] == "MAP" and fnmatchcase(host, rule[1]):
                name, _, number = rule[2].rpartition(":") if rule[2].rpartition(":")[2].isdigit() else (rule[2], "", "")
                return None if name == "~NOTFOUND" else (name.strip("[]"), int(number or port))
        return host, port


async def _back(tunnel: _Tunnel, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(_CHUNK):
        tunnel.greeted = True
        writer.write(data)
        await writer.drain()


def _written(peer: tuple[Any, ...]) -> str:
    """Address and port of a socket as one text; an IPv6 address in brackets (RFC 3986 section 3.2.2)."""
    return f"[{peer[0]}]:{peer[1]}" if ":" in str(peer[0]) else f"{peer[0]}:{peer[1]}"


def _reset(writer: asyncio.StreamWriter) -> None:
    """A connection that was torn off is torn off on the other side too."""
    found = writer.get_extra_info("socket")
    if found is not None:
        with contextlib.suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _asked(head: bytes) -> tuple[str, int]:
    """Host and port of a CONNECT (RFC 9110 section 9.3.6)."""
    words = head.split(b"\r\n", 1)[0].decode("latin-1").split()
    if len(words) < 2 or words[0] != "CONNECT":  # noqa: PLR2004 - method and target
        raise ConnectionRefusedError
    found = urlsplit(f"//{words[1]}")
    return (found.hostname or "").rstrip("."), found.port or _HTTPS


def _credentials(proxy: SplitResult) -> str:
    """What the household's own proxy wants to be told (RFC 7617), as a header line; empty where it wants nothing."""
    if proxy.username is None:
        return ""
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return f"Proxy-Authorization: Basic {b64encode(pair.encode()).decode()}\r\n"
