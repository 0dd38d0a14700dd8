"""Four machines joined by a cable: network namespaces, each with its own addresses, firewall and temporary folder.

Each machine takes in what docs/operations.md says must be open, and refuses everything else. Needs root.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from cli.stack import probes
from cli.stack.application import prepare_application, temporary_folder
from cli.stack.postgres import initialise, prepare_postgres
from cli.stack.seaweed import prepare_seaweed
from cli.stack.service import Service
from cli.stack.stack import BACKING, Stack, wait_until_ready
from cli.stack.stack_config import ROOT, Secrets, SettledPorts, StackConfig
from cli.stack.valkey import prepare_valkey
from tests.cli.stack.processes import alive, halt_while, signal_each, wait_for
from tests.journey.running_stack import TIMEOUT, RunningStack
from workers.private_folder import ensure_private_folder

DATABASE, DESK, ONE, TWO = "database", "desk", "develop-1", "develop-2"
HOSTS = (DATABASE, DESK, ONE, TWO)
PORTS = SettledPorts(desk=8000, valkey=6379, postgres=5432, s3=8333, master=9333, volume=9340, filer=8888, admin=9646)
_HOME = Path("/proc/thread-self/ns/net")
_CLONE_NEWNET = 0x40000000
_LIBC = ctypes.CDLL(None, use_errno=True)


def reason_against() -> str:
    """Why namespaces cannot be made here; empty when they can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if missing := [name for name in ("ip", "nft", "unshare") if shutil.which(name) is None]:
        return f"not installed: {', '.join(missing)}; run `python -m tests.system_programs`"
    name = f"bst-try-{os.getpid()}"
    tried = (["netns", "add", name], ["-n", name, "link"])  # in a plain chroot the first works, the second does not
    done = [subprocess.run(["ip", *words], capture_output=True, text=True, check=False) for words in tried]
    subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
    failed = next((one for one in done if one.returncode), None)
    return f"no network namespaces here: {failed.stderr.strip()}" if failed else ""


def open_ports() -> dict[str, list[int]]:
    """The ports that docs/operations.md says each kind of machine takes in."""
    chapter = (ROOT / "docs/operations.md").read_text("utf-8").split("\n## Several machines\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\w+) host \| [^|]+ \| ([^|]+) \|", chapter, re.MULTILINE)
    return {kind: [int(port) for port in re.findall(r"\d{4,5}", ports)] for kind, ports in rows}


