"""docs/operations.md, "Several machines": a drop over four machines, of which one loses its power."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journey.machines import DESK, HOSTS, ONE, PORTS, TWO, Machines, Network, RunningMachines, open_ports
from tests.journey.machines import reason_against as reason_against_machines
from tests.journey.running_stack import get, picture

REASON = reason_against_machines()
pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(bool(REASON), reason=REASON),
    pytest.mark.allow_hosts(["127.0.0.1", "localhost", *map(Network().address, HOSTS)]),
]


@pytest.fixture(scope="module")
def machines() -> Iterator[Machines]:
    with (
        tempfile.TemporaryDirectory(prefix="bildstelle-machines-", ignore_cleanup_errors=True) as folder,
        Machines(Path(folder), {"BILDSTELLE_TICK_EVERY": "2"}) as started,
    ):
        yield started


@pytest.fixture(scope="module")
def running(machines: Machines) -> Iterator[RunningMachines]:
    opened = RunningMachines(machines)
    yield opened
    opened.close()


def answers(machines: Machines, host: str, port: int) -> bool:
    """Whether a connection from the first develop host is taken."""
    with machines.network.inside(ONE):
        try:
            socket.create_connection((machines.network.address(host), port), timeout=60).close()
        except OSError:
            return False
    return True


def test_only_what_the_page_names_is_open(machines: Machines) -> None:
    served = [*PORTS.model_dump().values(), PORTS.s3 + 10000, PORTS.filer + 10000]
    for host in HOSTS:
        if host != ONE:
            found = [port for port in served if answers(machines, host, port)]
            assert sorted(found) == sorted(open_ports()[host.partition("-")[0]]), host
    assert open_ports() == {"database": [5432, 6379, 8333], "desk": [8000], "develop": []}


def test_a_drop_outlives_one_of_two_develop_machines(machines: Machines, running: RunningMachines) -> None:
    release, (anna, s3) = running.make_release(), running.make_photographer()
    sent: list[str] = []

    def both_work(place: str) -> bool:
        if running.states(release)["ready"] == len(sent):  # they were quicker than we were
            send()
        return places(running).keys() > {place}

    def send() -> None:
        for number in range(16):
            sent.append(f"{anna}/{release}/IMG_{number}.JPG")
            s3.put_object(Bucket="incoming", Key=sent[-1], Body=picture((2400, 1600)))

    with machines.halted(ONE, TWO):  # else the first photos would be done before the last is there
        send()
        running.wait(lambda: running.states(release).total() == 16)
    dead = machines.kill_develop(TWO, both_work)
    # The other machine cannot look whether the dead one's processes are alive: their photos wait for the leases' end.
    running.wait(lambda: running.states(release)["ready"] == len(sent) - places(running).get(dead, 0))
    running.wait(lambda: places(running).keys() == {dead})
    # Those 90 seconds, in no time.
    running.rows("update archive_photo set lease_until = now() where lease_until is not null returning id")
    assert running.wait_until_developed(release, len(sent)) == {"ready": len(sent)}
    running.caption_all(release)
    running.run("approve", release, "--all")
    running.run("publish", release, "--wait")
    assert len(running.manifest(release)["photos"]) == len(sent)
    running.wait_until_idle(release)
    running.assert_everything_agrees()


def places(running: RunningMachines) -> dict[str, int]:
    """How many photos each machine has in hand, by its PID namespace."""
    sql = """
        select split_part(leased_by, '.', 2), count(*) from archive_photo
        where lease_until is not null group by 1
    """
    return dict(running.rows(sql))


def test_events_reach_the_desk_from_the_database_machine(machines: Machines, running: RunningMachines) -> None:
    """A sweep would find an upload for no release only after ten minutes."""
    (anna, s3) = running.make_photographer()
    s3.put_object(Bucket="incoming", Key=f"{anna}/nowhere/IMG_1.JPG", Body=picture())
    running.wait(lambda: running.rows("select 1 from archive_receipt where key like %s", f"{anna}/%") == [(1,)])
    # It says `down` of a part that takes more than two seconds to answer.
    running.wait(lambda: get(f"http://{machines.network.address(DESK)}:{PORTS.desk}/readyz").status == 200)
