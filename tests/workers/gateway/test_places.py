"""Nobody takes all places."""

from __future__ import annotations

from workers.gateway.places import MAX_CLIENTS, Places


def test_one_address_takes_its_share_and_no_more() -> None:
    places = Places(40)
    assert [places.take("10.0.0.1") for _camera in range(42)] == [True] * 40 + [False] * 2
    assert places.take("10.0.0.2")
    places.give_back("10.0.0.1")
    assert [places.take("10.0.0.1") for _camera in range(2)] == [True, False]


def test_all_places_are_taken_at_some_time() -> None:
    places = Places(MAX_CLIENTS)
    addresses = [f"10.0.0.{n}" for n in range(MAX_CLIENTS)]
    assert all(places.take(address) for address in addresses)
    assert not places.take("10.1.0.1")
    for address in addresses:
        places.give_back(address)
    assert places.take("10.1.0.1")
