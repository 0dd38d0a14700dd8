"""What a file could try once it runs code in the child: each attack raises OSError where the kernel forbids it."""

from __future__ import annotations

import ctypes
import fcntl
import mmap
import os
import resource
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workers.develop.cell.kernel import system_call


@dataclass(frozen=True)
class Targets:
    """What there is to attack."""

    worker: int  # the process that has the credentials
    folder: str  # another photo's, with a file `original`
    port: int
    unix: str
    abstract: str


ATTACKS: dict[str, Callable[[Targets], object]] = {}


def _attack(run: Callable[[Targets], object]) -> Callable[[Targets], object]:
    ATTACKS[run.__name__] = run
    return run


def _raw(x86_64: int, aarch64: int, *arguments: int | bytes | None) -> Callable[[Targets], object]:
    number = x86_64 if os.uname().machine == "x86_64" else aarch64
    return lambda _targets: system_call(number, *arguments)


_READ = {
    "read_passwd": "/etc/passwd",
    "read_hosts": "/etc/hosts",
    "read_the_secrets_folder": "/run",
    "read_own_environment": "/proc/self/environ",
    "read_worker_environment": "/proc/{worker}/environ",
    "read_worker_command_line": "/proc/{worker}/cmdline",
    "read_worker_memory": "/proc/{worker}/mem",
    "read_parent_environment": "/proc/{parent}/environ",
    "read_a_device": "/dev/zero",
    "read_another_photo": "{folder}/original",
    "list_another_folder": "{folder}",
    "list_temporary_files": "/var/tmp",  # noqa: S108 - it is looked at, not used
    "list_processes": "/proc",
    "list_the_root": "/",
}


def _reading(place: str) -> Callable[[Targets], object]:
    def read(targets: Targets) -> object:
        path = Path(place.format(worker=targets.worker, folder=targets.folder, parent=os.getppid()))
        if path.is_dir():
            return list(path.iterdir())
        with path.open("rb", buffering=0) as file:
            return "mem" in path.name or file.read(1)

    return read


for _name, _place in _READ.items():
    ATTACKS[_name] = _reading(_place)


@_attack
def write_beside(targets: Targets) -> object:
    return Path(targets.folder, "planted").write_text("x", "utf-8")


@_attack
def overwrite(targets: Targets) -> object:
    return Path(targets.folder, "original").write_text("x", "utf-8")


@_attack
def append(targets: Targets) -> object:
    return os.write(os.open(Path(targets.folder, "original"), os.O_WRONLY | os.O_APPEND), b"x")


@_attack
def write_to_a_nameless_file(targets: Targets) -> object:
    return os.open(targets.folder, os.O_WRONLY | os.O_TMPFILE)


@_attack
def truncate(targets: Targets) -> None:
    os.truncate(Path(targets.folder, "original"), 0)


@_attack
def delete(targets: Targets) -> None:
    Path(targets.folder, "original").unlink()


@_attack
def rename(targets: Targets) -> object:
    return Path(targets.folder, "original").rename(Path(targets.folder, "renamed"))


@_attack
def make_a_folder(targets: Targets) -> None:
    Path(targets.folder, "made").mkdir()


@_attack
def symlink_out(targets: Targets) -> None:
    Path(targets.folder, "out").symlink_to("/etc/passwd")


@_attack
def hard_link(targets: Targets) -> None:
    Path(targets.folder, "linked").hardlink_to(Path(targets.folder, "original"))


@_attack
def make_a_fifo(targets: Targets) -> None:
    os.mkfifo(Path(targets.folder, "fifo"))


@_attack
def change_a_mode(targets: Targets) -> None:
    Path(targets.folder, "original").chmod(0o777)


@_attack
def change_a_time(targets: Targets) -> None:
    os.utime(Path(targets.folder, "original"), (1, 1))


@_attack
def plant_code(_targets: Targets) -> object:
    return Path(__file__).parents[4].joinpath("pipelines", "planted.py").write_text("", "utf-8")


@_attack
def move_house(targets: Targets) -> None:
    os.chdir(targets.folder)


@_attack
def connect_tcp(targets: Targets) -> object:
    return socket.create_connection(("127.0.0.1", targets.port), timeout=2)


@_attack
def listen_tcp(_targets: Targets) -> object:
    return socket.create_server(("127.0.0.1", 0))


@_attack
def send_udp(targets: Targets) -> object:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        return sender.sendto(b"x", ("127.0.0.1", targets.port))


@_attack
def connect_unix(targets: Targets) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(targets.unix)


@_attack
def connect_abstract(targets: Targets) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(b"\0" + targets.abstract.encode())


@_attack
def ask_the_kernel_by_netlink(_targets: Targets) -> object:
    return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).detach()


