"""Ids that outlive hosts: once given, they stay."""

from pipelines.documents.identifiers import photo_urn, release_urn


def test_what_was_given_stays() -> None:
    assert photo_urn("k3x9m2p4q7rs") == "urn:uuid:f78122e9-bead-5ed2-a920-ed7c2f1aa016"
    assert release_urn("fest") == "urn:uuid:0d169456-b8c2-5b02-80e3-06d27e3a351a"
    assert release_urn("fest") != photo_urn("fest")