@dataclass(frozen=True)
class Network:
    """The namespaces of this process, by the names of their hosts, and a bridge; its address is the operator's."""

    mark: str = str(os.getpid() % 65536)

    @property
    def subnet(self) -> str:
        return f"198.18.{int(self.mark) % 250}"  # from the range for benchmarks, which nobody else routes

    def namespace(self, host: str) -> str:
        return f"bst-{self.mark}-{host}"

    def address(self, host: str) -> str:
        return f"{self.subnet}.{HOSTS.index(host) + 1}"

    @contextmanager
    def up(self) -> Iterator[None]:
        """Make bridge, namespaces, cables and firewalls; remove them afterwards."""
        bridge = f"bst{self.mark}"
        with ExitStack() as undo:
            _ip("link", "add", bridge, "type", "bridge")
            undo.callback(_ip, "link", "del", bridge)
            _ip("addr", "add", f"{self.subnet}.254/24", "dev", bridge)
            _ip("link", "set", bridge, "up")
            for number, host in enumerate(HOSTS):
                self._join(host, bridge, f"bst{self.mark}v{number}", undo)
            yield

    def _join(self, host: str, bridge: str, cable: str, undo: ExitStack) -> None:
        name = self.namespace(host)
        _ip("netns", "add", name)
        undo.callback(_ip, "netns", "del", name)
        _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name)
        # By itself it stays as long as a closed connection is remembered inside, about a minute.
        undo.callback(_ip, "link", "del", cable)
        _ip("link", "set", cable, "master", bridge, "up")
        _ip("-n", name, "addr", "add", f"{self.address(host)}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            _ip("-n", name, "link", "set", device, "up")
        with self.inside(host):
            rules = _firewall(open_ports()[host.partition("-")[0]])
            subprocess.run(["nft", "-f", "-"], input=rules, text=True, check=True)

    @contextmanager
    def inside(self, host: str) -> Iterator[None]:
        """Be on that machine: what this thread connects to and starts is there."""
        with _HOME.open("rb") as home, Path("/run/netns", self.namespace(host)).open("rb") as there:
            _enter(there.fileno())
            try:
                yield
            finally:
                _enter(home.fileno())


def _enter(namespace: int) -> None:
    if _LIBC.setns(namespace, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def _firewall(ports: list[int]) -> str:
    allowed = f"tcp dport {{ {', '.join(map(str, ports))} }} accept" if ports else ""
    return f"""
        table inet filter {{
            chain input {{
                type filter hook input priority 0; policy drop;
                iif lo accept
                ct state established,related accept
                {allowed}
                meta l4proto tcp reject with tcp reset
            }}
        }}
    """


@dataclass
class HostedService(Service):
    """A service on one of the machines."""

    host: str = ""
    network: Network | None = None

    @classmethod
    def of(cls, service: Service, host: str, network: Network) -> HostedService:
        kept = {one.name: getattr(service, one.name) for one in fields(Service) if one.init}
        return cls(**kept, host=host, network=network)

    def start(self) -> None:
        assert self.network
        with self.network.inside(self.host):
            super().start()


class SpreadConfig(StackConfig):
    """A configuration whose services are on several machines."""

    def environment(self) -> dict[str, str]:
        """The variables that docs/operations.md asks for, the same on each machine."""
        network = Network()
        here = super().environment()
        there = {name: value.replace("127.0.0.1", network.address(DATABASE)) for name, value in here.items()}
        return there | {"BILDSTELLE_PUBLIC_URL": f"http://{network.address(DESK)}:{PORTS.desk}"}


class Machines(Stack):
    """The parts of a stack on four machines."""

    def __init__(self, data: Path, settings: Mapping[str, str]) -> None:
        super().__init__(data)
        self.network = Network()
        self._config = SpreadConfig(ports=PORTS, secrets=Secrets(), settings=dict(settings))
        self._undo = ExitStack()

    def start(self) -> None:
        """Start all machines, in the order of docs/operations.md."""
        self._undo.enter_context(self.network.up())
        for host in HOSTS:
            (self.data / host / "logs").mkdir(parents=True)
            ensure_private_folder(temporary_folder(self.data / host))
        self._start_database()
        (self.data / "logs").mkdir()
        self._bootstrap()
        self._start_desk()
        for host in (ONE, TWO):
            self._start_develop(host)
        wait_until_ready(self.services.values())

    def stop(self) -> None:
        """End everything; workers get no time to finish, for nothing is needed any more."""
        for name, service in self.services.items():
            if name not in BACKING:
                service.kill()
        super().stop()
        self._undo.close()

    def kill_develop(self, host: str, at_work: Callable[[str], bool]) -> str:
        """Kill everything on a develop machine at once, as a power cut does; return the place its leases name.

        The moment is one at which `at_work(place)` is true: the machine is halted to look, and killed while it is.
        """
        first, place = self._place(host)
        assert wait_for(lambda: halt_while(_processes(place), lambda: at_work(place)), TIMEOUT)
        self.services.pop(host).kill()
        # A namespace's first process ends after all others.
        assert wait_for(lambda: not alive(first))
        return place

    @contextmanager
    def halted(self, *hosts: str) -> Iterator[None]:
        """Stop every process of these develop machines where they are, during the block."""
        pids = [pid for host in hosts for pid in _processes(self._place(host)[1])]
        signal_each(pids, signal.SIGSTOP)
        try:
            yield
        finally:
            signal_each(pids, signal.SIGCONT)

    def _place(self, host: str) -> tuple[int, str]:
        """The first process of a develop machine and its PID namespace, which leases name."""
        service = self.services[host]
        [first] = Path(f"/proc/{service.pid}/task/{service.pid}/children").read_text("ascii").split()
        return int(first), str(Path(f"/proc/{first}/ns/pid").stat().st_ino)

    def _start_database(self) -> None:
        data, config = self.data / DATABASE, self.config
        postgres = prepare_postgres(data, config)
        initialise(data, config, postgres.user)
        with (data / "postgres/pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {self.network.subnet}.0/24 scram-sha-256\n")
        valkey, seaweed = prepare_valkey(data, config), prepare_seaweed(data, config, webhook=True)
        _replace(data / "valkey/valkey.conf", "bind 127.0.0.1", "bind 0.0.0.0")
        _replace(data / "seaweed/notification.toml", "127.0.0.1", self.network.address(DESK))
        _reword(postgres, "listen_addresses=127.0.0.1", "listen_addresses=*")
        # Its other ports listen, too, and the firewall closes them.
        _reword(seaweed, "-ip.bind=127.0.0.1", "-ip.bind=0.0.0.0")
        for service in (postgres, valkey, seaweed):
            self._add(service, DATABASE).start()
        wait_until_ready(self.services.values())
        self.ensure_database()

    def _start_desk(self) -> None:
        for service in prepare_application(self.data / DESK, self.config):
            if service.name != "develop":
                _reword(service, f"127.0.0.1:{PORTS.desk}", f"0.0.0.0:{PORTS.desk}")
                self._add(service, DESK).start()

    def _start_develop(self, host: str) -> None:
        """A machine numbers its processes by itself and has a name: others cannot look whether one is alive."""
        [service] = [one for one in prepare_application(self.data / host, self.config) if one.name == "develop"]
        _reword(service, "develop@%h", f"develop@{host}")
        service.command = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", *service.command]
        service.name, service.grace = host, 0  # unshare does not pass a SIGTERM on
        broker = self.environment["BILDSTELLE_BROKER_URL"]
        service.is_ready = lambda: probes.is_worker_ready(broker, f"develop@{host}")
        self._add(service, host).start()

    def _add(self, service: Service, host: str) -> HostedService:
        hosted = HostedService.of(service, host, self.network)
        hosted.is_ready = self._asked_on(host, service.is_ready)
        self.services[service.name] = hosted
        return hosted

    def _asked_on(self, host: str, is_ready: Callable[[], bool]) -> Callable[[], bool]:
        def asked() -> bool:
            with self.network.inside(host):
                return is_ready()

        return asked


class RunningMachines(RunningStack):
    """Used from the operator's machine, which is none of the four."""

    def _where(self) -> list[str]:
        return []  # the settings name it


def _reword(service: Service, old: str, new: str) -> None:
    service.command = [word.replace(old, new) for word in service.command]


def _replace(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def _processes(place: str) -> list[int]:
    """The processes of a PID namespace."""
    return [int(found.parts[2]) for found in Path("/proc").glob("[0-9]*/ns/pid") if _inode(found) == place]


def _inode(path: Path) -> str:
    try:
        return str(path.stat().st_ino)
    except OSError:  # the process has just ended
        return ""