@_attack
def make_a_pair_of_sockets(_targets: Targets) -> object:
    return [each.detach() for each in socket.socketpair()]


@_attack
def execute(_targets: Targets) -> object:
    return os.execv("/bin/true", ["true"])  # noqa: S606 - the attack itself


@_attack
def run_a_program(_targets: Targets) -> object:
    return subprocess.run(["/bin/true"], check=True)


@_attack
def fork(_targets: Targets) -> object:
    if pid := os.fork():
        return os.waitpid(pid, 0)
    os._exit(0)


@_attack
def start_a_thread(_targets: Targets) -> None:
    try:
        threading.Thread(target=int).start()
    except RuntimeError as error:  # Python's word for a thread that the kernel refuses
        raise PermissionError(1, str(error)) from error


@_attack
def attach_to_the_worker(targets: Targets) -> object:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(0x4206, targets.worker, 0, 0):  # PTRACE_SEIZE
        raise OSError(ctypes.get_errno(), "ptrace")
    return libc.ptrace(17, targets.worker, 0, 0)


@_attack
def read_memory_across(targets: Targets) -> object:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.process_vm_readv(targets.worker, None, 0, None, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "process_vm_readv")
    return 0


@_attack
def signal_the_worker(targets: Targets) -> None:
    os.kill(targets.worker, signal.SIGCONT)


@_attack
def signal_the_parent(_targets: Targets) -> None:
    os.kill(os.getppid(), signal.SIGCONT)


@_attack
def hold_the_worker(targets: Targets) -> object:
    return os.pidfd_open(targets.worker)


@_attack
def signal_by_a_descriptor(_targets: Targets) -> object:
    return fcntl.fcntl(1, fcntl.F_SETOWN, os.getppid())


@_attack
def slow_the_worker_down(targets: Targets) -> None:
    os.setpriority(os.PRIO_PROCESS, targets.worker, os.getpriority(os.PRIO_PROCESS, targets.worker))


@_attack
def limit_the_worker(targets: Targets) -> object:
    now = resource.prlimit(targets.worker, resource.RLIMIT_NOFILE)
    return resource.prlimit(targets.worker, resource.RLIMIT_NOFILE, now)


@_attack
def lift_own_limits(_targets: Targets) -> None:
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, resource.getrlimit(resource.RLIMIT_NOFILE))
    except ValueError as error:  # Python's word for EPERM
        raise PermissionError(1, str(error)) from error


@_attack
def type_into_the_terminal(_targets: Targets) -> object:
    return fcntl.ioctl(0, 0x5412, b"x")  # TIOCSTI


@_attack
def run_own_machine_code(_targets: Targets) -> object:
    return mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


@_attack
def make_a_nameless_file(_targets: Targets) -> object:
    return os.memfd_create("x")


@_attack
def fork_by_a_call_of_our_own(_targets: Targets) -> object:
    number = 56 if os.uname().machine == "x86_64" else 220
    pid = system_call(number, signal.SIGCHLD, 0, 0, 0, 0)
    if not pid:
        os._exit(0)
    return os.waitpid(pid, 0)


@_attack
def enter_a_new_user_namespace(_targets: Targets) -> object:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x1000_0000):
        raise OSError(ctypes.get_errno(), "unshare")
    return 0


ATTACKS |= {
    "mount": _raw(165, 40, b"none", b"/mnt", b"tmpfs", 0, None),
    "change_the_root": _raw(161, 51, b"/"),
    "enter_a_namespace": _raw(308, 268, 0, 0),
    "add_a_key": _raw(248, 217, b"user", b"x", b"x", 1, -3),
    "read_keys": _raw(250, 219, 0, -3, 0),
    "load_bpf": _raw(321, 280, 0, b"\0" * 128, 128),
    "set_up_io_uring": _raw(425, 425, 1, b"\0" * 120),
    "handle_page_faults": _raw(323, 282, 1),
    "watch_performance": _raw(298, 241, b"\0" * 128, 0, -1, -1, 0),
    "trace_files": _raw(300, 262, 0, 0),
    "execute_by_descriptor": _raw(322, 281, -1, b"/bin/true", None, None, 0),
    "load_a_module": _raw(313, 273, -1, b"", 0),
    "open_by_handle": _raw(304, 265, -100, b"\0" * 128, 0),
    "open_by_structure": _raw(437, 437, -100, b"/etc/passwd", b"\0" * 24, 24),
    "clone_by_structure": _raw(435, 435, b"\0" * 88, 88),
    "change_the_personality": _raw(135, 92, 0x0040_0000),
    "become_another": _raw(105, 146, 0),
    "loosen_the_filter": _raw(317, 277, 0, 0, None),
}
